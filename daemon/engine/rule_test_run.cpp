// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rule_test_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <ostream>
#include <vector>

#include "base/text.hpp"
#include "detect/rule_index.hpp"
#include "detect/rule_set.hpp"
#include "detect/rule_test_reader.hpp"
#include "engine/line_matcher.hpp"
#include "engine/offline_rules.hpp"

namespace yagura {
namespace {

// Runs one test of a rule or correlation: whether `id` shows up at the last event (a rule) or at
// any (a correlation).
class TestRun {
 public:
  explicit TestRun(const std::shared_ptr<const RuleSet>& rules)
      : matcher_(rules, std::make_shared<const RuleIndex>(rules), LogSource{}), rules_(*rules) {}

  bool matches(const Rule& rule, const RuleTest& test) {
    LineResult result;
    matcher_.match_fields(test.steps.back().event, result);
    return std::find(result.matched.begin(), result.matched.end(), &rule) != result.matched.end();
  }

  bool fires(std::size_t correlation, const RuleTest& test) {
    Correlator correlator(rules_.correlation_rules());
    std::vector<Firing> firings;
    TimePoint time{};
    for (const RuleTest::Step& step : test.steps) {
      LineResult result;
      matcher_.match_fields(step.event, result);
      for (int i = 0; i < step.repeat; ++i) {
        for (const Told& told : result.told) {
          observe(correlator, told, time, 0, firings);
        }
        time += step.every;
      }
    }
    return std::any_of(firings.begin(), firings.end(),
                       [&](const Firing& firing) { return firing.correlation == correlation; });
  }

  // `every` of the last step is time that passes, too.
  bool is_unmet(std::size_t expectation, const RuleTest& test) {
    Expectations expectations(rules_.expectation_rules(), {});
    std::vector<ExpectationFiring> firings;
    TimePoint time{};
    for (const RuleTest::Step& step : test.steps) {
      LineResult result;
      matcher_.match_fields(step.event, result);
      for (int i = 0; i < step.repeat; ++i) {
        expectations.advance(time, firings);
        for (ToldExpectation& told : result.expected) {
          told.observation.time = time;
          expectations.observe(told.expectation, told.observation, firings);
        }
        time += step.every;
      }
    }
    expectations.advance(time, firings);
    return std::any_of(firings.begin(), firings.end(), [&](const ExpectationFiring& firing) {
      return firing.expectation == expectation;
    });
  }

 private:
  LineMatcher matcher_;
  const RuleSet& rules_;
};

std::size_t report(const RuleInfo& info, const RuleTest& test, bool found, std::ostream& err) {
  if (found == test.expected) {
    return 0;
  }
  err << escape_for_terminal(fmt::format(
             "{}:{}:{}: '{}' {} the test '{}'", test.place.file, test.place.line, test.place.column,
             info.title,
             test.expected ? "does not match but should:" : "matches but should not:", test.name))
      << '\n';
  return 1;
}

}  // namespace

int run_rules_test(const std::vector<std::filesystem::path>& rules,
                   const std::optional<std::filesystem::path>& placeholders, std::ostream& out,
                   std::ostream& err) {
  const OfflineRules loaded = load_offline(rules, placeholders, err);
  if (!loaded.runs) {
    return 3;
  }
  const RuleSet& set = *loaded.load.rules;
  TestRun run(loaded.load.rules);
  std::size_t tests = 0;
  std::size_t failed = 0;
  for (const Rule& rule : set.rules) {
    for (const RuleTest& test : rule.tests) {
      ++tests;
      failed += report(*rule.info, test, run.matches(rule, test), err);
    }
  }
  for (const IndicatorRule& indicator : set.indicators) {
    for (const RuleTest& test : indicator.rule.tests) {
      ++tests;
      failed += report(*indicator.rule.info, test, run.matches(indicator.rule, test), err);
    }
  }
  for (std::size_t i = 0; i < set.correlations.size(); ++i) {
    for (const RuleTest& test : set.correlations[i].tests) {
      ++tests;
      failed += report(*set.correlations[i].rule.info, test, run.fires(i, test), err);
    }
  }
  for (std::size_t i = 0; i < set.expectations.size(); ++i) {
    for (const RuleTest& test : set.expectations[i].tests) {
      ++tests;
      failed += report(*set.expectations[i].rule.info, test, run.is_unmet(i, test), err);
    }
  }
  out << fmt::format("{} tests of {} rules, {} failed, {} documents refused\n", tests, set.size(),
                     failed, loaded.load.refused.size());
  return failed == 0 && loaded.is_whole() ? 0 : 1;
}

}  // namespace yagura
