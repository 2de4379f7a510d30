// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/japanese_date.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace yagura {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

struct Era {
  std::string_view name;
  year_month_day first;
};
// Newest first. The day on which an era changed belongs to the new era.
constexpr std::array<Era, 5> kEras{{{"令和", {year(2019), month(5), day(1)}},
                                    {"平成", {year(1989), month(1), day(8)}},
                                    {"昭和", {year(1926), month(12), day(25)}},
                                    {"大正", {year(1912), month(7), day(30)}},
                                    {"明治", {year(1868), month(10), day(23)}}}};

constexpr std::array<std::string_view, 7> kWeekdays{"日", "月", "火", "水", "木", "金", "土"};
constexpr std::string_view kFirstYear = "元年";
constexpr int kLastYear = 9999;  // keeps year arithmetic within what std::chrono holds

const Era* era_of(year_month_day date) {
  const auto at =
      std::find_if(kEras.begin(), kEras.end(), [&](const Era& era) { return era.first <= date; });
  return at == kEras.end() ? nullptr : &*at;
}

int year_in(const Era& era, year y) {
  return static_cast<int>(y) - static_cast<int>(era.first.year()) + 1;
}

std::string year_text(const Era* era, year y) {
  if (era == nullptr) {
    return fmt::format("{}年", static_cast<int>(y));
  }
  const int number = year_in(*era, y);
  return number == 1 ? fmt::format("{}元年", era->name) : fmt::format("{}{}年", era->name, number);
}

// Takes "12月" off the front: a number without leading zeros, then `unit`.
std::optional<int> take_number(std::string_view& text, std::string_view unit) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || text.front() == '0' || text.front() == '-') {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.starts_with(unit)) {
    return std::nullopt;
  }
  text.remove_prefix(unit.size());
  return value;
}

std::optional<int> take_year(std::string_view& text) {
  if (text.starts_with(kFirstYear)) {
    text.remove_prefix(kFirstYear.size());
    return 1;
  }
  return take_number(text, "年");
}

std::chrono::minutes minute_of_day(TimePoint local) {
  return std::chrono::floor<std::chrono::minutes>(local -
                                                  std::chrono::floor<std::chrono::days>(local));
}

}  // namespace

std::string japanese_date(year_month_day date) {
  return fmt::format("{}{}月{}日", year_text(era_of(date), date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<year_month_day> parse_japanese_date(std::string_view text) {
  const auto named = std::find_if(kEras.begin(), kEras.end(),
                                  [&](const Era& era) { return text.starts_with(era.name); });
  const Era* era = named == kEras.end() ? nullptr : &*named;
  if (era != nullptr) {
    text.remove_prefix(era->name.size());
  }
  const auto y = era == nullptr ? take_number(text, "年") : take_year(text);
  const auto m = y ? take_number(text, "月") : std::nullopt;
  const auto d = m ? take_number(text, "日") : std::nullopt;
  if (!d || !text.empty() || *y > kLastYear || *m > 12 || *d > 31) {
    return std::nullopt;
  }
  const int first = era == nullptr ? 1 : static_cast<int>(era->first.year());
  const year_month_day date(year(first + *y - 1), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d)));
  return date.ok() && era_of(date) == era ? std::optional(date) : std::nullopt;
}

std::string_view japanese_weekday(year_month_day date) {
  return kWeekdays.at(std::chrono::weekday(sys_days(date)).c_encoding());
}

std::string japanese_fiscal_year(year_month_day date) {
  const year start = date.month() < month(4) ? date.year() - std::chrono::years(1) : date.year();
  const Era* era = era_of(date);
  if (era != nullptr && year_in(*era, start) < 1) {
    era = era_of(year_month_day(start, month(4), day(1)));
  }
  return year_text(era, start) + "度";
}

year_month_day local_day(TimePoint instant, const TimeZone& zone) {
  return std::chrono::floor<std::chrono::days>(zone.to_local(instant));
}

std::string japanese_time_about(TimePoint instant, const TimeZone& zone) {
  const auto minutes = minute_of_day(zone.to_local(instant)).count();
  return fmt::format("{}時{:02}分頃", minutes / 60, minutes % 60);
}

std::string japanese_date_time(TimePoint instant, const TimeZone& zone) {
  const year_month_day date = local_day(instant, zone);
  return fmt::format("{}({}){}", japanese_date(date), japanese_weekday(date),
                     japanese_time_about(instant, zone));
}

std::string japanese_duration(Duration span) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(span).count();
  if (minutes < 1) {
    return "1分未満";
  }
  std::string out;
  const auto add = [&](auto count, std::string_view unit) {
    if (count > 0) {
      out += fmt::format("{}{}", count, unit);
    }
  };
  add(minutes / 1440, "日");
  add(minutes / 60 % 24, "時間");
  add(minutes % 60, "分");
  return out;
}

}  // namespace yagura
