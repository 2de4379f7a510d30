// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/ip.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif

namespace yagura {
namespace {

constexpr std::array<std::uint8_t, 12> kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool bit(const IpAddress& address, int index) {
  const auto byte = address.bytes()[static_cast<std::size_t>(index / 8)];
  return ((byte >> (7 - index % 8)) & 1) != 0;
}

constexpr std::size_t kShortestV4 = 7;
constexpr std::size_t kLongestV4 = 15;

#if defined(__SSSE3__)

// Where the digits of an address go whose numbers have these lengths: each to a lane of its own,
// "7" to 0 0 7 0, so that one multiplication gives all four.
constexpr std::array<std::array<std::uint8_t, 16>, 81> make_shuffles() {
  std::array<std::array<std::uint8_t, 16>, 81> shuffles{};
  for (std::size_t i = 0; i < shuffles.size(); ++i) {
    const std::size_t lengths[] = {i / 27 + 1, i / 9 % 3 + 1, i / 3 % 3 + 1, i % 3 + 1};
    std::size_t from = 0;
    for (std::size_t lane = 0; lane < 4; ++lane) {
      for (std::size_t place = 0; place < 4; ++place) {
        const bool used = place < 3 && place + lengths[lane] >= 3;
        shuffles[i][lane * 4 + place] =
            used ? static_cast<std::uint8_t>(from + place + lengths[lane] - 3) : 0x80;
      }
      from += lengths[lane] + 1;
    }
  }
  return shuffles;
}

// `text` is 7 to 15 bytes long; with zeros behind it.
__m128i load_text(std::string_view text) {
  const char* end = text.data() + text.size();
  const auto load = [](const char* from, auto value) {
    std::memcpy(&value, from, sizeof value);
    return value;
  };
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  if (text.size() >= sizeof low) {
    low = load(text.data(), low);
    high = load(end - sizeof high, high);
    high = text.size() == sizeof low ? 0 : high >> 8 * (2 * sizeof low - text.size());
  } else {
    low = load(text.data(), std::uint32_t{}) | std::uint64_t{load(end - 4, std::uint32_t{})}
                                                   << 8 * (text.size() - 4);
  }
  return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

// Where the dots stand changes from address to address, so nothing here branches on it.
bool read_v4(std::string_view text, std::uint32_t& address) {
  static constexpr auto kShuffles = make_shuffles();
  const __m128i bytes = load_text(text);
  auto dots =
      static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))));
  bool good = std::popcount(dots) == 3;
  std::uint32_t lengths[4];
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto dot = static_cast<std::uint32_t>(std::countr_zero(dots));
    lengths[i] = dot - begin;
    begin = dot + 1;
    dots &= dots - 1;
  }
  lengths[3] = static_cast<std::uint32_t>(text.size()) - begin;
  for (const std::uint32_t length : lengths) {
    good &= length - 1 < 3;
  }
  if (!good) {
    return false;
  }
  const std::uint32_t kind = lengths[0] * 27 + lengths[1] * 9 + lengths[2] * 3 + lengths[3] - 40;
  const __m128i digits =
      _mm_shuffle_epi8(_mm_sub_epi8(bytes, _mm_set1_epi8('0')),
                       _mm_loadu_si128(reinterpret_cast<const __m128i*>(kShuffles[kind].data())));
  const __m128i nines = _mm_set1_epi8(9);
  const int are_digits = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(digits, nines), nines));
  const __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi32(0x00010A64));  // 100, 10, 1
  const __m128i values = _mm_madd_epi16(pairs, _mm_set1_epi16(1));
  static constexpr int kLeast[] = {0, 0, 10, 100};
  const __m128i least = _mm_setr_epi32(kLeast[lengths[0]], kLeast[lengths[1]], kLeast[lengths[2]],
                                       kLeast[lengths[3]]);
  const __m128i wrong =
      _mm_or_si128(_mm_cmpgt_epi32(least, values), _mm_cmpgt_epi32(values, _mm_set1_epi32(255)));
  const __m128i packed = _mm_packus_epi16(_mm_packs_epi32(values, values), values);
  address = __builtin_bswap32(static_cast<std::uint32_t>(_mm_cvtsi128_si32(packed)));
  return are_digits == 0xFFFF && _mm_movemask_epi8(wrong) == 0;
}

#else

bool read_v4(std::string_view text, std::uint32_t& address) {
  std::uint32_t parsed = 0;
  unsigned part = 0;
  unsigned digits = 0;
  unsigned dots = 0;
  for (const char c : text) {
    const auto digit = static_cast<unsigned>(c - '0');
    if (digit <= 9) {
      if ((digits > 0 && part == 0) || digits == 3) {
        return false;
      }
      part = part * 10 + digit;
      ++digits;
    } else if (c == '.' && digits > 0 && part <= 255) {
      parsed = parsed << 8U | part;
      part = digits = 0;
      ++dots;
    } else {
      return false;
    }
  }
  address = parsed << 8U | part;
  return dots == 3 && digits > 0 && part <= 255;
}

#endif

}  // namespace

bool IpAddress::parse_v4(std::string_view text, std::uint32_t& address) {
  return text.size() >= kShortestV4 && text.size() <= kLongestV4 && read_v4(text, address);
}

std::optional<IpAddress> IpAddress::parse_v6(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (text.size() >= buffer.size() || text.find(':') == std::string_view::npos ||
      text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::copy(text.begin(), text.end(), buffer.begin());
  IpAddress address;
  return inet_pton(AF_INET6, buffer.data(), address.bytes_.data()) == 1 ? std::optional(address)
                                                                        : std::nullopt;
}

IpAddress IpAddress::from_v4(std::uint32_t bits) {
  IpAddress address;
  std::copy(kV4Prefix.begin(), kV4Prefix.end(), address.bytes_.begin());
  for (std::size_t i = 0; i < 4; ++i) {
    address.bytes_[kV4Prefix.size() + i] = static_cast<std::uint8_t>(bits >> (24 - 8 * i));
  }
  return address;
}

bool IpAddress::is_v4() const {
  return std::equal(kV4Prefix.begin(), kV4Prefix.end(), bytes_.begin());
}

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (!is_v4()) {
    return inet_ntop(AF_INET6, bytes_.data(), buffer.data(), buffer.size()) != nullptr
               ? std::string(buffer.data())
               : std::string{};
  }
  char* at = buffer.data();  // by hand: inet_ntop() prints by snprintf(), and every event has some
  for (std::size_t i = kV4Prefix.size(); i < bytes_.size(); ++i) {
    at = std::to_chars(at, buffer.data() + buffer.size(), bytes_[i]).ptr;
    *at++ = '.';
  }
  return {buffer.data(), static_cast<std::size_t>(at - buffer.data()) - 1};
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) {
    return std::nullopt;
  }
  IpNetwork network;
  network.address_ = *address;
  if (slash == std::string_view::npos) {
    return network;
  }
  const std::string_view length = text.substr(slash + 1);
  int prefix = 0;
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), prefix);
  const int width = text.find(':') == std::string_view::npos ? 32 : 128;
  if (error != std::errc{} || end != length.data() + length.size() || prefix < 0 ||
      prefix > width) {
    return std::nullopt;
  }
  network.prefix_ = prefix + (128 - width);
  for (int i = network.prefix_; i < 128; ++i) {
    if (bit(*address, i)) {
      return std::nullopt;
    }
  }
  return network;
}

bool IpNetwork::contains(const IpAddress& address) const {
  const auto whole = static_cast<std::size_t>(prefix_ / 8);
  if (std::memcmp(address_.bytes().data(), address.bytes().data(), whole) != 0) {
    return false;
  }
  if (prefix_ % 8 == 0) {
    return true;
  }
  const int shift = 8 - prefix_ % 8;
  return (address_.bytes()[whole] >> shift) == (address.bytes()[whole] >> shift);
}

std::string IpNetwork::to_string() const {
  return fmt::format("{}/{}", address_.to_string(), address_.is_v4() ? prefix_ - 96 : prefix_);
}

}  // namespace yagura
