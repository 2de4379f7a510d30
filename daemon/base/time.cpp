// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace yagura {
namespace {

using std::chrono::duration_cast;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Reads exactly `count` digits at `at`; -1 if there are fewer.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) {
    return -1;
  }
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// "Z", "+09:00", "+0900", "+09", "-07:00".
std::optional<minutes> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z" || text == "UTC") {
    return minutes{0};
  }
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) {
    return std::nullopt;
  }
  const int hour = digits(text, 1, 2);
  int minute = 0;
  if (text.size() == 6 && text[3] == ':') {
    minute = digits(text, 4, 2);
  } else if (text.size() == 5) {
    minute = digits(text, 3, 2);
  } else if (text.size() != 3) {
    return std::nullopt;
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
    return std::nullopt;
  }
  const minutes offset = hours{hour} + minutes{minute};
  return text[0] == '-' ? -offset : offset;
}

date::sys_time<Duration> to_date(TimePoint t) {
  return date::sys_time<Duration>(t.time_since_epoch());
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  TimeZone found;
  if (const auto offset = parse_offset(name)) {
    found.offset_ = *offset;
    return found;
  }
  try {
    found.zone_ = date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {  // not a zone, or no tzdata
    return std::nullopt;
  }
  return found;
}

TimePoint TimeZone::to_local(TimePoint instant) const {
  if (zone_ == nullptr) {
    return instant + offset_;
  }
  const auto* zone = static_cast<const date::time_zone*>(zone_);
  return TimePoint(zone->to_local(to_date(instant)).time_since_epoch());
}

TimePoint TimeZone::to_instant(TimePoint local) const {
  if (zone_ == nullptr) {
    return local - offset_;
  }
  const auto* zone = static_cast<const date::time_zone*>(zone_);
  const date::local_time<Duration> civil(local.time_since_epoch());
  const date::local_info info = zone->get_info(civil);
  return local - duration_cast<Duration>(info.first.offset);
}

std::string to_rfc3339(TimePoint instant) {
  const auto day = floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const auto of_day = duration_cast<std::chrono::milliseconds>(instant - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     of_day / 3'600'000, of_day / 60'000 % 60, of_day / 1000 % 60, of_day % 1000);
}

std::optional<TimePoint> civil_time(int year, int month, int day, int hour, int minute, int second,
                                    Duration fraction) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (month < 0 || day < 0 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
      second < 0 || second > 60) {
    return std::nullopt;
  }
  return TimePoint(std::chrono::sys_days(date)) + hours{hour} + minutes{minute} + seconds{second} +
         fraction;
}

std::optional<TimePoint> parse_rfc3339(std::string_view text, const TimeZone& zone) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' ||
      (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  // All digits first, and whether they are any at the end.
  unsigned worst = 0;
  const auto digit = [&](std::size_t at) {
    const auto value = static_cast<unsigned char>(text[at] - '0');
    worst = std::max<unsigned>(worst, value);
    return int{value};
  };
  const auto two = [&](std::size_t at) { return digit(at) * 10 + digit(at + 1); };
  const int year = two(0) * 100 + two(2);
  const int month = two(5);
  const int day = two(8);
  const int hour = two(11);
  const int minute = two(14);
  const int second = two(17);
  std::size_t at = 19;
  std::int64_t fraction = 0;
  if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
    static constexpr std::int64_t kUnits[] = {0, 100'000, 10'000, 1'000, 100, 10, 1};
    constexpr std::size_t kMicroseconds = 6;
    const std::size_t start = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      fraction = at - start < kMicroseconds ? fraction * 10 + (text[at] - '0') : fraction;
    }
    if (at == start) {
      return std::nullopt;
    }
    fraction *= kUnits[std::min(at - start, kMicroseconds)];
  }
  const auto local = worst > 9
                         ? std::nullopt
                         : civil_time(year, month, day, hour, minute, second, Duration{fraction});
  if (!local) {
    return std::nullopt;
  }
  if (at == text.size()) {
    return zone.to_instant(*local);
  }
  const auto offset = parse_offset(text.substr(at));
  if (!offset) {
    return std::nullopt;
  }
  return *local - *offset;
}

}  // namespace yagura
