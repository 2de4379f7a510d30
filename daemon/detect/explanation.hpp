// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detect/event_view.hpp"
#include "detect/rule.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Why a rule matches an event, or what keeps it from matching: how every part of its condition
// came out and what each test met. All answers are the plain evaluator's (matcher.hpp). Owns its
// texts, so the event may go; the rule must stay.
struct Explanation {
  // One value of the event that a test looked at.
  struct Met {
    std::string field;  // the event's name for it
    std::string text;   // as rules see it
    bool is_null = false;
  };
  struct Test {
    bool holds = false;
    std::vector<bool> values;  // whether each of WrittenTest::values holds, before neq
    // The values of the field, at most kMaxMet; none: the field is missing. Of keywords, those of
    // the event in which one of them stands.
    std::vector<Met> met;
  };
  static constexpr std::size_t kMaxMet = 8;

  bool routed = false;      // the log source lets the event reach the rule
  bool holds = false;       // the condition; the rule matches if it is routed, too
  std::vector<bool> nodes;  // whether each of DetectionTree::nodes holds
  std::vector<Test> tests;  // of each of DetectionTree::tests
  // A smallest set of tests that would have to come out the other way for the condition to hold,
  // by index, in order of writing; empty exactly where it holds. The tests count as independent
  // (whether one value can satisfy two of them is not asked), and a selection that the condition
  // names twice counts twice.
  std::vector<std::uint32_t> changes;
  // The condition needs a test both ways, so changing tests may not be enough.
  bool contradicts_itself = false;

  bool matches() const { return routed && holds; }
};

Explanation explain(const Rule& rule, const EventView& event, const LogSource& source);

}  // namespace yagura
