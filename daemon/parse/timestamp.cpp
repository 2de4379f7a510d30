// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/timestamp.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>

#include "base/number.hpp"
#include "parse/time_scanner.hpp"

namespace yagura {
namespace {

struct Civil {
  int year = -1;  // -1 = not said
  int month = 0;
  int day = -1;
  int hour = -1;
  int minute = -1;
  int second = -1;
  Duration fraction{0};

  std::optional<TimePoint> in_year(int y) const {
    return civil_time(y, month, day, hour, minute, second, fraction);
  }
};

bool read_clock(TimeScanner& scanner, Civil& civil) {
  civil.hour = scanner.number(2, 2);
  if (!scanner.take(':')) {
    return false;
  }
  civil.minute = scanner.number(2, 2);
  if (!scanner.take(':')) {
    return false;
  }
  civil.second = scanner.number(2, 2);
  if (civil.hour < 0 || civil.minute < 0 || civil.second < 0) {
    return false;
  }
  if (scanner.take('.')) {
    civil.fraction = scanner.fraction();
  }
  return true;
}

// " 2026" followed by a blank, ": " or the end; else nothing is taken. An IPv6 host may begin
// with "2001:".
void read_year_after(TimeScanner& scanner, Civil& civil) {
  const std::size_t before = scanner.at();
  if (!scanner.take(' ')) {
    return;
  }
  const int year = scanner.number(4, 4);
  const std::size_t after = scanner.at();
  const bool ends = scanner.done() || scanner.take(' ') || (scanner.take(':') && scanner.take(' '));
  if (year >= 1970 && ends) {
    civil.year = year;
    scanner.move_to(after);
  } else {
    scanner.move_to(before);
  }
}

bool read_civil(TimeScanner& scanner, Civil& civil) {
  if (const int year = scanner.number(4, 4); year >= 0) {
    civil.year = year;
    if (!scanner.take(' ')) {
      return false;
    }
  }
  civil.month = scanner.month();
  if (civil.month == 0 || !scanner.take(' ')) {
    return false;
  }
  (void)scanner.take(' ');  // a day below ten is padded with a blank
  civil.day = scanner.number(1, 2);
  if (civil.day < 0 || !scanner.take(' ')) {
    return false;
  }
  if (civil.year < 0) {
    if (const int year = scanner.number(4, 4); year >= 0) {
      civil.year = year;
      if (!scanner.take(' ')) {
        return false;
      }
    }
  }
  if (!read_clock(scanner, civil)) {
    return false;
  }
  if (civil.year < 0) {
    read_year_after(scanner, civil);
  }
  return true;
}

// The civil time nearest to `now`; 29 February may be up to eight years away.
std::optional<TimePoint> nearest(const Civil& civil, TimePoint now) {
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const int year = static_cast<int>(today.year());
  const int reach = civil.month == 2 && civil.day == 29 ? 8 : 1;
  std::optional<TimePoint> best;
  for (int y = year - reach; y <= year + reach; ++y) {
    const auto candidate = civil.in_year(y);
    if (candidate &&
        (!best || std::chrono::abs(*candidate - now) < std::chrono::abs(*best - now))) {
      best = candidate;
    }
  }
  return best;
}

}  // namespace

std::optional<LeadingTime> leading_rfc3164_time(std::string_view text,
                                                const ParseContext& context) {
  TimeScanner scanner(text);
  Civil civil;
  if (!read_civil(scanner, civil)) {
    return std::nullopt;
  }
  const auto local = civil.year >= 0 ? civil.in_year(civil.year)
                                     : nearest(civil, context.zone.to_local(context.received));
  if (!local) {
    return std::nullopt;
  }
  return LeadingTime{context.zone.to_instant(*local), scanner.at()};
}

std::optional<LeadingTime> leading_rfc3339_time(std::string_view text, const TimeZone& zone) {
  constexpr std::size_t kLongest = 48;
  std::string_view head = text.substr(0, kLongest);
  if (head.size() < 19 || !is_digit(head[0]) || head[4] != '-') {
    return std::nullopt;
  }
  // The blank between date and clock, where there is one, is part of the time.
  head = head.substr(0, head.find(' ', 11));
  if (head.back() == ':') {
    head.remove_suffix(1);
  }
  const auto time = parse_rfc3339(head, zone);
  if (!time) {
    return std::nullopt;
  }
  return LeadingTime{*time, head.size()};
}

std::optional<TimePoint> parse_clf_time(std::string_view text, const TimeZone& zone) {
  TimeScanner scanner(text);
  Civil civil;
  civil.day = scanner.number(2, 2);
  if (!scanner.take('/')) {
    return std::nullopt;
  }
  civil.month = scanner.month();
  if (!scanner.take('/')) {
    return std::nullopt;
  }
  civil.year = scanner.number(4, 4);
  if (!scanner.take(':') || !read_clock(scanner, civil) || civil.year < 0) {
    return std::nullopt;
  }
  const auto local = civil.in_year(civil.year);
  if (!local || scanner.done()) {
    return local ? std::optional(zone.to_instant(*local)) : std::nullopt;
  }
  const bool blank = scanner.take(' ');
  const bool west = scanner.take('-');
  if (!blank || (!west && !scanner.take('+'))) {
    return std::nullopt;
  }
  const int hours = scanner.number(2, 2);
  const int minutes = scanner.number(2, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !scanner.done()) {
    return std::nullopt;
  }
  const Duration offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return west ? *local + offset : *local - offset;
}

std::optional<TimePoint> parse_epoch_time(std::string_view text) {
  constexpr std::size_t kMostDigits = 11;
  std::int64_t seconds = 0;
  std::size_t at = text.size() >= 8 && read_eight_digits(text.data(), seconds) ? 8 : 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    seconds = seconds * 10 + (text[at] - '0');
    if (at == kMostDigits) {
      return std::nullopt;
    }
  }
  if (at == 0) {
    return std::nullopt;
  }
  std::int64_t fraction = 0;
  if (at < text.size()) {
    if (text[at] != '.') {
      return std::nullopt;
    }
    constexpr std::size_t kMicroseconds = 6;
    static constexpr std::int64_t kUnits[] = {1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
    const std::size_t first = ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      fraction = at - first < kMicroseconds ? fraction * 10 + (text[at] - '0') : fraction;
    }
    if (at != text.size()) {
      return std::nullopt;
    }
    fraction *= kUnits[std::min(at - first, kMicroseconds)];
  }
  return TimePoint(std::chrono::seconds(seconds)) + Duration{fraction};
}

}  // namespace yagura
