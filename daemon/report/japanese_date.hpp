// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace yagura {

// 和暦, as public bodies write dates. Eras change in the middle of a year, and the first year of an
// era is 元年. Days before 明治 (edict of 1868-10-23) are written with the western year. All days
// are those of the Gregorian calendar, also before Japan took it up in 明治6年.

std::string japanese_date(std::chrono::year_month_day day);  // 令和8年2月25日
// Reads what japanese_date() writes, 1年 for 元年 too. Refuses days that the era does not have:
// 平成31年5月1日, 昭和64年1月8日.
std::optional<std::chrono::year_month_day> parse_japanese_date(std::string_view text);

std::string_view japanese_weekday(std::chrono::year_month_day day);  // 水

// The fiscal year, which begins on 1 April: 令和7年度 for 令和8年2月25日. Named by the era of the
// day where that era has such a year (令和2年2月 is in 令和元年度), else by the era of its 1 April.
std::string japanese_fiscal_year(std::chrono::year_month_day day);

// The day a clock in `zone` shows.
std::chrono::year_month_day local_day(TimePoint instant, const TimeZone& zone);
// 12時30分頃, 9時05分頃: to the minute, cut off.
std::string japanese_time_about(TimePoint instant, const TimeZone& zone);
// 令和8年2月25日(水)12時30分頃
std::string japanese_date_time(TimePoint instant, const TimeZone& zone);
// 9時間24分, 1日2時間, 24分; under a minute 1分未満. Cut off to minutes; for spans that are not
// negative.
std::string japanese_duration(Duration span);

}  // namespace yagura
