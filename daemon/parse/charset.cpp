// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/charset.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__SSE4_1__)
#include <smmintrin.h>
#endif

#include "base/text.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// No character of these charsets takes more than three times its bytes in UTF-8.
constexpr std::size_t kGrowth = 3;

// ASCII from 0x1C on, as nearly all records are: nothing to detect, not even an escape. May say no
// where it is.
bool is_plain(std::string_view text) {
  constexpr char kLowest = 0x1C;
  std::size_t at = 0;
#if defined(__SSE4_1__)
  constexpr std::size_t kStep = 16;
  const auto load = [&](std::size_t from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + from));
  };
  if (text.size() >= kStep) {
    // As signed bytes: what is not ASCII is below zero.
    __m128i least = load(text.size() - kStep);
    for (; at + 4 * kStep <= text.size(); at += 4 * kStep) {
      least = _mm_min_epi8(least,
                           _mm_min_epi8(_mm_min_epi8(load(at), load(at + kStep)),
                                        _mm_min_epi8(load(at + 2 * kStep), load(at + 3 * kStep))));
    }
    for (; at + kStep <= text.size(); at += kStep) {
      least = _mm_min_epi8(least, load(at));
    }
    return _mm_movemask_epi8(_mm_cmplt_epi8(least, _mm_set1_epi8(kLowest))) == 0;
  }
#endif
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), [](char c) {
    return static_cast<signed char>(c) >= static_cast<signed char>(kLowest);
  });
}

// A text read as UTF-8: how many characters of three bytes and more it has, and bad bytes.
struct Utf8Reading {
  std::size_t wide = 0;
  std::size_t bad = 0;
};
Utf8Reading read_as_utf8(std::string_view text) {
  Utf8Reading reading;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    reading.wide += length >= 3 ? 1 : 0;
    reading.bad += length == 0 ? 1 : 0;
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return reading;
}

// U+FF61 to U+FF9F in UTF-8, and what no text has: private use and C1 controls.
std::size_t count_strange(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const auto next = static_cast<unsigned char>(text[at + 1]);
    const bool katakana = lead == 0xEF && (next == 0xBD || next == 0xBE);
    const bool private_use = lead == 0xEE;
    const bool control = lead == 0xC2 && next < 0xA0;
    count += katakana || private_use || control ? 1 : 0;
  }
  return count;
}

}  // namespace

std::optional<CharsetDecoder::Charset> CharsetDecoder::find(std::string_view name) {
  struct Name {
    std::string_view name;
    Charset charset;
  };
  static constexpr std::array<Name, 20> kNames{{
      {"auto", Charset::automatic},
      {"utf-8", Charset::utf8},
      {"utf8", Charset::utf8},
      {"us-ascii", Charset::utf8},
      {"ascii", Charset::utf8},
      {"cp932", Charset::cp932},
      {"shift_jis", Charset::cp932},
      {"shift-jis", Charset::cp932},
      {"sjis", Charset::cp932},
      {"windows-31j", Charset::cp932},
      {"ms932", Charset::cp932},
      {"euc-jp", Charset::euc_jp},
      {"eucjp", Charset::euc_jp},
      {"euc-jp-ms", Charset::euc_jp},
      {"iso-2022-jp", Charset::iso_2022_jp},
      {"utf-16", Charset::utf16le},
      {"utf-16le", Charset::utf16le},
      {"utf-16be", Charset::utf16be},
      {"iso-8859-1", Charset::latin1},
      {"latin1", Charset::latin1},
  }};
  for (const Name& known : kNames) {
    if (equal_ignoring_case(known.name, name)) {
      return known.charset;
    }
  }
  return std::nullopt;
}

bool CharsetDecoder::is_known(std::string_view name) {
  return find(name).has_value();
}

std::optional<CharsetDecoder> CharsetDecoder::create(std::string_view name) {
  const auto charset = find(name);
  if (!charset) {
    return std::nullopt;
  }
  CharsetDecoder decoder(*charset);
  const bool opened = *charset == Charset::automatic
                          ? decoder.open(Charset::cp932) && decoder.open(Charset::euc_jp) &&
                                decoder.open(Charset::iso_2022_jp)
                          : *charset == Charset::utf8 || decoder.open(*charset);
  return opened ? std::optional(std::move(decoder)) : std::nullopt;
}

bool CharsetDecoder::open(Charset charset) {
  static constexpr std::array<const char*, kConverters> kIconvNames = {
      "", "UTF-8", "CP932", "EUC-JP-MS", "ISO-2022-JP-2", "UTF-16LE", "UTF-16BE", "ISO-8859-1"};
  const auto i = static_cast<std::size_t>(charset);
  iconv_t converter = iconv_open("UTF-8", kIconvNames.at(i));
  // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX's (iconv_t)-1
  if (converter == reinterpret_cast<iconv_t>(-1)) {
    return false;
  }
  converters_[i] = converter;
  return true;
}

CharsetDecoder::CharsetDecoder(CharsetDecoder&& other) noexcept
    : charset_(other.charset_), last_(other.last_) {
  std::swap(converters_, other.converters_);
}

CharsetDecoder& CharsetDecoder::operator=(CharsetDecoder&& other) noexcept {
  std::swap(charset_, other.charset_);
  std::swap(last_, other.last_);
  std::swap(converters_, other.converters_);
  return *this;
}

CharsetDecoder::~CharsetDecoder() {
  for (void* converter : converters_) {
    if (converter != nullptr) {
      (void)iconv_close(converter);
    }
  }
}

CharsetDecoder::Conversion CharsetDecoder::convert(Charset charset, std::string_view record,
                                                   char* out, std::size_t room) const {
  void* converter = converters_[static_cast<std::size_t>(charset)];
  (void)iconv(converter, nullptr, nullptr, nullptr, nullptr);  // begin anew
  // iconv's interface is older than const; it does not write to its input.
  char* in = const_cast<char*>(record.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  std::size_t in_left = record.size();
  std::size_t out_left = room;
  Conversion done;
  while (in_left > 0 && iconv(converter, &in, &in_left, &out, &out_left) == std::size_t(-1)) {
    if (errno == E2BIG || out_left < kReplacement.size()) {
      break;
    }
    // A byte that is no character, or a character cut off at the end.
    std::memcpy(out, kReplacement.data(), kReplacement.size());
    out += kReplacement.size();
    out_left -= kReplacement.size();
    const std::size_t skipped = errno == EINVAL ? in_left : 1;
    in += skipped;
    in_left -= skipped;
    ++done.replaced;
  }
  done.read = record.size() - in_left;
  done.written = room - out_left;
  return done;
}

std::optional<std::size_t> CharsetDecoder::strangeness(Charset charset,
                                                       std::string_view record) const {
  // The beginning of a long record says enough. A character may be cut at the end of it.
  constexpr std::size_t kSample = 2048;
  std::array<char, kSample * kGrowth> text;
  const Conversion done = convert(charset, record.substr(0, kSample), text.data(), text.size());
  const std::size_t allowed = record.size() > kSample ? 1 : 0;
  if (done.replaced > allowed) {
    return std::nullopt;
  }
  return count_strange({text.data(), done.written});
}

CharsetDecoder::Charset CharsetDecoder::detect(std::string_view record) const {
  if (is_plain(record)) {
    return Charset::utf8;
  }
  if (is_ascii(record)) {
    // ISO-2022-JP is ASCII with escapes: ESC $ B and ESC ( B.
    const bool escapes = record.find("\x1b$") != std::string_view::npos;
    return escapes && strangeness(Charset::iso_2022_jp, record) ? Charset::iso_2022_jp
                                                                : Charset::utf8;
  }
  const Utf8Reading utf8 = read_as_utf8(record);
  if (utf8.bad == 0 || utf8.bad <= utf8.wide * 2) {
    return Charset::utf8;
  }
  const auto cp932 = strangeness(Charset::cp932, record);
  const auto euc = strangeness(Charset::euc_jp, record);
  if (!cp932 && !euc) {
    return Charset::utf8;
  }
  return !euc || (cp932 && *cp932 <= *euc) ? Charset::cp932 : Charset::euc_jp;
}

CharsetDecoder::Decoded CharsetDecoder::decode(std::string_view record, Arena& arena) {
  last_ = charset_ == Charset::automatic ? detect(record) : charset_;
  if (last_ == Charset::utf8 || record.empty()) {
    return {record, false};
  }
  // UTF-16 gives three bytes for two, a replacement three for one.
  const std::size_t room = record.size() * kGrowth;
  char* out = arena.allocate(room);
  const Conversion done = convert(last_, record, out, room);
  return {{out, done.written}, done.replaced > 0};
}

std::size_t CharsetDecoder::raw_offset(std::string_view record, std::size_t decoded) {
  if (last_ == Charset::utf8 || decoded == 0) {
    return std::min(decoded, record.size());
  }
  // Into a buffer of that size, piece by piece: errors are rare, so the second reading is cheap.
  Arena scratch;
  return convert(last_, record, scratch.allocate(decoded), decoded).read;
}

}  // namespace yagura
