// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/attack_incidents.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "fixture.hpp"

namespace yagura {

using namespace incident_test;

namespace {

const Rule kLow{"low", Level::low, 0, {"discovery"}};
const Rule kMedium{"medium", Level::medium, 7, {"initial-access"}};
const Rule kCritical{"critical", Level::critical, 4, {"impact"}};

std::string folded(const std::vector<int>& minutes) {
  std::vector<Detection> detections;
  for (const int minute : minutes) {
    detections.push_back(detection(minute, "h:pc1", kLow));
  }
  const Kept kept = run(detections);
  std::string out;
  for (const Alert& alert : kept.alerts()) {
    out += fmt::format("{}..{} x{};", minute_of(alert.first_seen), minute_of(alert.last_seen),
                       alert.count);
  }
  return out;
}

}  // namespace

TEST_CASE("detections of one rule and key within an hour are one alert", "[incident]") {
  const auto check = [](const std::vector<int>& minutes, const char* expected) {
    CHECK(folded(minutes) == expected);
  };
  check({}, "");
  check({0}, "0..0 x1;");
  check({0, 10, 59}, "0..59 x3;");
  check({0, 60}, "0..0 x1;60..60 x1;");  // the hour counts from the first
  check({0, 59, 61}, "0..59 x2;61..61 x1;");
  check({100, 50}, "50..100 x2;");  // late, but less than an hour before
  check({100, 40}, "100..100 x1;40..40 x1;");
  check({0, 100, 50}, "0..50 x2;100..100 x1;");  // what began before has the first claim
}

TEST_CASE("another rule, key or organisation is another alert", "[incident]") {
  const Kept kept = run(std::vector<Detection>{
      detection(0, "h:pc1", kLow), detection(1, "h:pc2", kLow), detection(2, "h:pc1", kMedium),
      detection(3, "h:pc1", kLow, "352021"), detection(4, "h:PC1", kLow)});
  REQUIRE(kept.alerts().size() == 4);
  CHECK(kept.alerts()[0].count == 2);
  CHECK(kept.alerts()[0].id.size() == 32);
}

TEST_CASE("only an alert of level high opens an incident", "[incident]") {
  const auto check = [](const std::vector<Detection>& detections, const char* expected) {
    CHECK(run(detections).text() == expected);
  };
  check({detection(0, "h:pc1", kLow), detection(1, "h:pc1", kMedium)}, "");
  check({detection(0, "h:pc1")}, "attack 0..0 1/1 1 alerts: ランサム攻撃の疑い（長門市、1段階）\n");
  // What came before and after, and what is about nobody.
  check({detection(0, "h:pc1 u:taro", kLow), detection(5, "u:-", kLow),
         detection(10, "u:CITY\\Taro a:192.0.2.1"), detection(20, "a:192.0.2.1", kMedium),
         detection(30, "h:pc9", kMedium)},
        "attack 0..20 1/1 3 alerts: ランサム攻撃の疑い（長門市、3段階）\n");
  check({detection(0, "u:SYSTEM h:pc1"), detection(1, "u:SYSTEM h:pc2", kCritical)},
        "attack 0..0 1/1 1 alerts: ランサム攻撃の疑い（長門市、1段階）\n"
        "attack 1..1 1/1 1 alerts: 脆弱性を悪用した攻撃の疑い（長門市、1段階）\n");
  check({detection(0, "h:pc1"), detection(1, "h:pc1", kCritical, "352021")},
        "attack 0..0 1/1 1 alerts: ランサム攻撃の疑い（長門市、1段階）\n"
        "attack 1..1 1/1 1 alerts: 脆弱性を悪用した攻撃の疑い（宇部市、1段階）\n");
}

TEST_CASE("lower alerts are pulled in through each other", "[incident]") {
  const Kept kept =
      run(std::vector<Detection>{detection(0, "h:pc3 u:b", kLow), detection(1, "h:pc2 u:b", kLow),
                                 detection(2, "h:pc2 u:a", kMedium), detection(3, "h:pc1 u:a")});
  CHECK(kept.text() == "attack 0..3 1/1 4 alerts: ランサム攻撃の疑い（長門市、3段階）\n");
  REQUIRE(kept.incidents().size() == 1);
  const Incident& incident = kept.incidents()[0];
  CHECK(incident.stages == std::vector<std::string>{"discovery", "initial-access", "execution"});
  CHECK(incident.entities.size() == 5);
  CHECK(minute_of(incident.detected) == 3);
  CHECK(incident.cause == "ランサム攻撃による被害（調査中）");
  CHECK(incident.alert_ids.front() == kept.alerts().front().id);
}

TEST_CASE("the rank is that of the gravest alert, the earliest among equals", "[incident]") {
  const auto check = [](const std::vector<Detection>& detections, int rank) {
    const Kept kept = run(detections);
    REQUIRE(kept.incidents().size() == 1);
    CHECK(kept.incidents()[0].ipa_rank == rank);
  };
  const Rule other{"other", Level::high, 5, {"execution"}};
  check({detection(0, "h:pc1"), detection(1, "h:pc1", other)}, 1);
  check({detection(1, "h:pc1"), detection(0, "h:pc1", other)}, 5);
  check({detection(0, "h:pc1"), detection(1, "h:pc1", kCritical)}, 4);
  check({detection(0, "h:pc1"), detection(1, "h:pc1", kMedium)}, 1);
}

TEST_CASE("an incident without a rank is named after its alert", "[incident]") {
  const Rule unranked{"unranked", Level::high, 0, {}};
  CHECK(run(std::vector<Detection>{detection(0, "h:pc1", unranked)}).text() ==
        "attack 0..0 1/1 1 alerts: unrankedの検知（長門市）\n");
  CHECK(run(std::vector<Detection>{detection(0, "h:pc1", unranked), detection(1, "h:pc1", kLow)})
            .text() == "attack 0..1 1/1 2 alerts: unrankedの検知（長門市、ほか1件）\n");
}

TEST_CASE("evidence more than 72 hours apart is another case", "[incident]") {
  const auto incidents = [](int minute) {
    return run(std::vector<Detection>{detection(0, "h:pc1"), detection(minute, "h:pc1")})
        .incidents()
        .size();
  };
  CHECK(incidents(72 * 60) == 1);
  CHECK(incidents(72 * 60 + 1) == 2);
  CHECK(incidents(-72 * 60) == 1);
  CHECK(incidents(-72 * 60 - 1) == 2);
}

TEST_CASE("incidents that share an entity through a new alert are merged", "[incident]") {
  const Kept kept =
      run(std::vector<Detection>{detection(10, "h:pc1"), detection(5, "h:pc2", kCritical),
                                 detection(20, "h:pc1 h:pc2", kLow)});
  REQUIRE(kept.incidents().size() == 2);
  const Incident& older = kept.incidents()[1];  // detected at minute 5
  const Incident& younger = kept.incidents()[0];
  CHECK(younger.merged_into == older.id);
  CHECK(younger.alert_ids.empty());
  CHECK(younger.current.empty());
  CHECK(older.merged_into.empty());
  CHECK(older.alert_ids.size() == 3);
  CHECK(older.stages == std::vector<std::string>{"impact", "execution", "discovery"});
  for (const Alert& alert : kept.alerts()) {
    CHECK(alert.incident_id == older.id);
  }
}

TEST_CASE("an entity that folds into an alert joins incidents, too", "[incident]") {
  std::vector<Detection> detections{detection(0, "h:pc1"), detection(1, "h:pc2", kLow),
                                    detection(2, "h:pc1", kLow)};
  for (std::size_t i = 1; i < 3; ++i) {
    detections[i].group = {{"source", "x"}};
  }
  const Kept kept = run(detections);
  REQUIRE(kept.alerts().size() == 2);
  CHECK(kept.alerts()[1].count == 2);
  CHECK(kept.alerts()[1].incident_id == kept.incidents().at(0).id);
}

TEST_CASE("hostile times and floods stay within bounds", "[incident]") {
  IncidentBuilder builder({}, organisations());
  IncidentChanges changes;
  for (const TimePoint time : {TimePoint::min(), TimePoint::max(), TimePoint{}}) {
    Detection odd = detection(0, "h:pc1");
    odd.time = time;
    builder.add(odd, changes);
  }
  CHECK(changes.alerts.size() == 2);  // the two lower ones are one hour: 1970
  for (int i = 0; i < 10'000; ++i) {
    IncidentChanges flood;
    builder.add(detection(i % 7, "h:flood" + std::to_string(i)), flood);
    REQUIRE(flood.alerts.size() == 1);
  }
  IncidentChanges after;
  builder.add(detection(0, "h:pc1"), after);
  CHECK(after.incidents.size() == 1);
}

TEST_CASE("changes hold each thing once, in its latest state", "[incident]") {
  IncidentBuilder builder({}, organisations());
  IncidentChanges changes;
  for (int i = 0; i < 30; ++i) {
    builder.add(detection(i, "h:pc1"), changes);
  }
  REQUIRE(changes.alerts.size() == 1);
  REQUIRE(changes.incidents.size() == 1);
  CHECK(changes.alerts[0].count == 30);
  CHECK(minute_of(changes.incidents[0].updated) == 29);
  changes.alerts.clear();
  changes.incidents.clear();
  builder.add(detection(31, "h:pc1"), changes);
  CHECK(changes.alerts.size() == 1);
  CHECK(changes.incidents.size() == 1);
}

}  // namespace yagura
