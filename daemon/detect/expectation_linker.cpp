// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/expectation_linker.hpp"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

std::map<std::string, Rule*> rules_by_name(RuleSet& set) {
  std::map<std::string, Rule*> names;
  const auto add = [&](Rule& rule) {
    names.emplace(rule.info->id, &rule);
    if (!rule.info->name.empty()) {
      names.emplace(rule.info->name, &rule);
    }
  };
  for (Rule& rule : set.rules) {
    add(rule);
  }
  for (IndicatorRule& indicator : set.indicators) {
    add(indicator.rule);
  }
  return names;
}

ExpectationInput input_for(const ExpectationDraft& draft, std::size_t index, std::uint32_t part,
                           const Rule& rule, const RuleOptions& options) {
  ExpectationInput input{index, part, {}, false, std::nullopt};
  if (draft.rule.expects == ExpectationRule::Entities::sources) {
    input.by_source = true;
    return input;
  }
  for (const std::string& field : draft.rule.group_by) {
    input.group_by.push_back(resolve(options, rule.source, field));
  }
  if (!draft.field.empty()) {
    input.amount = resolve(options, rule.source, draft.field);
  }
  return input;
}

}  // namespace

void link_expectations(std::vector<ExpectationDraft> drafts, const RuleOptions& options,
                       RuleSet& rules, std::vector<Error>& refused) {
  const std::map<std::string, Rule*> names = rules_by_name(rules);
  for (ExpectationDraft& draft : drafts) {
    const std::string* unknown = nullptr;
    for (const auto& [name, part] : draft.references) {
      unknown = names.count(name) == 0 ? &name : unknown;
    }
    if (unknown != nullptr) {
      refused.push_back(Error{ErrorCode::rule,
                              fmt::format("the rule '{}' is not known, was refused or is no rule "
                                          "for single events",
                                          escape_for_terminal(*unknown)),
                              draft.place, "name a loaded rule by its id or name"});
      continue;
    }
    for (const auto& [name, part] : draft.references) {
      Rule& rule = *names.at(name);
      draft.rule.definition += rule.content.hex() + '\n';
      rule.expectations.push_back(input_for(draft, rules.expectations.size(), part, rule, options));
      rule.alerting = draft.generate ? rule.alerting : Alerting::withheld;
    }
    rules.expectations.push_back({std::move(draft.rule), draft.place, std::move(draft.tests)});
  }
}

}  // namespace yagura
