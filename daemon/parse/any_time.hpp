// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "parse/parser.hpp"

namespace yagura {

// A whole text that is a time in any of the forms in which products write one:
//
//   1564576741.982, 1668002319383 (ms), ...195535 (us), ...195535000 (ns), by their size
//   2026-02-25T12:30:00.123+09:00, 2026/02/25 12:30:00, 20260225T123000Z, 20260225123000
//   25/Feb/2026:12:30:00 +0900, 25-Feb-2026 12:30:00, 25 Feb 2026 12:30:00, 25/02/2026 12:30:00
//   Feb 25 12:30:00, Feb 25 2026 12:30:00.123 JST, Wed Feb 25 12:30:00 2026, Wed, 25 Feb 2026 ...
//   2026年2月25日 12:30:00, 令和8年2月25日 12時30分, R8.2.25 12:30:00
//
// followed by nothing, a fraction, AM or PM, and "Z", "UTC", "GMT", "JST", "+0900", "+09:00" or
// "GMT+09:00", "+0000 UTC". Without a zone, context.zone says what the clock showed; without a
// year, it is the year nearest to context.received. A date alone is its midnight.
//
// Which of 05/02/2025 is the month nobody can see: numeric dates that do not begin with the year
// are read only where one part is above twelve or both are the same. A format that knows the order
// says so (DateOrder).
enum class DateOrder { unknown, day_first, month_first };

std::optional<TimePoint> parse_any_time(std::string_view text, const ParseContext& context,
                                        DateOrder order = DateOrder::unknown);

// Whole numbers since 1970 in seconds, milliseconds, microseconds or nanoseconds, by their size:
// a second count stays below 10^11 until the year 5138, a millisecond count is above it since 1973.
std::optional<TimePoint> epoch_time(std::int64_t count);

}  // namespace yagura
