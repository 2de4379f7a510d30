// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/site_monitor.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>

namespace yagura {
namespace {

const char* const kClients[] = {"350001", "352012", "352021", "352039"};

TimePoint at(int seconds) {
  return TimePoint{} + std::chrono::hours(24) + std::chrono::seconds(seconds);
}

int seconds_of(TimePoint time) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(time - at(0)).count());
}

// Answers as "second client outcome", F failed and w well, separated by ';'. Gives the changes as
// "down 40 since 10".
std::string judge(const std::string& answers) {
  SiteMonitor monitor;
  std::string out;
  std::istringstream in(answers);
  int seconds = 0;
  std::size_t client = 0;
  std::string outcome;
  std::string separator;
  RecordNumber record = 0;
  while (in >> seconds >> client >> outcome) {
    const bool failed = outcome[0] == 'F';
    const auto change = monitor.add(
        {at(seconds), ++record, OrganisationCode::parse(kClients[client]).value(),
         failed ? 503 : 200, failed ? SiteAnswer::Outcome::failed : SiteAnswer::Outcome::well},
        SiteLimits{});
    if (change) {
      out += out.empty() ? "" : ", ";
      out += change->state == ServiceChange::State::down ? "down " : "up ";
      out += std::to_string(seconds_of(change->time)) + " since " +
             std::to_string(seconds_of(change->onset));
    }
    in >> separator;
  }
  return out;
}

}  // namespace

TEST_CASE("a site is down when enough clients of two bodies see it fail", "[outage]") {
  const auto check = [](const char* answers, const char* expected) {
    INFO(answers);
    CHECK(judge(answers) == expected);
  };
  check("", "");
  check("10 0 F ; 20 1 F ; 30 0 F ; 40 1 F ; 50 0 F", "down 50 since 10");
  check("10 0 F ; 20 1 F ; 30 0 F ; 40 1 F", "");                    // four say nothing
  check("10 0 F ; 20 0 F ; 30 0 F ; 40 0 F ; 50 0 F ; 60 0 F", "");  // one body's own line
  check("10 0 F ; 20 0 F ; 30 0 F ; 40 0 F ; 50 1 F", "down 50 since 10");
  check("10 0 F ; 20 1 w ; 30 0 w ; 40 1 F ; 50 0 F", "down 50 since 10");  // three of five
  check("1 0 w ; 2 1 w ; 3 0 w ; 4 1 w ; 10 0 F ; 20 1 F ; 30 0 F", "");    // three of seven
  check("1 0 w ; 2 1 w ; 3 0 w ; 10 0 F ; 20 1 F ; 30 0 F", "down 30 since 10");
  // The window is five minutes: the first two are out of it when the fifth comes.
  check("0 0 F ; 10 1 F ; 100 0 F ; 200 1 F ; 310 0 F ; 311 1 F", "");
  // An answer does not make it down, only a failure does.
  check("10 0 F ; 20 1 F ; 30 0 F ; 40 1 w ; 50 0 w", "");
}

TEST_CASE("an outage begins with the first failure since the site was well", "[outage]") {
  const auto check = [](const char* answers, const char* expected) {
    INFO(answers);
    CHECK(judge(answers) == expected);
  };
  // Few visitors: nobody was answered since second 0, long before it became certain.
  check("0 0 F ; 400 1 F ; 800 0 F ; 900 1 F ; 910 0 F ; 920 1 F ; 930 0 F", "down 930 since 0");
  // Three answers in a row: it was well, the earlier failure is another story.
  check("0 0 F ; 1 1 w ; 2 0 w ; 3 1 w ; 10 0 F ; 20 1 F", "down 20 since 10");
  // An old stray failure, answered once, is not the onset.
  check("0 0 F ; 10 1 w ; 900 0 F ; 910 1 F ; 920 0 F ; 930 1 F ; 940 0 F", "down 940 since 900");
}

TEST_CASE("a site is up after three answers in a row", "[outage]") {
  const std::string down = "10 0 F ; 20 1 F ; 30 0 F ; 40 1 F ; 50 0 F ; ";
  const auto check = [&](const char* answers, const char* expected) {
    INFO(answers);
    CHECK(judge(down + answers) == std::string("down 50 since 10") + expected);
  };
  check("60 0 w ; 61 1 w", "");
  check("60 0 w ; 61 1 w ; 62 0 F ; 63 1 w ; 64 0 w", "");
  check("60 0 w ; 61 1 w ; 62 0 w", ", up 60 since 10");
  // The failures before do not count towards the next outage, which has its own onset.
  check("60 0 w ; 61 1 w ; 62 0 w ; 63 0 F ; 64 1 F", ", up 60 since 10");
  check("60 0 w ; 61 1 w ; 62 0 w ; 63 0 F ; 64 1 F ; 65 0 F",
        ", up 60 since 10, down 65 since 63");
  check("60 0 F ; 70 1 F ; 9000 0 w ; 9001 0 w ; 9002 1 w", ", up 9000 since 10");
}

TEST_CASE("a flood of answers is remembered only up to a bound", "[outage]") {
  SiteMonitor monitor;
  const OrganisationCode one = OrganisationCode::parse(kClients[0]).value();
  const OrganisationCode two = OrganisationCode::parse(kClients[1]).value();
  SiteLimits limits;
  limits.min_requests = static_cast<int>(SiteMonitor::kMaxAnswers) + 1;
  RecordNumber record = 0;
  for (std::size_t i = 0; i < 3 * SiteMonitor::kMaxAnswers; ++i) {
    const auto change = monitor.add(
        {at(0), ++record, i % 2 == 0 ? one : two, 503, SiteAnswer::Outcome::failed}, limits);
    REQUIRE_FALSE(change);
  }
  limits.min_requests = static_cast<int>(SiteMonitor::kMaxAnswers);
  const auto change = monitor.add({at(0), ++record, one, 504, SiteAnswer::Outcome::failed}, limits);
  REQUIRE(change);
  CHECK(change->evidence == "503 from 2 organisations, 8192 of 8192 requests");
}

}  // namespace yagura
