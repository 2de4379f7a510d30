// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "correlate/expectations.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

const OrganisationCode kUbe = *OrganisationCode::parse("352021");

std::vector<ExpectationRule> rules() {
  ExpectationRule absence;
  absence.within = 3h;
  absence.definition = "absence";
  ExpectationRule silence;
  silence.type = ExpectationRule::Type::silence;
  silence.within = 20h;
  silence.entities = {"a", "b", "c"};
  silence.definition = "silence";
  ExpectationRule baseline;
  baseline.type = ExpectationRule::Type::baseline;
  baseline.deviations = 1;
  baseline.definition = "baseline";
  return {absence, silence, baseline};
}

struct Step {
  std::size_t rule;
  ExpectationObservation observation;
};

std::vector<Step> random_steps() {
  std::mt19937 random(8);  // NOLINT(bugprone-random-generator-seed): same run every time
  const auto below = [&](unsigned count) { return static_cast<unsigned>(random()) % count; };
  std::vector<Step> steps;
  Duration time = 0s;
  for (int i = 0; i < 3000; ++i) {
    time += std::chrono::minutes(below(80));
    steps.push_back({below(3),
                     {below(4) == 0 ? OrganisationCode{} : kUbe,
                      TimePoint(time),
                      below(2),
                      {std::string(1, static_cast<char>('a' + below(5)))},
                      1}});
  }
  return steps;
}

using Fired = std::vector<std::tuple<std::size_t, TimePoint, std::uint32_t, std::string>>;

void tell(Expectations& to, const Step& step, Fired& fired) {
  std::vector<ExpectationFiring> firings;
  to.advance(step.observation.time, firings);
  to.observe(step.rule, step.observation, firings);
  for (const ExpectationFiring& firing : firings) {
    fired.emplace_back(firing.expectation, firing.time, firing.organisation.value(),
                       firing.group.front());
  }
}

std::string saved(const Expectations& expectations, RecordNumber position) {
  std::string bytes;
  ByteSink sink([&](std::string_view piece) { bytes += piece; });
  expectations.save(position, sink);
  return bytes;
}

}  // namespace

TEST_CASE("expectations cut and restored anywhere fire as the uncut ones", "[correlate]") {
  const std::vector<Step> steps = random_steps();
  Fired uncut;
  Expectations whole(rules(), {});
  for (const Step& step : steps) {
    tell(whole, step, uncut);
  }
  CHECK(uncut.size() > 300);
  for (std::size_t cut = 0; cut < steps.size(); cut += 97) {
    CAPTURE(cut);
    Fired fired;
    Expectations before(rules(), {});
    for (std::size_t i = 0; i < cut; ++i) {
      tell(before, steps[i], fired);
    }
    Expectations after(rules(), {});
    const auto position = after.load(saved(before, cut), cut);
    REQUIRE(position);
    REQUIRE(*position == cut);
    for (std::size_t i = cut; i < steps.size(); ++i) {
      tell(after, steps[i], fired);
    }
    REQUIRE(fired == uncut);
  }
}

TEST_CASE("damaged state is refused, and changes nothing", "[correlate]") {
  Expectations expectations(rules(), {});
  Fired fired;
  const std::vector<Step> steps = random_steps();
  for (std::size_t i = 0; i < 200; ++i) {
    tell(expectations, steps[i], fired);
  }
  const std::string good = saved(expectations, 200);
  Expectations fresh(rules(), {});
  const std::string empty = saved(fresh, 0);
  CHECK_FALSE(fresh.load(good, 199));
  CHECK_FALSE(fresh.load("", 200));
  for (std::size_t at = 0; at < good.size(); at += 7) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    REQUIRE_FALSE(fresh.load(bad, 1'000'000));
    REQUIRE_FALSE(fresh.load(std::string_view(good).substr(0, at), 1'000'000));
  }
  CHECK((saved(fresh, 0) == empty));
  CHECK(fresh.load(good, 200));
  CHECK((saved(fresh, 200) == good));  // not printed: it is bytes
}

TEST_CASE("a rule that is new begins anew, and one that is gone is passed over", "[correlate]") {
  Expectations before(rules(), {});
  std::vector<ExpectationFiring> firings;
  before.observe(0, {{}, TimePoint(1h), ExpectationRule::kAfter, {"a"}, 1}, firings);
  std::vector<ExpectationRule> changed{rules()[2], rules()[0]};
  changed[0].definition = "another";
  Expectations after(changed, {});
  REQUIRE(after.load(saved(before, 7), 7));
  after.advance(TimePoint(5h), firings);
  REQUIRE(firings.size() == 1);
  CHECK(firings[0].expectation == 1);
}
