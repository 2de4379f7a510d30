// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "detect/rule_set.hpp"
#include "inspect/explain_run.hpp"
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

// Of each rule, then of each correlation of the set, in its order. A rule "fires" if nothing speaks
// against it: that its values occur is not promised.
std::vector<RuleCoverage> coverage_of(const RuleSet& rules, const std::vector<Supply>& supplies);

// `yagura rules coverage`.
struct CoverageOptions {
  std::vector<std::filesystem::path> rules;
  std::optional<std::filesystem::path> config;  // absent: every built-in format
  std::vector<std::filesystem::path> events;  // if any: only what these have, whatever the formats
  std::optional<std::filesystem::path> placeholders;
  OutputForm form = OutputForm::text;
};

// Returns the exit code: 0 all can fire or may, 1 some never can (or were refused), 3 cannot run.
int run_rules_coverage(const CoverageOptions& options, std::istream& in, std::ostream& out,
                       std::ostream& err);

}  // namespace yagura
