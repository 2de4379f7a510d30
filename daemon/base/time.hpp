// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace yagura {

// Every instant in the program: microseconds since 1970-01-01T00:00:00Z.
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

// A civil time zone: an IANA name ("Asia/Tokyo") or a fixed offset ("+09:00", "Z").
// Value type, cheap to copy, safe to share between threads; the zone data it points to lives as
// long as the program. Needs the tzdata package at run time for IANA names.
class TimeZone {
 public:
  TimeZone() = default;  // UTC
  static std::optional<TimeZone> find(std::string_view name);

  // The civil time shown by a clock in this zone, as if it were UTC.
  TimePoint to_local(TimePoint instant) const;
  // The instant of a civil time. A time that a clock change skipped or repeated takes the earlier
  // offset: logs must not be lost over it.
  TimePoint to_instant(TimePoint local) const;

 private:
  const void* zone_ = nullptr;  // date::time_zone; null = fixed offset
  std::chrono::minutes offset_{0};
};

// "2026-02-25T03:30:00.000Z": UTC with milliseconds, the form of every time we print for machines.
std::string to_rfc3339(TimePoint instant);

// RFC 3339 section 5.6, leniently: ' ' for 'T', any number of fraction digits (cut to
// microseconds), "+0900" for "+09:00". Without a zone, `zone` says what the clock showed.
std::optional<TimePoint> parse_rfc3339(std::string_view text, const TimeZone& zone);

// Builds an instant from civil parts, refusing what no calendar has (30 February, 24:00:00).
// A leap second (60) is folded into the next second. The result is the civil time as if UTC.
std::optional<TimePoint> civil_time(int year, int month, int day, int hour, int minute, int second,
                                    Duration fraction = Duration{0});

}  // namespace yagura
