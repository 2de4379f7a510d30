// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/timestamp.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

std::string show(const std::optional<TimePoint>& time) {
  return time ? to_rfc3339(*time) : "refused";
}

std::string rfc3164(std::string_view text, std::string_view received = "2026-01-01T00:10:00Z") {
  const ParseContext context{*TimeZone::find("Asia/Tokyo"), *parse_rfc3339(received, TimeZone{})};
  const auto found = leading_rfc3164_time(text, context);
  return found ? to_rfc3339(found->time) + " +" + std::to_string(found->length) : "refused";
}

}  // namespace

TEST_CASE("a time without a year is the nearest to the time of receipt", "[parse]") {
  CHECK(rfc3164("Jan  1 09:00:00 gw") == "2026-01-01T00:00:00.000Z +15");
  CHECK(rfc3164("Dec 31 23:59:59 gw") == "2025-12-31T14:59:59.000Z +15");
  CHECK(rfc3164("Jan  1 00:00:01", "2025-12-31T14:59:00Z") == "2025-12-31T15:00:01.000Z +15");
  CHECK(rfc3164("Feb 29 12:00:00", "2025-03-01T00:00:00Z") == "2024-02-29T03:00:00.000Z +15");
  CHECK(rfc3164("Feb 29 12:00:00", "2097-03-01T00:00:00Z") == "2096-02-29T03:00:00.000Z +15");
}

TEST_CASE("a year may stand before, inside or after the time", "[parse]") {
  CHECK(rfc3164("2024 Jan  1 09:00:03 h") == "2024-01-01T00:00:03.000Z +20");
  CHECK(rfc3164("Jan  1 2024 09:00:03: %A") == "2024-01-01T00:00:03.000Z +20");
  CHECK(rfc3164("Jan  1 09:00:03 2024 h") == "2024-01-01T00:00:03.000Z +20");
  CHECK(rfc3164("Jan 01 09:00:03.25 h") == "2026-01-01T00:00:03.250Z +18");
  // An IPv6 host is no year.
  CHECK(rfc3164("Jan  1 09:00:03 2001:db8::1 p: x") == "2026-01-01T00:00:03.000Z +15");
}

TEST_CASE("what is no RFC 3164 time is refused", "[parse]") {
  for (const char* text :
       {"", "Jan", "Jan  1", "Jan 1 9:00:00", "Foo  1 09:00:00", "Jan 32 09:00:00",
        "Jan  1 24:00:00", "Feb 30 09:00:00", "Jan  1 09:00"}) {
    CHECK(rfc3164(text) == "refused");
  }
}

TEST_CASE("common log format times carry their zone or take the source's", "[parse]") {
  const auto clf = [](std::string_view text) {
    return show(parse_clf_time(text, *TimeZone::find("+09:00")));
  };
  CHECK(clf("10/Oct/2000:13:55:36 -0700") == "2000-10-10T20:55:36.000Z");
  CHECK(clf("10/Oct/2026:13:55:36") == "2026-10-10T04:55:36.000Z");
  CHECK(clf("05/02/2025 11:30:29") == "refused");
  CHECK(clf("31/Feb/2025:11:30:29") == "refused");
  CHECK(clf("10/Oct/2026:13:55:36 +09") == "refused");
  CHECK(clf("10/Oct/2026:13:55:36+0900") == "refused");
}

TEST_CASE("epoch times keep microseconds and refuse anything else", "[parse]") {
  CHECK(show(parse_epoch_time("1564576741.982")) == "2019-07-31T12:39:01.982Z");
  CHECK(show(parse_epoch_time("0")) == "1970-01-01T00:00:00.000Z");
  for (const char* text : {"", ".5", "-1", "12a", "1.5x", "123456789012", "1e9"}) {
    CHECK(show(parse_epoch_time(text)) == "refused");
  }
}

}  // namespace yagura
