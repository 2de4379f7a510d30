// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/ip.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace yagura {
namespace {

constexpr std::array<std::uint8_t, 12> kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool bit(const IpAddress& address, int index) {
  const auto byte = address.bytes()[static_cast<std::size_t>(index / 8)];
  return ((byte >> (7 - index % 8)) & 1) != 0;
}

}  // namespace

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
  const bool v4 = is_v4();
  const void* start = bytes_.data() + (v4 ? kV4Prefix.size() : 0);
  if (inet_ntop(v4 ? AF_INET : AF_INET6, start, buffer.data(), buffer.size()) == nullptr) {
    return {};
  }
  return buffer.data();
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
