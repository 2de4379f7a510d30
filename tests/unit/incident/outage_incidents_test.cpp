// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/outage_incidents.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace yagura {

using namespace incident_test;

namespace {

// Changes as "down 352021 onset time ; up ...", of sites on one node.
std::vector<ServiceChange> changes(const std::string& text,
                                   IncidentKind kind = IncidentKind::outage) {
  std::vector<ServiceChange> out;
  std::istringstream in(text);
  std::string state;
  std::string organisation;
  std::string separator;
  int onset = 0;
  int time = 0;
  while (in >> state >> organisation >> onset >> time) {
    out.push_back(change(state == "down" ? ServiceChange::State::down : ServiceChange::State::up,
                         organisation, onset, time, kind));
    in >> separator;
  }
  return out;
}

const std::string kTitle = "複数の自治体でホームページが開けなくなるトラブル\n";

}  // namespace

TEST_CASE("services down together on one node are one incident", "[incident]") {
  const auto check = [](const char* text, const std::string& expected) {
    INFO(text);
    CHECK(run(changes(text)).text() == expected);
  };
  check("down 352021 0 3", "");
  check("down 352021 0 3 ; up 352021 0 9 ; down 353051 10 13", "");
  check("down 352021 0 3 ; down 353051 2 4", "outage 0..4 2/2 2 alerts: " + kTitle);
  check("down 352021 5 8 ; down 353051 2 9", "outage 2..9 2/2 2 alerts: " + kTitle);
  // One that broke long before for a reason of its own, and a third that makes it two.
  check("down 352021 0 3 ; down 353051 200 203", "");
  check("down 352021 0 3 ; down 353051 200 203 ; down 352110 201 204",
        "outage 200..204 2/2 2 alerts: " + kTitle);
  // Late joiners enter both sets, recovered ones leave the current.
  check("down 352021 0 3 ; down 353051 2 4 ; up 352021 0 50 ; down 352110 90 93",
        "outage 0..93 2/3 3 alerts: " + kTitle);
  check("down 352021 0 3 ; down 353051 2 4 ; up 352021 0 50 ; up 353051 2 40",
        "outage 0..50 up 50 0/2 2 alerts: " + kTitle);
  check("up 352021 0 50", "");
}

TEST_CASE("a flap reopens the incident, a later failure does not", "[incident]") {
  const std::string over = "down 352021 0 3 ; down 353051 2 4 ; up 352021 0 50 ; up 353051 2 60 ; ";
  const auto check = [&](const char* text, const std::string& expected) {
    INFO(text);
    CHECK(run(changes(over + text)).text() == expected);
  };
  check("down 353051 90 93", "outage 0..93 1/2 3 alerts: " + kTitle);
  check("down 353051 90 93 ; up 353051 90 99", "outage 0..99 up 99 0/2 3 alerts: " + kTitle);
  check("down 353051 91 93", "outage 0..60 up 60 0/2 2 alerts: " + kTitle);
  check("down 353051 91 93 ; down 352110 92 94",
        "outage 0..60 up 60 0/2 2 alerts: " + kTitle + "outage 91..94 2/2 2 alerts: " + kTitle);
}

TEST_CASE("an incident tells its cause, a single failure is only an alert", "[incident]") {
  const Kept kept = run(changes("down 352021 0 3 ; down 353051 2 4"));
  REQUIRE(kept.incidents().size() == 1);
  const Incident& incident = kept.incidents()[0];
  CHECK(incident.cause == "架空のcloudの障害（推定）");
  CHECK(incident.cause_node == "cloud");
  CHECK(incident.level == Level::high);
  CHECK(minute_of(incident.detected) == 4);
  REQUIRE(kept.alerts().size() == 2);
  CHECK(kept.alerts()[0].incident_id == incident.id);
  CHECK(kept.alerts()[0].level == Level::medium);
  CHECK(kept.alerts()[0].rule_id == "yagura.outage.site");
  CHECK(kept.alerts()[0].title_ja == "ホームページが応答しない");
  CHECK(kept.alerts()[0].summary == "evidence");
  CHECK(run(changes("down 352021 0 3")).alerts().at(0).incident_id.empty());
}

TEST_CASE("feeds of one module are one staleness incident, however far apart", "[incident]") {
  const Kept kept =
      run(changes("down 352021 0 15 ; down 353051 40 55 ; down 352110 12 27 ; up 352021 0 500 ; "
                  "up 353051 40 501 ; up 352110 12 502",
                  IncidentKind::staleness));
  CHECK(kept.text() ==
        "staleness 0..502 up 502 0/3 3 alerts: 証明書等の更新情報が反映されないトラブル\n");
  CHECK(kept.incidents().at(0).cause == "架空のcloudのシステム連携の不具合（推定）");
  CHECK(kept.alerts().at(0).rule_id == "yagura.outage.feed");
}

TEST_CASE("nodes, kinds and settings keep incidents apart", "[incident]") {
  const auto down = ServiceChange::State::down;
  CHECK(run(std::vector<ServiceChange>{
                change(down, "352021", 0, 3, IncidentKind::outage, "cloud"),
                change(down, "353051", 0, 3, IncidentKind::outage, "other"),
                change(down, "352110", 0, 3, IncidentKind::staleness, "cloud")})
            .incidents()
            .empty());
  IncidentSettings settings;
  settings.min_organisations = 3;
  CHECK(run(changes("down 352021 0 3 ; down 353051 2 4"), settings).incidents().empty());
  CHECK(run(changes("down 352021 0 3 ; down 353051 2 4 ; down 352110 2 5"), settings).text() ==
        "outage 0..5 3/3 3 alerts: " + kTitle);
}

TEST_CASE("a service told to be down twice is one outage", "[incident]") {
  const Kept kept = run(changes("down 352021 0 3 ; down 352021 900 903 ; up 352021 900 999"));
  REQUIRE(kept.alerts().size() == 1);
  CHECK(kept.alerts()[0].count == 2);
  REQUIRE(kept.alerts()[0].recovered);
  CHECK(minute_of(*kept.alerts()[0].recovered) == 999);
}

TEST_CASE("outages without end are remembered up to a bound", "[incident]") {
  std::vector<ServiceChange> endless = changes("down 352021 0 1 ; down 353051 0 1");
  for (int i = 1; i < 3000; ++i) {
    endless.push_back(change(ServiceChange::State::up, "353051", 10 * i - 10, 10 * i - 5));
    endless.push_back(change(ServiceChange::State::down, "353051", 10 * i, 10 * i + 1));
  }
  const Kept kept = run(endless);
  REQUIRE(kept.incidents().size() == 1);
  CHECK(kept.incidents()[0].alert_ids.size() == OutageIncidents::kMaxAlerts);
  CHECK(kept.incidents()[0].current.size() == 2);
}

}  // namespace yagura
