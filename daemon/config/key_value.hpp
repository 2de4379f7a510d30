// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/ip.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "config/keys.hpp"

namespace yagura {

// A scalar as its key understands it. Integers as they are, durations in milliseconds, sizes in
// bytes; texts, choices and paths as written.
using KeyValue =
    std::variant<std::string, std::int64_t, IpAddress, TimeZone, std::chrono::year_month_day>;

// Reads `text` as the type of `key` and holds it to the key's range and choices. YAML's own
// guesses are not used: there 010 is eight and `no` is false. The error says what is wrong and how
// to mend it, without a place. Only for keys that hold one value.
Result<KeyValue> parse_value(const Key& key, std::string_view text);

// "1.5s" and "5" are refused: a whole number and a unit, so that nobody has to guess.
std::optional<std::int64_t> parse_duration_ms(std::string_view text);
std::optional<std::int64_t> parse_size_bytes(std::string_view text);

// Text from a file for a message: in quotes, harmless to a terminal, and cut where it is long.
std::string in_quotes(std::string_view text);

}  // namespace yagura
