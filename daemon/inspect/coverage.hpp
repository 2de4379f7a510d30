// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "detect/rule_set.hpp"
#include "inspect/field_supply.hpp"

namespace yagura {

// Whether a rule can fire on what comes in, and what it lacks if it cannot.
struct RuleCoverage {
  // unsure: only by events that do not say what they are, or that may have a field nobody has seen
  // there.
  enum class State { fires, unsure, no_field, no_source, no_part };
  State state = State::no_source;
  Supply::Reach reach = Supply::Reach::none;  // of the events of `origin`
  std::string origin;                         // by whose events it fires, or whose come nearest
  std::vector<std::string> missing;  // unsure, no_field: fields; no_part: the rules it gathers
};

// Of each rule of a set, by kind, in the set's order.
struct SetCoverage {
  std::vector<RuleCoverage> rules;
  std::vector<RuleCoverage> indicators;
  std::vector<RuleCoverage> correlations;
  std::vector<RuleCoverage> expectations;
};

// A rule "fires" if nothing speaks against it: that its values occur is not promised. An absence
// needs the rule it begins with; a silence needs nothing.
SetCoverage coverage_of(const RuleSet& rules, const std::vector<Supply>& supplies);

}  // namespace yagura
