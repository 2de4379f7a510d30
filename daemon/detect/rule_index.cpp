// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_index.hpp"

#include <algorithm>

#include "detect/matcher.hpp"

namespace yagura {
namespace {

// Log sources come from tables of formats, so there are dozens; the bound is for a mistake.
constexpr std::size_t kMostPlans = 256;

}  // namespace

RuleIndex::RuleIndex(std::shared_ptr<const RuleSet> rules)
    : rules_(std::move(rules)), table_(*rules_) {
  triggers_.reserve(rules_->rules.size());
  for (std::uint32_t rule = 0; rule < rules_->rules.size(); ++rule) {
    triggers_.push_back(rarest_trigger(table_, rule));
    const auto& trigger = triggers_.back();
    without_trigger_ += trigger ? 0 : 1;
    by_presence_ += trigger && !trigger->subjects.empty() ? 1 : 0;
  }
}

std::shared_ptr<const MatchPlan> RuleIndex::plan_for(const LogSource& source) const {
  auto plans = plans_.lock();
  const auto known = std::find_if(plans->begin(), plans->end(),
                                  [&](const auto& plan) { return plan.first == source; });
  if (known != plans->end()) {
    return known->second;
  }
  std::vector<std::uint32_t> reached;
  for (std::uint32_t rule = 0; rule < rules_->rules.size(); ++rule) {
    if (routes(rules_->rules[rule].source, source)) {
      reached.push_back(rule);
    }
  }
  if (plans->size() == kMostPlans) {
    plans->clear();
  }
  plans->emplace_back(source, std::make_shared<const MatchPlan>(table_, triggers_, reached));
  return plans->back().second;
}

}  // namespace yagura
