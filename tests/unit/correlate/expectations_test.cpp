// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/expectations.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace yagura;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kA = ExpectationRule::kAfter;
constexpr std::uint32_t kB = ExpectationRule::kExpected;
const OrganisationCode kUbe = *OrganisationCode::parse("352021");
const OrganisationCode kHagi = *OrganisationCode::parse("352047");

// The same numbers every time.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  unsigned below(unsigned count) { return static_cast<unsigned>(random_()) % count; }

 private:
  std::mt19937 random_;
};

ExpectationObservation at(Duration time, std::uint32_t part, std::string group = "a",
                          OrganisationCode organisation = {}) {
  return {organisation, TimePoint(time), part, {std::move(group)}, 1};
}

using Fired = std::vector<std::pair<Duration, std::string>>;

Fired times(const std::vector<ExpectationFiring>& firings) {
  Fired fired;
  for (const ExpectationFiring& firing : firings) {
    fired.emplace_back(firing.time.time_since_epoch(), firing.group.empty() ? "" : firing.group[0]);
  }
  std::sort(fired.begin(), fired.end());
  return fired;
}

// What an absence of a minute fires, with the watermark at the end.
Fired absence(const std::vector<ExpectationObservation>& observations, Duration watermark) {
  Absence absence(60s, 100);
  std::vector<ExpectationFiring> firings;
  for (const ExpectationObservation& observation : observations) {
    absence.observe(observation);
  }
  absence.advance(TimePoint(watermark), firings);
  return times(firings);
}

ExpectationRule baseline_rule(unsigned weeks, unsigned minimum, double deviations, double least) {
  ExpectationRule rule;
  rule.type = ExpectationRule::Type::baseline;
  rule.weeks = weeks;
  rule.minimum_weeks = minimum;
  rule.deviations = deviations;
  rule.at_least = least;
  return rule;
}

}  // namespace

TEST_CASE("an absence fires when the watermark passes the end of the wait", "[correlate]") {
  CHECK(absence({at(0s, kA)}, 60s).empty());
  CHECK(absence({at(0s, kA)}, 60s + 1us) == Fired{{60s, "a"}});
}

TEST_CASE("what was expected answers from the A to the end of the wait", "[correlate]") {
  CHECK(absence({at(100s, kA), at(160s, kB)}, 300s).empty());
  CHECK(absence({at(100s, kA), at(100s, kB)}, 300s).empty());
  CHECK(absence({at(100s, kA), at(160s + 1us, kB)}, 300s) == Fired{{160s, "a"}});
  CHECK(absence({at(100s, kA), at(99s, kB)}, 300s) == Fired{{160s, "a"}});
  CHECK(absence({at(100s, kA), at(110s, kB, "b")}, 300s) == Fired{{160s, "a"}});
  CHECK(absence({at(100s, kA), at(110s, kB, "A")}, 300s).empty());
  CHECK(absence({at(100s, kA, "a", kUbe), at(110s, kB, "a", kHagi)}, 300s) == Fired{{160s, "a"}});
}

TEST_CASE("each A waits for itself", "[correlate]") {
  CHECK(absence({at(0s, kA), at(50s, kA), at(70s, kB)}, 300s) == Fired{{60s, "a"}});
  CHECK(absence({at(0s, kA), at(50s, kA)}, 300s) == Fired{{60s, "a"}, {110s, "a"}});
}

TEST_CASE("an A whose wait was over before it came is late", "[correlate]") {
  Absence absence(60s, 100);
  std::vector<ExpectationFiring> firings;
  absence.advance(TimePoint(1000s), firings);
  absence.observe(at(939s, kA));
  absence.observe(at(940s, kA));
  CHECK(absence.late() == 1);
  absence.advance(TimePoint(1001s), firings);
  CHECK(times(firings) == Fired{{1000s, "a"}});
}

TEST_CASE("groups and waits are bounded, and what is lost is counted", "[correlate]") {
  Absence absence(60s, 2);
  for (const char* group : {"a", "b", "c"}) {
    absence.observe(at(0s, kA, group));
  }
  CHECK(absence.groups() == 2);
  CHECK(absence.evicted() == 1);
  for (std::size_t i = 0; i < Absence::kMostTimes; ++i) {
    absence.observe(at(0s, kA, "c"));
  }
  CHECK(absence.evicted() == 2);
  std::vector<ExpectationFiring> firings;
  absence.advance(TimePoint(61s), firings);
  CHECK(firings.size() == Absence::kMostTimes + 1);  // of c, and b's
  absence.advance(TimePoint(1h), firings);
  CHECK(absence.groups() == 0);
}

// The definition: for each A by itself, whether a B lies in its wait.
TEST_CASE("absences are what going through all pairs gives, in any order", "[correlate]") {
  Dice dice(5);
  int fired_at_all = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<ExpectationObservation> all;
    all.reserve(120);
    for (int i = 0; i < 120; ++i) {
      all.push_back(at(std::chrono::seconds(dice.below(2000)), dice.below(3) == 0 ? kA : kB,
                       std::string(1, static_cast<char>('a' + dice.below(4)))));
    }
    Fired expected;
    for (const auto& a : all) {
      const bool answered = std::any_of(all.begin(), all.end(), [&](const auto& b) {
        return b.part == kB && b.group == a.group && b.time >= a.time && b.time <= a.time + 60s;
      });
      if (a.part == kA && !answered) {
        expected.emplace_back((a.time + 60s).time_since_epoch(), a.group[0]);
      }
    }
    std::sort(expected.begin(), expected.end());
    // Nearly in order: none is later than the watermark allows.
    std::stable_sort(all.begin(), all.end(), [&](const auto& x, const auto& y) {
      return x.time.time_since_epoch() / 40s < y.time.time_since_epoch() / 40s;
    });
    Absence absence(60s, 100);
    std::vector<ExpectationFiring> firings;
    TimePoint newest{};
    for (const auto& observation : all) {
      newest = std::max(newest, observation.time);
      absence.advance(newest - 40s, firings);
      absence.observe(observation);
    }
    absence.advance(TimePoint(5000s), firings);
    REQUIRE(times(firings) == expected);
    REQUIRE(absence.late() == 0);
    fired_at_all += static_cast<int>(expected.size());
  }
  CHECK(fired_at_all > 1000);
}

TEST_CASE("an expected entity is missed, also one that was never heard of", "[correlate]") {
  Silence silence(60s, 100);
  silence.expect({{kUbe, {}}, {kHagi, {}}});
  std::vector<ExpectationFiring> firings;
  silence.advance(TimePoint(1000s), firings);
  ExpectationObservation ube = at(1030s, kB, "", kUbe);
  ube.group.clear();
  silence.observe(ube);
  silence.advance(TimePoint(1060s), firings);
  CHECK(firings.empty());
  silence.advance(TimePoint(1061s), firings);
  REQUIRE(firings.size() == 1);
  CHECK(firings[0].organisation == kHagi);
  CHECK(firings[0].time == TimePoint(1060s));
  silence.advance(TimePoint(1091s), firings);
  REQUIRE(firings.size() == 2);
  CHECK(firings[1].organisation == kUbe);
  CHECK(firings[1].time == TimePoint(1090s));
  silence.advance(TimePoint(9000s), firings);
  CHECK(firings.size() == 2);  // once, until it is heard of again
  ube.time = TimePoint(9000s);
  silence.observe(ube);
  silence.advance(TimePoint(9061s), firings);
  CHECK(firings.size() == 3);
}

TEST_CASE("silences are what looking for gaps gives", "[correlate]") {
  Dice dice(7);
  int fired = 0;
  for (int round = 0; round < 100; ++round) {
    Silence silence(60s, 100);
    silence.expect({{{}, {"a"}}, {{}, {"b"}}, {{}, {"c"}}});
    std::vector<ExpectationFiring> firings;
    std::map<std::string, std::vector<Duration>> heard{{"a", {0s}}, {"b", {0s}}, {"c", {0s}}};
    Duration time = 0s;
    silence.advance(TimePoint(time), firings);
    for (int i = 0; i < 60; ++i) {
      time += std::chrono::seconds(dice.below(40));
      silence.advance(TimePoint(time), firings);
      const std::string entity(1, static_cast<char>('a' + dice.below(4)));  // d is not expected
      silence.observe(at(time, kB, entity));
      if (heard.count(entity) > 0) {
        heard[entity].push_back(time);
      }
    }
    Fired expected;
    for (auto& [entity, when] : heard) {
      for (std::size_t i = 0; i < when.size(); ++i) {
        const Duration next = i + 1 < when.size() ? when[i + 1] : time;
        if (next > when[i] + 60s) {
          expected.emplace_back(when[i] + 60s, entity);
        }
      }
    }
    std::sort(expected.begin(), expected.end());
    REQUIRE(times(firings) == expected);
    fired += static_cast<int>(expected.size());
  }
  CHECK(fired > 300);
}

TEST_CASE("who becomes expected later waits from then on", "[correlate]") {
  Silence silence(60s, 100);
  silence.expect({{{}, {"a"}}});
  std::vector<ExpectationFiring> firings;
  silence.advance(TimePoint(0s), firings);
  silence.advance(TimePoint(1000s), firings);
  silence.expect({{{}, {"b"}}});
  silence.advance(TimePoint(1060s), firings);
  silence.advance(TimePoint(1061s), firings);
  CHECK(times(firings) == Fired{{60s, "a"}, {1060s, "b"}});
}

TEST_CASE("without an inventory who was heard of once is expected", "[correlate]") {
  Silence silence(60s, 2);
  silence.expect_anyone();
  std::vector<ExpectationFiring> firings;
  silence.advance(TimePoint(0s), firings);
  silence.observe(at(10s, kB, "a"));
  silence.observe(at(20s, kB, "b"));
  silence.observe(at(20s, kB, "c"));  // beyond what is remembered
  silence.observe(at(30s, kB, "A"));
  silence.advance(TimePoint(1000s), firings);
  CHECK(times(firings) == Fired{{80s, "b"}, {90s, "a"}});
}

TEST_CASE("a median is the middle, or between the two in the middle", "[correlate]") {
  std::vector<double> none;
  std::vector<double> odd{9, 1, 5};
  std::vector<double> even{7, 1, 5, 3};
  CHECK(median(none) == 0);
  CHECK(median(odd) == 5);
  CHECK(median(even) == 4);
}

TEST_CASE("a baseline fires once an hour, on the event that is too much", "[correlate]") {
  Baseline baseline(baseline_rule(4, 2, 3, 5), 10);
  std::vector<ExpectationFiring> firings;
  const auto burst = [&](int week, Duration offset, int count) {
    firings.clear();
    for (int i = 0; i < count; ++i) {
      baseline.observe(at(week * 168h + offset + i * 1s, 0), firings);
    }
    return times(firings);
  };
  CHECK(burst(1, 0s, 10).empty());   // no history
  CHECK(burst(2, 0s, 100).empty());  // one week of it
  // median of 10 and 100 is 55, MAD 45: 191 is too much
  CHECK(burst(3, 0s, 190).empty());
  CHECK(burst(4, 0s, 10).empty());
  // of 10, 10, 100 and 190: median 55, MAD 45
  CHECK(burst(5, 0s, 300) == Fired{{5 * 168h + 190s, "a"}});
  CHECK(burst(5, 2h, 4).empty());  // hours without events count as none, but at-least holds
  CHECK(burst(5, 3h, 9) == Fired{{5 * 168h + 3h + 4s, "a"}});
}

// The definition, from all events so far.
class CountedAnew {
 public:
  explicit CountedAnew(const ExpectationRule& rule) : rule_(rule) {}

  // Whether this event is the one that is too much.
  bool observe(std::int64_t hour, const std::string& key) {
    std::vector<std::int64_t>& hours = seen_[key];
    if (!hours.empty() && hour < *std::max_element(hours.begin(), hours.end()) - 168) {
      return false;
    }
    hours.push_back(hour);
    return is_too_much(hours, hour) && told_.emplace(key, hour).second;
  }

 private:
  static double middle(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return (values[values.size() / 2] + values[(values.size() - 1) / 2]) / 2;
  }

  bool is_too_much(const std::vector<std::int64_t>& hours, std::int64_t hour) const {
    const auto amount = [&](std::int64_t of) {
      return static_cast<double>(std::count(hours.begin(), hours.end(), of));
    };
    const std::int64_t first = *std::min_element(hours.begin(), hours.end());
    std::vector<double> usual;
    for (std::int64_t back = 1; back <= rule_.weeks && hour - back * 168 >= first; ++back) {
      usual.push_back(amount(hour - back * 168));
    }
    if (usual.size() < rule_.minimum_weeks || amount(hour) < rule_.at_least) {
      return false;
    }
    const double center = middle(usual);
    for (double& one : usual) {
      one = std::abs(one - center);
    }
    return amount(hour) > center + rule_.deviations * std::max(1.0, middle(usual));
  }

  ExpectationRule rule_;
  std::map<std::string, std::vector<std::int64_t>> seen_;
  std::set<std::pair<std::string, std::int64_t>> told_;
};

TEST_CASE("baselines are what counting anew gives, also out of order", "[correlate]") {
  Dice dice(6);
  const ExpectationRule rule = baseline_rule(3, 2, 2, 3);
  int fired = 0;
  for (int round = 0; round < 40; ++round) {
    Baseline baseline(rule, 100);
    CountedAnew definition(rule);
    for (int i = 0; i < 600; ++i) {
      // A few hours of eight weeks, moving on, some late by a week.
      const std::int64_t week = i / 75 - (i >= 75 && dice.below(20) == 0 ? 1 : 0);
      const std::int64_t hour = week * 168 + dice.below(3);
      const std::string key(1, static_cast<char>('a' + dice.below(2)));
      const bool expected = definition.observe(hour, key);
      std::vector<ExpectationFiring> firings;
      baseline.observe(at(std::chrono::hours(hour), 0, key), firings);
      REQUIRE(firings.empty() != expected);
      fired += expected ? 1 : 0;
    }
  }
  CHECK(fired > 20);
}

TEST_CASE("a reload keeps the state of rules that have not changed", "[correlate]") {
  ExpectationRule rule;
  rule.within = 60s;
  rule.group_by = {"host.name"};
  rule.definition = "one";
  Expectations before({rule}, {});
  std::vector<ExpectationFiring> firings;
  before.observe(0, at(0s, kA), firings);
  ExpectationRule other = rule;
  other.definition = "other";
  Expectations after({other, rule}, {});
  after.adopt(before);
  after.advance(TimePoint(61s), firings);
  REQUIRE(firings.size() == 1);
  CHECK(firings[0].expectation == 1);
}
