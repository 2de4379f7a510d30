// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace yagura {

inline constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The value of a hexadecimal digit of either case; -1 if it is none.
inline constexpr int hex_digit(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Whether eight digits stand at `from`, and their value. (Eight bytes as one number, folded in
// three steps: two digits, four, eight.)
inline bool read_eight_digits(const char* from, std::int64_t& value) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  if constexpr (std::endian::native == std::endian::big) {
    word = __builtin_bswap64(word);
  }
  constexpr std::uint64_t kHalves = 0xF0F0F0F0F0F0F0F0U;
  if (((word & kHalves) | (((word + 0x0606060606060606U) & kHalves) >> 4U)) !=
      0x3333333333333333U) {
    return false;
  }
  word = ((word & 0x0F0F0F0F0F0F0F0FU) * 2561U) >> 8U;
  word = ((word & 0x00FF00FF00FF00FFU) * 6553601U) >> 16U;
  value = static_cast<std::int64_t>(((word & 0x0000FFFF0000FFFFU) * 42949672960001U) >> 32U);
  return true;
}

// Decimal digits with an optional '-', nothing else around them; refuses what does not fit.
std::optional<std::int64_t> parse_long_integer(std::string_view text);
inline std::optional<std::int64_t> parse_integer(std::string_view text) {
  constexpr std::size_t kNeverTooLarge = 18;
  const bool negative = !text.empty() && text[0] == '-';
  const std::size_t first = negative ? 1 : 0;
  if (text.size() == first || text.size() > kNeverTooLarge) {
    return parse_long_integer(text);
  }
  std::int64_t value = 0;
  for (std::size_t i = first; i < text.size(); ++i) {
    const auto digit = static_cast<unsigned char>(text[i] - '0');
    if (digit > 9) {
      return std::nullopt;
    }
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

// As above, and the "0x1f" of Windows audit events.
std::optional<std::int64_t> parse_integer_or_hex(std::string_view text);

}  // namespace yagura
