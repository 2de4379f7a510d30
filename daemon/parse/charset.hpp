// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/arena.hpp"

namespace yagura {

// Turns a record into UTF-8 before anything looks into it: the second byte of a Japanese character
// may be a backslash or a bar in CP932, so splitting first would cut characters apart.
//
// Shift_JIS means CP932 (Microsoft's table, which IANA calls Windows-31J) and EUC-JP its MS
// variant: logs hold the NEC and IBM characters (髙, ①, ㈱) that the strict tables lack, and
// Microsoft's mapping of ～, ‐ and ―.
//
// "auto" takes what is UTF-8 as it is, and what is not by whichever of CP932, EUC-JP and
// ISO-2022-JP reads it without an error and with the fewest half-width katakana, which real text
// has few of. A record whose UTF-8 is only damaged (cut at the end, one bad byte) stays UTF-8.
//
// Bytes that cannot be read become U+FFFD; the journal keeps the record as it came. Owns
// converters: move only, one thread. Allocates nothing once made; linear.
class CharsetDecoder {
 public:
  // The names iconv knows for these, in either case; nullopt for any other. "auto" and "utf-8"
  // are such names, too.
  static std::optional<CharsetDecoder> create(std::string_view name);
  static bool is_known(std::string_view name);

  CharsetDecoder(CharsetDecoder&& other) noexcept;
  CharsetDecoder& operator=(CharsetDecoder&& other) noexcept;
  CharsetDecoder(const CharsetDecoder&) = delete;
  CharsetDecoder& operator=(const CharsetDecoder&) = delete;
  ~CharsetDecoder();

  struct Decoded {
    std::string_view
        text;              // the record itself where there is nothing to convert, else in the arena
    bool damaged = false;  // bytes were replaced
  };
  Decoded decode(std::string_view record, Arena& arena);

  // How many bytes of `record`, as last decoded, the first `decoded` bytes of its text came from:
  // so that the place of an error can be shown in what was received.
  std::size_t raw_offset(std::string_view record, std::size_t decoded);

 private:
  enum class Charset { automatic, utf8, cp932, euc_jp, iso_2022_jp, utf16le, utf16be, latin1 };
  static std::optional<Charset> find(std::string_view name);
  static constexpr std::size_t kConverters = 8;

  explicit CharsetDecoder(Charset charset) : charset_(charset) {}
  bool open(Charset charset);
  Charset detect(std::string_view record) const;

  // What converting gave, into at most `room` bytes.
  struct Conversion {
    std::size_t read = 0;
    std::size_t written = 0;
    std::size_t replaced = 0;
  };
  Conversion convert(Charset charset, std::string_view record, char* out, std::size_t room) const;
  // Lower is likelier; nullopt: not this charset.
  std::optional<std::size_t> strangeness(Charset charset, std::string_view record) const;

  Charset charset_;
  Charset last_ = Charset::utf8;
  void* converters_[kConverters] = {};  // iconv_t by Charset; null: not opened
};

}  // namespace yagura
