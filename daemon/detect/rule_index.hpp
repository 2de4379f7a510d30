// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "detect/match_plan.hpp"
#include "detect/predicate_table.hpp"
#include "detect/rule_set.hpp"
#include "detect/trigger.hpp"
#include "model/log_source.hpp"

namespace yagura {

// A rule set prepared for IndexedMatcher: its distinct predicates, the trigger of each rule, and
// for each log source met the plan of what to look for. Shared by the matchers of all threads; a
// plan is made by the first that asks (milliseconds) and seen by all, the rest never changes.
class RuleIndex {
 public:
  explicit RuleIndex(std::shared_ptr<const RuleSet> rules);

  const RuleSet& rules() const { return *rules_; }
  const std::shared_ptr<const RuleSet>& shared_rules() const { return rules_; }
  const PredicateTable& table() const { return table_; }
  std::shared_ptr<const MatchPlan> plan_for(const LogSource& source) const;

  // Rules that must be looked at for every event that reaches them: nothing they need can be
  // searched for. And those looked at whenever one of their fields is there.
  std::size_t rules_without_trigger() const { return without_trigger_; }
  std::size_t rules_by_presence() const { return by_presence_; }

 private:
  using Plans = std::vector<std::pair<LogSource, std::shared_ptr<const MatchPlan>>>;

  std::shared_ptr<const RuleSet> rules_;
  PredicateTable table_;
  std::vector<std::optional<Trigger>> triggers_;  // of each rule
  std::size_t without_trigger_ = 0;
  std::size_t by_presence_ = 0;
  mutable Guarded<Plans> plans_;
};

}  // namespace yagura
