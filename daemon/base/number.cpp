// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/number.hpp"

#include <charconv>

namespace yagura {
namespace {

std::optional<std::int64_t> whole(std::string_view text, int base) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stop != end) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::optional<std::int64_t> parse_long_integer(std::string_view text) {
  return whole(text, 10);
}

std::optional<std::int64_t> parse_integer_or_hex(std::string_view text) {
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && text[2] != '-') {
    return whole(text.substr(2), 16);
  }
  return parse_integer(text);
}

}  // namespace yagura
