// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/any_time.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

std::string read(std::string_view text, DateOrder order = DateOrder::unknown) {
  const ParseContext context{*TimeZone::find("Asia/Tokyo"),
                             *parse_rfc3339("2026-01-01T00:10:00+09:00", TimeZone{})};
  const auto time = parse_any_time(text, context, order);
  return time ? to_rfc3339(*time) : "-";
}

}  // namespace

TEST_CASE("numbers since 1970 are told apart by their size", "[parse]") {
  CHECK(read("1564576741.982") == "2019-07-31T12:39:01.982Z");
  CHECK(read("1668002319") == "2022-11-09T13:58:39.000Z");
  CHECK(read("1668002319383") == "2022-11-09T13:58:39.383Z");
  CHECK(read("1668002319383195") == "2022-11-09T13:58:39.383Z");
  CHECK(read("1668002319383195535") == "2022-11-09T13:58:39.383Z");
  CHECK(read("20260225123000") == "2026-02-25T03:30:00.000Z");
  CHECK(read("99999999999999999999999") == "-");
}

TEST_CASE("dates are read as products write them", "[parse]") {
  constexpr const char* kNoon = "2026-02-25T03:30:00.000Z";
  for (const char* text : {"2026-02-25 12:30:00",
                           "2026/02/25 12:30:00",
                           "20260225T123000",
                           "25/Feb/2026:12:30:00 +0900",
                           "[25/Feb/2026:12:30:00 +0900]",
                           "25-Feb-2026 12:30:00",
                           "25 Feb 2026 12:30:00",
                           "25/02/2026 12:30:00",
                           "02/25/2026 12:30:00 PM",
                           "Feb 25 2026 12:30:00",
                           "Feb 25, 2026 12:30:00 JST",
                           "Wed Feb 25 12:30:00 2026",
                           "Wed, 25 Feb 2026 12:30:00 +0900",
                           "Wed Feb 25 12:30:00 JST 2026",
                           "Feb 25 2026 03:30:00 GMT+00:00",
                           "2026-02-25T03:30:00.0000000Z",
                           "2026年2月25日 12:30:00",
                           "令和8年2月25日 12時30分",
                           "R8.2.25 12:30:00",
                           "2026-02-25T12:30:00.000+09:00",
                           "2026-02-25 12:30"}) {
    INFO(text);
    CHECK(read(text) == kNoon);
  }
  CHECK(read("令和元年5月1日") == "2019-04-30T15:00:00.000Z");
  CHECK(read("平成31年4月30日 0:00:00") == "2019-04-29T15:00:00.000Z");
  CHECK(read("2024-02-29") == "2024-02-28T15:00:00.000Z");
}

TEST_CASE("a missing year is the one nearest to receipt", "[parse]") {
  CHECK(read("Dec 31 23:59:59") == "2025-12-31T14:59:59.000Z");
  CHECK(read("Jan  1 00:00:01.250") == "2025-12-31T15:00:01.250Z");
}

TEST_CASE("the order of day and month is never guessed", "[parse]") {
  CHECK(read("05/02/2025 11:30:29") == "-");
  CHECK(read("05/02/2025 11:30:29", DateOrder::day_first) == "2025-02-05T02:30:29.000Z");
  CHECK(read("05/02/2025 11:30:29", DateOrder::month_first) == "2025-05-02T02:30:29.000Z");
  CHECK(read("05/05/2025 11:30:29") == "2025-05-05T02:30:29.000Z");
}

TEST_CASE("what is no time is none", "[parse]") {
  for (const char* text : {"", " ", "]", "] ]", "[", "words", "2026-13-01", "2026-02-30 00:00:00",
                           "2025-02-29", "25:00:00", "2026", "2026-02-25 12:30:00 XYZ", "12",
                           "1.2.3", "Feb 30 2026 00:00:00", "年月日", "R", "令和"}) {
    INFO(text);
    CHECK(read(text) == "-");
  }
}

}  // namespace yagura
