// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/japanese_date.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace yagura {
namespace {

using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

year_month_day ymd(int y, unsigned m, unsigned d) {
  return {year(y), std::chrono::month(m), std::chrono::day(d)};
}

TimePoint at(const char* text) {
  return parse_rfc3339(text, TimeZone()).value();
}

}  // namespace

TEST_CASE("days are written in the era they belong to", "[report]") {
  const auto check = [](year_month_day day, const char* expected) {
    CHECK(japanese_date(day) == expected);
    CHECK(parse_japanese_date(expected) == day);
  };
  check(ymd(1868, 10, 22), "1868年10月22日");
  check(ymd(1868, 10, 23), "明治元年10月23日");
  check(ymd(1912, 7, 29), "明治45年7月29日");
  check(ymd(1912, 7, 30), "大正元年7月30日");
  check(ymd(1926, 12, 24), "大正15年12月24日");
  check(ymd(1926, 12, 25), "昭和元年12月25日");
  check(ymd(1989, 1, 7), "昭和64年1月7日");
  check(ymd(1989, 1, 8), "平成元年1月8日");
  check(ymd(2019, 4, 30), "平成31年4月30日");
  check(ymd(2019, 5, 1), "令和元年5月1日");
  check(ymd(2020, 1, 1), "令和2年1月1日");
  check(ymd(2024, 2, 29), "令和6年2月29日");
  check(ymd(2026, 2, 25), "令和8年2月25日");
}

TEST_CASE("every day from 1868 to 2040 comes back as itself", "[report]") {
  std::set<std::string> seen;
  for (sys_days day = ymd(1868, 1, 1); day <= sys_days(ymd(2040, 12, 31));
       day += std::chrono::days(1)) {
    const std::string text = japanese_date(day);
    const auto back = parse_japanese_date(text);
    if (!back || sys_days(*back) != day || !seen.insert(text).second) {
      FAIL_CHECK(text);
    }
  }
  CHECK(seen.size() == 63'188);
}

TEST_CASE("days that an era does not have are refused", "[report]") {
  for (const char* text :
       {"平成31年5月1日", "令和元年4月30日", "昭和64年1月8日", "平成元年1月7日", "令和8年2月29日",
        "令和0年1月1日", "令和8年13月1日", "令和8年02月25日", "令和8年2月25", "令和8年2月25日水",
        "令和99999年1月1日", "2026年2月25日", "元年1月1日", "令和-1年1月1日", "令和", ""}) {
    INFO(text);
    CHECK_FALSE(parse_japanese_date(text));
  }
  CHECK(parse_japanese_date("令和1年5月1日") == ymd(2019, 5, 1));
}

TEST_CASE("weekdays and fiscal years follow the calendar", "[report]") {
  CHECK(japanese_weekday(ymd(2026, 2, 25)) == "水");
  CHECK(japanese_weekday(ymd(2026, 3, 16)) == "月");
  CHECK(japanese_weekday(ymd(2026, 3, 1)) == "日");
  CHECK(japanese_fiscal_year(ymd(2026, 2, 25)) == "令和7年度");
  CHECK(japanese_fiscal_year(ymd(2026, 3, 31)) == "令和7年度");
  CHECK(japanese_fiscal_year(ymd(2026, 4, 1)) == "令和8年度");
  CHECK(japanese_fiscal_year(ymd(2019, 4, 30)) == "平成31年度");
  CHECK(japanese_fiscal_year(ymd(2019, 5, 1)) == "令和元年度");
  CHECK(japanese_fiscal_year(ymd(2020, 2, 1)) == "令和元年度");
  CHECK(japanese_fiscal_year(ymd(1989, 2, 1)) == "昭和63年度");
}

TEST_CASE("instants are shown as a clock in the zone shows them", "[report]") {
  const TimeZone tokyo = *TimeZone::find("Asia/Tokyo");
  CHECK(japanese_date_time(at("2026-02-25T03:30:59Z"), tokyo) == "令和8年2月25日(水)12時30分頃");
  CHECK(japanese_date_time(at("2026-02-24T15:05:00Z"), tokyo) == "令和8年2月25日(水)0時05分頃");
  CHECK(local_day(at("2026-02-24T14:59:59Z"), tokyo) == ymd(2026, 2, 24));
  CHECK(japanese_time_about(at("2026-02-25T12:54:00Z"), tokyo) == "21時54分頃");
}

TEST_CASE("durations are told in days, hours and minutes", "[report]") {
  using namespace std::chrono_literals;
  const auto check = [](Duration span, const char* expected) {
    CHECK(japanese_duration(span) == expected);
  };
  check(9h + 24min, "9時間24分");
  check(9h + 24min + 59s, "9時間24分");
  check(3h, "3時間");
  check(24min, "24分");
  check(59s, "1分未満");
  check(0s, "1分未満");
  check(26h, "1日2時間");
  check(24h + 5min, "1日5分");
}

}  // namespace yagura
