// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/any_time.hpp"

#include <chrono>
#include <limits>

#include "base/number.hpp"
#include "parse/time_scanner.hpp"
#include "parse/timestamp.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kLongest = 80;

struct Moment {
  int year = -1;  // -1 = not said
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  Duration fraction{0};
  std::optional<Duration> offset;  // east of Greenwich
};

constexpr std::string_view kWeekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

// "Wed ", "Wed, ", "Wednesday, " in front of a date says nothing new.
std::string_view without_weekday(std::string_view text) {
  for (const std::string_view day : kWeekdays) {
    if (text.substr(0, day.size()) == day) {
      const std::size_t blank = text.find(' ');
      return blank == kNone || blank > 11 ? text : text.substr(blank + 1);
    }
  }
  return text;
}

struct Era {
  std::string_view name;
  int before_first;  // the year before its first
};
constexpr Era kEras[] = {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}, {"R", 2018}, {"H", 1988}};

bool take_text(TimeScanner& scanner, std::string_view all, std::string_view wanted) {
  if (all.substr(scanner.at(), wanted.size()) != wanted) {
    return false;
  }
  scanner.move_to(scanner.at() + wanted.size());
  return true;
}

int expand_year(int year, std::size_t digits) {
  constexpr int kTurn = 70;  // as POSIX strptime's %y has it, one year apart
  return digits > 2 ? year : year + (year < kTurn ? 2000 : 1900);
}

// "2026年2月25日", "令和8年2月25日", "R8.2.25".
bool read_japanese_date(TimeScanner& scanner, std::string_view text, Moment& moment) {
  int base = 0;
  for (const Era& era : kEras) {
    if (take_text(scanner, text, era.name)) {
      base = era.before_first;
      break;
    }
  }
  if (base != 0 && take_text(scanner, text, "元")) {
    moment.year = base + 1;
  } else {
    const int year = scanner.number(1, 4);
    if (year < 0) {
      return false;
    }
    moment.year = base + year;
  }
  const bool points = base != 0 && scanner.take('.');
  if (!points && !take_text(scanner, text, "年")) {
    return false;
  }
  moment.month = scanner.number(1, 2);
  if (points ? !scanner.take('.') : !take_text(scanner, text, "月")) {
    return false;
  }
  moment.day = scanner.number(1, 2);
  return points || take_text(scanner, text, "日");
}

// The order of two numbers before a year, where it can be seen.
bool order_parts(int first, int second, DateOrder order, Moment& moment) {
  if (order == DateOrder::unknown) {
    if (first > 12 || first == second) {
      order = DateOrder::day_first;
    } else if (second > 12) {
      order = DateOrder::month_first;
    } else {
      return false;
    }
  }
  moment.day = order == DateOrder::day_first ? first : second;
  moment.month = order == DateOrder::day_first ? second : first;
  return true;
}

// "2026-02-25", "20260225", "25/Feb/2026", "25 Feb 2026", "25/02/2026".
bool read_numeric_date(TimeScanner& scanner, DateOrder order, Moment& moment) {
  const std::size_t start = scanner.at();
  const int first = scanner.number(1, 4);
  const std::size_t digits = scanner.at() - start;
  const char separator = scanner.take('-')   ? '-'
                         : scanner.take('/') ? '/'
                         : scanner.take('.') ? '.'
                         : scanner.take(' ') ? ' '
                                             : '\0';
  if (separator == '\0') {
    moment.year = first;
    moment.month = scanner.number(2, 2);
    moment.day = scanner.number(2, 2);
    return digits == 4;
  }
  if (digits == 4) {
    moment.year = first;
    moment.month = scanner.number(1, 2);
    if (moment.month < 0) {
      moment.month = scanner.month();
    }
    if (!scanner.take(separator)) {
      return false;
    }
    moment.day = scanner.number(1, 2);
    return true;
  }
  moment.month = scanner.month();
  const int second = moment.month == 0 ? scanner.number(1, 2) : 0;
  if (!scanner.take(separator)) {
    return false;
  }
  const std::size_t year_at = scanner.at();
  const int year = scanner.number(2, 4);
  if (year < 0) {
    return false;
  }
  moment.year = expand_year(year, scanner.at() - year_at);
  if (moment.month != 0) {
    moment.day = first;
    return true;
  }
  return order_parts(first, second, order, moment);
}

// "Feb 25", "Feb 25 2026", "Feb  5, 2026"; a year may also follow the clock.
bool read_named_date(TimeScanner& scanner, Moment& moment) {
  moment.month = scanner.month();
  if (moment.month == 0 || !scanner.take(' ')) {
    return false;
  }
  (void)scanner.take(' ');
  moment.day = scanner.number(1, 2);
  (void)scanner.take(',');
  const std::size_t before = scanner.at();
  if (scanner.take(' ')) {
    if (const int year = scanner.number(4, 4); year >= 0) {
      moment.year = year;
    } else {
      scanner.move_to(before);
    }
  }
  return moment.day > 0;
}

// "12:30:00.123", "12:30", "123000", "12時30分", with AM or PM.
bool read_clock(TimeScanner& scanner, std::string_view text, Moment& moment) {
  moment.hour = scanner.number(1, 2);
  if (moment.hour < 0) {
    return false;
  }
  const bool japanese = take_text(scanner, text, "時");
  const bool colons = !japanese && scanner.take(':');
  moment.minute = scanner.number(2, 2);
  if (moment.minute < 0) {
    return japanese;
  }
  const bool more = japanese ? take_text(scanner, text, "分") : !colons || scanner.take(':');
  if (more) {
    const int second = scanner.number(2, 2);
    moment.second = second < 0 ? 0 : second;
    (void)(japanese && second >= 0 && take_text(scanner, text, "秒"));
    if (scanner.take('.') || scanner.take(',') || (colons && scanner.take(':'))) {  // 12:30:00:123
      moment.fraction = scanner.fraction();
    }
  }
  const std::size_t before = scanner.at();
  (void)scanner.take(' ');
  const bool afternoon = take_text(scanner, text, "PM") || take_text(scanner, text, "pm");
  if (afternoon || take_text(scanner, text, "AM") || take_text(scanner, text, "am")) {
    moment.hour = moment.hour % 12 + (afternoon ? 12 : 0);
  } else {
    scanner.move_to(before);
  }
  return true;
}

// False if something stands here that is no zone.
bool read_zone(TimeScanner& scanner, std::string_view text, Moment& moment) {
  (void)scanner.take(' ');
  if (scanner.done()) {
    return true;
  }
  if (take_text(scanner, text, "JST")) {
    moment.offset = std::chrono::hours(9);
  } else if (take_text(scanner, text, "GMT") || take_text(scanner, text, "UTC") ||
             scanner.take('Z')) {
    moment.offset = Duration{0};
  }
  const bool west = scanner.take('-');
  if (!west && !scanner.take('+')) {
    return moment.offset.has_value();
  }
  const int hours = scanner.number(2, 2);
  (void)scanner.take(':');
  const int minutes = scanner.number(2, 2);
  if (hours < 0 || hours > 23 || minutes > 59) {
    return false;
  }
  const Duration offset =
      std::chrono::hours(hours) + std::chrono::minutes(minutes < 0 ? 0 : minutes);
  moment.offset = west ? -offset : offset;
  // Go and JavaScript name the zone behind its offset: "+0000 UTC", "+0900 (JST)".
  constexpr std::string_view kName = "ABCDEFGHIJKLMNOPQRSTUVWXYZ()";
  if (scanner.take(' ') && text.find_first_not_of(kName, scanner.at()) == kNone) {
    scanner.move_to(text.size());
  }
  return true;
}

std::optional<TimePoint> instant_of(const Moment& moment, const ParseContext& context) {
  const auto local = civil_time(moment.year, moment.month, moment.day, moment.hour, moment.minute,
                                moment.second, moment.fraction);
  if (!local) {
    return std::nullopt;
  }
  return moment.offset ? *local - *moment.offset : context.zone.to_instant(*local);
}

std::optional<TimePoint> parse_epoch(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point != kNone) {
    return parse_epoch_time(text);
  }
  const auto count = parse_integer(text);
  return count ? epoch_time(*count) : std::nullopt;
}

bool read_date(TimeScanner& scanner, std::string_view text, DateOrder order, Moment& moment) {
  if (!is_digit(text[0]) && read_named_date(scanner, moment)) {
    return true;
  }
  scanner.move_to(0);
  const bool japanese = text.find("年") != kNone || text[0] == 'R' || text[0] == 'H';
  return japanese ? read_japanese_date(scanner, text, moment)
                  : read_numeric_date(scanner, order, moment);
}

// The clock, if one follows the date.
bool read_time_of_day(TimeScanner& scanner, std::string_view text, Moment& moment) {
  if (scanner.done()) {
    return true;
  }
  if (!scanner.take('T') && !scanner.take(':')) {
    (void)scanner.take(',');
    (void)scanner.take(' ');
  }
  const bool zone_only = !scanner.done() && !is_digit(text[scanner.at()]);
  return zone_only || read_clock(scanner, text, moment);
}

// "Feb 25 12:30:00 2026", perhaps with the zone before the year; without one, the year that fits.
bool read_late_year(TimeScanner& scanner, std::string_view text, const ParseContext& context,
                    Moment& moment) {
  const std::size_t before = scanner.at();
  (void)scanner.take(' ');
  if (take_text(scanner, text, "UTC ") || take_text(scanner, text, "GMT ")) {
    moment.offset = Duration{0};
  } else if (take_text(scanner, text, "JST ")) {
    moment.offset = std::chrono::hours(9);
  }
  if (const int year = scanner.number(4, 4); year >= 0) {
    moment.year = year;
    return true;
  }
  scanner.move_to(before);
  const auto found = leading_rfc3164_time(text, context);
  if (!found) {
    return false;
  }
  const TimePoint local = context.zone.to_local(found->time);
  moment.year = static_cast<int>(
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(local)).year());
  return true;
}

bool is_compact_date(std::string_view text) {
  constexpr std::size_t kDigits = 14;  // 20260225123000; as milliseconds it would be the year 2612
  return text.size() == kDigits && text.find('.') == kNone && (text[0] == '2' || text[0] == '1');
}

}  // namespace

std::optional<TimePoint> epoch_time(std::int64_t count) {
  if (count < 0) {
    return std::nullopt;
  }
  std::int64_t unit = 1'000'000;  // microseconds in what is counted
  std::int64_t limit = 100'000'000'000;
  while (unit > 1 && count >= limit) {
    unit /= 1'000;
    limit *= 1'000;
  }
  if (unit == 1 && count >= limit) {
    return TimePoint(Duration{count / 1'000});
  }
  return TimePoint(Duration{count * unit});
}

std::optional<TimePoint> parse_any_time(std::string_view text, const ParseContext& context,
                                        DateOrder order) {
  const std::size_t begin = text.find_first_not_of(" [");
  const std::size_t last = text.find_last_not_of(" ]");
  if (begin == kNone || last == kNone || last < begin) {
    return std::nullopt;
  }
  text = text.substr(begin, last - begin + 1);
  if (text.size() > kLongest) {
    return std::nullopt;
  }
  if (text.find_first_not_of("0123456789.") == kNone && !is_compact_date(text) &&
      text.find('.') == text.rfind('.') && text.size() > 8) {
    return parse_epoch(text);
  }
  text = without_weekday(text);
  TimeScanner scanner(text);
  Moment moment;
  if (!read_date(scanner, text, order, moment) || !read_time_of_day(scanner, text, moment) ||
      (moment.year < 0 && !read_late_year(scanner, text, context, moment)) ||
      !read_zone(scanner, text, moment) || !scanner.done()) {
    return std::nullopt;
  }
  return instant_of(moment, context);
}

}  // namespace yagura
