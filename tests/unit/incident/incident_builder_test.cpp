// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/incident_builder.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <variant>
#include <vector>

#include "fixture.hpp"

namespace yagura {

using namespace incident_test;

namespace {

using Input = std::variant<Detection, ServiceChange>;

// A few hosts, users, rules and services, over some 150 hours and a little out of order, so that
// folding, joining, merging, flapping and expiry all happen.
std::vector<Input> random_inputs(unsigned seed) {
  std::mt19937 random(seed);
  const auto upto = [&](unsigned n) { return static_cast<int>(random() % n); };
  const std::vector<Rule> rules{{"low", Level::low, 0, {"discovery"}},
                                {"medium", Level::medium, 7, {"initial-access"}},
                                {"high", Level::high, 1, {"execution", "persistence"}},
                                {"critical", Level::critical, 0, {"impact"}}};
  const std::vector<std::string> bodies{"352021", "353051", "352110"};
  std::vector<Input> inputs;
  int minute = 5000;
  for (int i = 0; i < 60; ++i) {
    minute += upto(10) == 0 ? upto(3000) : upto(30);
    const std::string& body = bodies[random() % bodies.size()];
    const int time = minute - upto(90);
    if (upto(3) == 0) {
      const auto kind = upto(3) == 0 ? IncidentKind::staleness : IncidentKind::outage;
      const auto state = upto(2) == 0 ? ServiceChange::State::down : ServiceChange::State::up;
      inputs.emplace_back(change(state, body, time - upto(20), time, kind));
      continue;
    }
    std::string entities = "h:pc" + std::to_string(upto(6));
    entities += upto(2) == 0 ? " u:user" + std::to_string(upto(5)) : std::string();
    Detection made = detection(time, entities, rules[random() % rules.size()], body);
    if (upto(4) == 0) {
      made.group = {{"group", std::to_string(upto(2))}};
    }
    inputs.emplace_back(std::move(made));
  }
  return inputs;
}

void feed(IncidentBuilder& builder, const Input& input, Kept& kept) {
  IncidentChanges changes;
  std::visit([&](const auto& it) { builder.add(it, changes); }, input);
  kept.take(changes);
}

// What the store gives at a start: evidence of the join window, whatever lasts, and the alerts of
// the incidents among it.
void restore(IncidentBuilder& builder, const Kept& kept) {
  TimePoint newest{};
  for (const Alert& alert : kept.alerts()) {
    newest = std::max(newest, alert.last_seen);
  }
  const TimePoint since = newest - std::chrono::hours(76);
  std::vector<Incident> incidents;
  for (const Incident& i : kept.incidents()) {
    const bool lasts = i.kind != IncidentKind::attack && !i.recovered;
    if (i.merged_into.empty() && (i.updated >= since || lasts)) {
      incidents.push_back(i);
    }
  }
  std::vector<Alert> alerts;
  for (const Alert& a : kept.alerts()) {
    const bool lasts = a.rule_id.starts_with("yagura.outage.") && !a.recovered;
    const bool attached = std::any_of(incidents.begin(), incidents.end(),
                                      [&](const Incident& i) { return i.id == a.incident_id; });
    if (a.last_seen >= since || lasts || attached) {
      alerts.push_back(a);
    }
  }
  builder.restore(alerts, incidents);
}

}  // namespace

TEST_CASE("a run cut anywhere and restored ends like an uninterrupted one", "[incident]") {
  std::size_t mergers = 0;
  std::size_t outages = 0;
  for (unsigned seed = 0; seed < 15; ++seed) {
    const std::vector<Input> inputs = random_inputs(seed);
    Kept whole;
    IncidentBuilder builder({}, organisations());
    for (const Input& input : inputs) {
      feed(builder, input, whole);
    }
    for (const Incident& incident : whole.incidents()) {
      mergers += incident.merged_into.empty() ? 0 : 1;
      outages += incident.kind == IncidentKind::attack ? 0 : 1;
    }
    for (std::size_t cut = 0; cut <= inputs.size(); ++cut) {
      Kept kept;
      IncidentBuilder first({}, organisations());
      for (std::size_t i = 0; i < cut; ++i) {
        feed(first, inputs[i], kept);
      }
      IncidentBuilder second({}, organisations());
      restore(second, kept);
      for (std::size_t i = cut; i < inputs.size(); ++i) {
        feed(second, inputs[i], kept);
      }
      INFO("seed " << seed << ", cut at " << cut);
      REQUIRE(kept.all() == whole.all());
    }
  }
  // The sequences must have exercised what they are for.
  CHECK(mergers > 10);
  CHECK(outages > 10);
}

TEST_CASE("restoring forgets what was there before", "[incident]") {
  IncidentBuilder builder({}, organisations());
  Kept before;
  feed(builder, detection(0, "h:pc1"), before);
  builder.restore({}, {});
  Kept after;
  feed(builder, detection(1, "h:pc1"), after);
  REQUIRE(after.alerts().size() == 1);
  CHECK(after.alerts()[0].count == 1);
}

// 架空: a web hosting service breaks; sites of 8 bodies fail within four minutes, and one site on
// the same service for a reason of its own.
TEST_CASE("a hosting breakdown of eight bodies is one incident", "[incident]") {
  const std::vector<std::string> bodies{"352012", "352047", "352101", "352128",
                                        "352136", "353051", "353213", "353442"};
  IncidentBuilder builder({}, organisations());
  Kept kept;
  feed(builder, change(ServiceChange::State::down, "352021", -600, -590), kept);
  for (int i = 0; i < 8; ++i) {
    feed(builder,
         change(ServiceChange::State::down, bodies[static_cast<std::size_t>(i)], i / 2, 3 + i / 2),
         kept);
  }
  for (int i = 0; i < 8; ++i) {
    feed(builder,
         change(ServiceChange::State::up, bodies[static_cast<std::size_t>(i)], i / 2, 561 + i / 3),
         kept);
  }
  CHECK(kept.text() ==
        "outage 0..563 up 563 0/8 8 alerts: 複数の自治体でホームページが開けなくなるトラブル\n");
  CHECK(kept.incidents().at(0).maximum.count(code("352021")) == 0);
}

}  // namespace yagura
