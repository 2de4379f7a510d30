// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "detect/event_view.hpp"
#include "detect/rule.hpp"
#include "detect/rule_set.hpp"
#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Whether an event of `event` may match a rule written for `rule`: a key speaks against it only
// if both sides name it and differ. So an event without category still reaches the rules of its
// product, and an empty LogSource reaches all rules: that is how routing is switched off.
bool routes(const LogSource& rule, const LogSource& event);

bool matches(const DetectionTree& tree, const EventView& event);
// The same of one of its nodes.
bool holds(const DetectionTree& tree, std::uint32_t node, const EventView& event);

// Loops over every rule: slow, and the definition of what a rule means. Faster matchers are
// compared with it. One thread; the rule set must outlive it.
class PlainMatcher {
 public:
  explicit PlainMatcher(const RuleSet& rules) : rules_(rules) {}

  // Appends the rules that match, in the order of the rule set.
  void match(const Event& event, const LogSource& source, std::vector<const Rule*>& out);

 private:
  const RuleSet& rules_;
  EventView view_;
};

}  // namespace yagura
