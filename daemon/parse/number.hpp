// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yagura {

inline constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Decimal digits with an optional '-', nothing else around them; refuses what does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);

// As above, and the "0x1f" of Windows audit events.
std::optional<std::int64_t> parse_integer_or_hex(std::string_view text);

}  // namespace yagura
