// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/feed_monitor.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>

namespace yagura {
namespace {

using std::chrono::minutes;

TimePoint at(int minute) {
  return TimePoint{} + std::chrono::hours(24) + minutes(minute);
}

int minute_of(TimePoint time) {
  return static_cast<int>(std::chrono::duration_cast<minutes>(time - at(0)).count());
}

// Steps as "minute stage sequence" with stage c, r, or t (only time passes). The limit is 15.
std::string judge(const std::string& steps) {
  FeedMonitor monitor;
  std::string out;
  const auto tell = [&](const ServiceTransition& change) {
    out += out.empty() ? "" : ", ";
    out += change.state == ServiceChange::State::down ? "down " : "up ";
    out += std::to_string(minute_of(change.time)) + " since " +
           std::to_string(minute_of(change.onset));
  };
  std::istringstream in(steps);
  int minute = 0;
  char stage = 0;
  std::uint64_t sequence = 0;
  std::string separator;
  while (in >> minute >> stage >> sequence) {
    const auto deadline = monitor.deadline(minutes(15));
    if (deadline && *deadline < at(minute)) {
      tell(monitor.expire(minutes(15)));
    }
    if (stage != 't') {
      const auto kind = stage == 'c' ? FeedStep::Stage::committed : FeedStep::Stage::reflected;
      if (const auto change =
              monitor.add({at(minute), 1, sequence, kind}, at(minute), minutes(15))) {
        tell(*change);
      }
    }
    in >> separator;
  }
  return out;
}

}  // namespace

TEST_CASE("a feed is stale when an update is not reflected in time", "[outage]") {
  const auto check = [](const char* steps, const char* expected) {
    INFO(steps);
    CHECK(judge(steps) == expected);
  };
  check("", "");
  check("900 t 0", "");  // a day without updates
  check("0 c 1 ; 1 r 1 ; 500 t 0", "");
  check("0 c 1 ; 14 r 1 ; 500 t 0", "");  // late, but within the limit
  check("0 c 1 ; 15 r 1 ; 500 t 0", "");  // to the minute
  check("0 c 1 ; 16 t 0", "down 15 since 0");
  check("0 c 1 ; 5 c 2 ; 100 r 1 ; 101 t 0", "down 15 since 0");
  check("0 c 1 ; 5 c 2 ; 100 r 1 ; 101 r 2", "down 15 since 0, up 101 since 0");
  // What waits no longer than the limit does not hold the recovery back.
  check("0 c 1 ; 95 c 2 ; 100 r 1", "down 15 since 0, up 100 since 0");
  check("0 c 1 ; 100 r 1 ; 101 c 2 ; 200 t 0",
        "down 15 since 0, up 100 since 0, down 116 since 101");
}

TEST_CASE("odd sequence numbers neither fire nor blind", "[outage]") {
  const auto check = [](const char* steps, const char* expected) {
    INFO(steps);
    CHECK(judge(steps) == expected);
  };
  check("0 c 1 ; 1 c 2 ; 2 r 2 ; 20 t 0", "down 15 since 0");  // one lost among others
  check("0 r 1 ; 1 c 1 ; 60 t 0", "");                         // the two clocks differ
  check("0 c 1 ; 1 r 1 ; 2 c 1 ; 60 t 0", "");                 // the same record again
  check("0 c 5 ; 10 c 5 ; 20 t 0", "down 15 since 0");         // the older one counts
  check("0 c 5 ; 1 r 5 ; 2 c 1 ; 60 t 0", "down 17 since 2");  // a sender that begins anew
  check("0 r 18446744073709551615 ; 1 c 7 ; 60 t 0", "down 16 since 1");
  check("0 r 4 ; 0 r 4 ; 0 r 9", "");
}

TEST_CASE("waiting updates are remembered up to a bound, the oldest first", "[outage]") {
  FeedMonitor monitor;
  for (std::uint64_t i = 0; i < FeedMonitor::kMaxWaiting + 10; ++i) {
    REQUIRE_FALSE(monitor.add({at(0), 1, i, FeedStep::Stage::committed}, at(0), minutes(15)));
  }
  CHECK(monitor.dropped() == 10);
  CHECK(monitor.deadline(minutes(15)) == at(15));
  CHECK(monitor.expire(minutes(15)).evidence ==
        "update 0 not reflected for 15 minutes, 65536 waiting");
}

}  // namespace yagura
