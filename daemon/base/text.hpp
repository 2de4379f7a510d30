// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace yagura {

// The doors through which text from outside leaves the program; it is stored unchanged and made
// harmless here, once for each kind of reader.

// For a terminal or our own log: C0, C1, DEL, line separators and bidirectional controls become
// visible escapes (\n, \x1b, \u{202e}); bytes that are not UTF-8 become \xNN.
std::string escape_for_terminal(std::string_view text);

// Appends `text` as the inside of a JSON string (RFC 8259 section 7). Bytes that are not UTF-8
// become U+FFFD: a caller that must not lose them sends base64 beside it.
void append_json_escaped(std::string& out, std::string_view text);

// For HTML text and quoted attributes.
std::string escape_for_html(std::string_view text);

// For Markdown in which raw HTML may be shown: markup and table characters are backslash-escaped,
// '<' and '&' become entities; what escape_for_terminal() escapes is escaped here, too.
std::string escape_for_markdown(std::string_view text);

// Letters of ASCII made small; all else stays.
constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
std::string ascii_lower(std::string_view text);

std::string_view trimmed(std::string_view text);  // without blanks and tabs at both ends

bool is_valid_utf8(std::string_view text);
// Here for the compiler to see, as every value of every event is asked.
inline bool is_ascii(std::string_view text) {
  std::uint64_t all = 0;
  std::size_t at = 0;
  for (; at + sizeof(all) <= text.size(); at += sizeof(all)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    all |= word;
  }
  for (; at < text.size(); ++at) {
    all |= static_cast<unsigned char>(text[at]);
  }
  return (all & 0x8080808080808080U) == 0;
}

// The length in bytes of the UTF-8 sequence that begins `text`; 0 if there is none (text empty,
// over-long form, surrogate, cut).
std::size_t utf8_sequence_length(std::string_view text);

// The length of what stands in front instead, where that is 0 and the text is not empty: the bytes
// that one U+FFFD takes the place of, the "maximal subpart" of Unicode 15 section 3.9.
std::size_t utf8_damage_length(std::string_view text);

std::string base64_encode(std::string_view bytes);

// How many terminal columns `text` takes: East Asian wide and full-width characters take two.
std::size_t display_width(std::string_view text);
// `text` followed by blanks up to `columns`, or cut with an ellipsis to fit.
std::string fit_columns(std::string_view text, std::size_t columns);

}  // namespace yagura
