// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "correlate/expectations.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"
#include "inspect/terminal_text.hpp"
#include "inspect/why_not.hpp"

namespace yagura {

// What an absence or baseline saw of some events, and what it made of them.
struct ExpectationTrace {
  struct Observed {
    std::size_t line = 0;
    TimePoint time;
    std::uint32_t part = 0;
    std::string rule;     // the id of the rule that matched
    bool counts = false;  // false: a field of group-by, or the number, is missing
    std::vector<std::string> group;
    double amount = 0;
  };
  struct Unmet {
    TimePoint time;
    std::vector<std::string> group;
  };
  std::vector<Observed> observed;  // in order of the events
  std::vector<Unmet> unmet;        // it fires
  std::vector<Unmet> waiting;      // it will, if nothing more comes
};

// Follows one absence or baseline through events, the newest time as the watermark, as
// `yagura match` does. Keeps every observation. One thread.
class ExpectationTracer {
 public:
  ExpectationTracer(std::shared_ptr<const RuleSet> rules, std::size_t expectation,
                    LogSource source);

  void add(const Event& event, std::size_t line);
  ExpectationTrace finish();

 private:
  void take(std::vector<ExpectationTrace::Unmet>& out);
  void observe(const Rule& rule, const Event& event, std::size_t line);

  std::shared_ptr<const RuleSet> rules_;
  const std::size_t expectation_;
  const LogSource source_;
  PlainMatcher plain_;
  IndicatorMatcher indicators_;
  EventView view_;
  Expectations expectations_;
  std::vector<const Rule*> matched_;
  std::vector<ExpectationFiring> firings_;
  TimePoint newest_{};
  ExpectationTrace trace_;
};

// Safe for a terminal, with the rule's heading.
std::string expectation_text(const LoadedExpectation& expectation, const ExpectationTrace& trace,
                             Colour colour);
Reason expectation_reason(const LoadedExpectation& expectation, const ExpectationTrace& trace);
// "after", "expected", or "counts" where there is only one.
const char* part_name(const ExpectationRule& rule, std::uint32_t part);

}  // namespace yagura
