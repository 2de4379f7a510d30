// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "parse/parser.hpp"

// The time forms of log lines, beside RFC 3339 and Windows' "2026-02-25 12:30:00.123", which
// parse_rfc3339 (base/time.hpp) reads.
namespace yagura {

// A time found at the beginning of a text, and how many bytes it takes there.
struct LeadingTime {
  TimePoint time;
  std::size_t length = 0;
};

// RFC 3164's "Jan  1 09:05:15", leniently: fraction, leading zero, and a year before
// ("2026 Jan  1 09:00:03"), inside ("Jan  1 2026 09:00:03") or after ("Jan  1 09:00:03 2026").
// Without a year, it is the one that puts the time nearest to context.received, so that a record
// of 31 December that arrives on 1 January is not a year off.
std::optional<LeadingTime> leading_rfc3164_time(std::string_view text, const ParseContext& context);

// RFC 3339 up to the next blank, or up to a ':' that is followed by a blank or the end.
std::optional<LeadingTime> leading_rfc3339_time(std::string_view text, const TimeZone& zone);

// Common log format, without the brackets: "10/Oct/2000:13:55:36 -0700"; without a zone, `zone`.
std::optional<TimePoint> parse_clf_time(std::string_view text, const TimeZone& zone);

// Seconds since 1970 with an optional fraction: "1564576741.982". Up to eleven digits of seconds.
std::optional<TimePoint> parse_epoch_time(std::string_view text);

}  // namespace yagura
