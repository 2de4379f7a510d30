// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

std::string utc(std::string_view text, std::string_view zone = "Z") {
  const auto found = TimeZone::find(zone);
  REQUIRE(found);
  const auto instant = parse_rfc3339(text, *found);
  return instant ? to_rfc3339(*instant) : "refused";
}

}  // namespace

TEST_CASE("RFC 3339 times are read with their zone", "[base]") {
  CHECK(utc("2026-02-25T12:30:00+09:00") == "2026-02-25T03:30:00.000Z");
  CHECK(utc("2026-02-25 12:30:00.1239") == "2026-02-25T12:30:00.123Z");
  CHECK(utc("2026-02-25T12:30:00,5+0900") == "2026-02-25T03:30:00.500Z");
  CHECK(utc("2026-02-25T12:30:00", "Asia/Tokyo") == "2026-02-25T03:30:00.000Z");
  CHECK(utc("2024-02-29T23:59:60Z") == "2024-03-01T00:00:00.000Z");
}

TEST_CASE("times that no calendar or clock has are refused", "[base]") {
  for (const char* text : {"2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z", "2026-01-01T00:00:00+24:00", "2026-01-01",
                           "2026-01-01T00:00:00.Z", "2026-01-01T00:00:0xZ", ""}) {
    CHECK(utc(text) == "refused");
  }
}

TEST_CASE("time zones are IANA names or fixed offsets", "[base]") {
  CHECK(TimeZone::find("Asia/Tokyo"));
  CHECK(TimeZone::find("+09:00"));
  CHECK_FALSE(TimeZone::find("Asia/Nowhere"));
  CHECK_FALSE(TimeZone::find(""));
  const TimeZone tokyo = *TimeZone::find("Asia/Tokyo");
  const TimePoint instant{};
  CHECK(tokyo.to_local(instant) - instant == std::chrono::hours(9));
  CHECK(tokyo.to_instant(tokyo.to_local(instant)) == instant);
}

}  // namespace yagura
