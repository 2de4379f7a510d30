// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/watermark.hpp"

#include <catch2/catch.hpp>

#include "engine/duplicate_filter.hpp"

namespace yagura {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr TimePoint at(int minute) {
  return TimePoint(minutes(1000 + minute));
}
OrganisationCode code(const char* text) {
  return OrganisationCode::parse(text).value();
}

}  // namespace

TEST_CASE("the slowest talking producer holds the watermark", "[engine]") {
  Watermark watermark(minutes(60));
  const Duration lateness = minutes(2);
  watermark.observe("proxy", code("352012"), at(10), at(10), lateness);
  CHECK(watermark.value() == at(8));
  watermark.observe("proxy", code("352021"), at(5), at(10), lateness);
  CHECK(watermark.value() == at(8));  // never back
  watermark.observe("proxy", code("352012"), at(20), at(20), lateness);
  CHECK(watermark.value() == at(8));  // 352021 still talks, and is at minute 5
  watermark.observe("proxy", code("352021"), at(19), at(21), lateness);
  CHECK(watermark.value() == at(17));
}

TEST_CASE("a source may come later than others", "[engine]") {
  Watermark watermark(minutes(60));
  watermark.observe("proxy", code("352012"), at(100), at(100), minutes(2));
  CHECK(watermark.value() == at(98));
  watermark.observe("laptops", code("352012"), at(170), at(170), minutes(60));
  CHECK(watermark.value() == at(98));
  watermark.observe("proxy", code("352012"), at(171), at(171), minutes(2));
  CHECK(watermark.value() == at(110));
}

TEST_CASE("a producer that fell silent no longer holds time back", "[engine]") {
  Watermark watermark(seconds(60));
  const Duration lateness = minutes(2);
  watermark.observe("proxy", code("352021"), at(5), at(5), lateness);
  for (int second = 0; second <= 61; ++second) {
    const TimePoint now = at(6) + seconds(second);
    watermark.observe("proxy", code("352012"), now, now, lateness);
  }
  CHECK(watermark.value() == at(5) + seconds(1));
}

TEST_CASE("a stretch without any record makes nobody silent", "[engine]") {
  Watermark watermark(seconds(60));
  const Duration lateness = minutes(2);
  watermark.observe("proxy", code("352021"), at(5), at(5), lateness);
  watermark.observe("proxy", code("352012"), at(30), at(30), lateness);
  CHECK(watermark.value() == at(3));  // 352021 could not be heard either
  watermark.observe("proxy", code("352021"), at(29), at(30), lateness);
  CHECK(watermark.value() == at(27));
}

TEST_CASE("a stamp from the future moves time at most five minutes ahead", "[engine]") {
  Watermark watermark(seconds(60));
  const Duration lateness = minutes(0);
  watermark.observe("proxy", code("352012"), at(100'000), at(10), lateness);
  CHECK(watermark.value() == at(15));
}

TEST_CASE("a numbered record sent again is known, an equal line with its own number is not",
          "[engine]") {
  DuplicateFilter filter;
  const Digest record = DigestBuilder().add("a record").finish();
  const Digest other = DigestBuilder().add("another").finish();
  CHECK_FALSE(filter.is_duplicate("proxy", code("352012"), 1, record));
  CHECK(filter.is_duplicate("proxy", code("352012"), 1, record));
  CHECK_FALSE(filter.is_duplicate("proxy", code("352012"), 2, record));
  CHECK_FALSE(filter.is_duplicate("proxy", code("352021"), 1, record));
  CHECK_FALSE(filter.is_duplicate("proxy", code("352012"), 1, other));  // the sender began anew
}

}  // namespace yagura
