// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/coverage.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>

#include "detect/field_needs.hpp"

namespace yagura {
namespace {

using State = RuleCoverage::State;

RuleCoverage coverage_of(const Rule& rule, const Supply& supply) {
  using Reach = Supply::Reach;
  const Reach reach = supply.reach(rule.source);
  if (reach == Reach::none) {
    return {};
  }
  auto missing = missing_fields(rule, [&](const FieldNames& names) { return supply.gives(names); });
  if (missing.empty()) {
    return {reach == Reach::said ? State::fires : State::unsure, reach, supply.origin, {}};
  }
  const bool possible =
      missing_fields(rule, [&](const FieldNames& names) { return supply.may_give(names); }).empty();
  return {possible ? State::unsure : State::no_field, reach, supply.origin, std::move(missing)};
}

// An indicator looks at several fields, of which one is enough.
bool any_field(const IndicatorRule& indicator, const FieldSupply& supply) {
  return std::any_of(indicator.fields.begin(), indicator.fields.end(),
                     [&](const IndicatorField& field) {
                       FieldNames names{{}, field.name};
                       if (field.field) {
                         names.fields.push_back(*field.field);
                       }
                       return supply(names);
                     });
}

RuleCoverage coverage_of(const IndicatorRule& indicator, const Supply& supply) {
  RuleCoverage coverage = coverage_of(indicator.rule, supply);  // its filters
  if (coverage.state > State::unsure ||
      any_field(indicator, [&](const FieldNames& names) { return supply.gives(names); })) {
    return coverage;
  }
  const bool possible =
      any_field(indicator, [&](const FieldNames& names) { return supply.may_give(names); });
  coverage.state = possible ? State::unsure : State::no_field;
  for (const IndicatorField& field : indicator.fields) {
    coverage.missing.push_back(field.name);
  }
  return coverage;
}

template <typename AnyRule>
RuleCoverage best_coverage(const AnyRule& rule, const std::vector<Supply>& supplies) {
  const auto distance = [](const RuleCoverage& c) {
    return std::tuple(c.state, c.reach == Supply::Reach::said ? 0 : 1, c.missing.size());
  };
  RuleCoverage best;
  for (const Supply& supply : supplies) {
    RuleCoverage one = coverage_of(rule, supply);
    if (distance(one) < distance(best)) {
      best = std::move(one);
    }
  }
  return best;
}

bool may_fire(const RuleCoverage& coverage) {
  return coverage.state <= State::unsure;
}

// Calls `use` with every rule that has something for correlations and expectations, and whether it
// may fire.
template <typename Use>
void for_each_part(const RuleSet& rules, const SetCoverage& known, Use use) {
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    use(rules.rules[i], may_fire(known.rules[i]));
  }
  for (std::size_t i = 0; i < rules.indicators.size(); ++i) {
    use(rules.indicators[i].rule, may_fire(known.indicators[i]));
  }
}

// Parts are numbered as the correlation names them. Correlations are known up to the one asked
// about: they link only to earlier ones.
RuleCoverage correlation_coverage(const RuleSet& rules, std::size_t correlation,
                                  const SetCoverage& known) {
  const LoadedCorrelation& loaded = rules.correlations[correlation];
  std::vector<bool> fires(loaded.rule.parts, false);
  for_each_part(rules, known, [&](const Rule& rule, bool may) {
    for (const CorrelationInput& input : rule.inputs) {
      if (input.correlation == correlation && may) {
        fires[input.part] = true;
      }
    }
  });
  for (const CorrelationRule::Feed& feed : loaded.rule.feeds) {
    fires[feed.part] = may_fire(known.correlations[feed.from]);
  }
  const bool needs_all_parts = loaded.written.condition.empty();
  RuleCoverage made{State::fires, Supply::Reach::said, {}, {}};
  for (std::size_t part = 0; part < fires.size(); ++part) {
    if (!fires[part]) {
      made.missing.push_back(loaded.written.rules[part]);
    }
  }
  const bool can = needs_all_parts ? made.missing.empty() : made.missing.size() < fires.size();
  if (can) {
    made.missing.clear();
  } else {
    made.state = State::no_part;
  }
  return made;
}

RuleCoverage expectation_coverage(const RuleSet& rules, std::size_t expectation,
                                  const SetCoverage& known) {
  using Type = ExpectationRule::Type;
  RuleCoverage made{State::fires, Supply::Reach::said, {}, {}};
  const Type type = rules.expectations[expectation].rule.type;
  if (type == Type::silence) {
    return made;
  }
  const std::uint32_t needed =
      type == Type::absence ? ExpectationRule::kAfter : ExpectationRule::kExpected;
  bool fires = false;
  for_each_part(rules, known, [&](const Rule& rule, bool may) {
    for (const ExpectationInput& input : rule.expectations) {
      if (input.expectation == expectation && input.part == needed) {
        fires = fires || may;
        made.missing.push_back(rule.info->id);
      }
    }
  });
  if (fires) {
    made.missing.clear();
  } else {
    made.state = State::no_part;
  }
  return made;
}

}  // namespace

SetCoverage coverage_of(const RuleSet& rules, const std::vector<Supply>& supplies) {
  SetCoverage made;
  for (const Rule& rule : rules.rules) {
    made.rules.push_back(best_coverage(rule, supplies));
  }
  for (const IndicatorRule& indicator : rules.indicators) {
    made.indicators.push_back(best_coverage(indicator, supplies));
  }
  for (std::size_t i = 0; i < rules.correlations.size(); ++i) {
    made.correlations.push_back(correlation_coverage(rules, i, made));
  }
  for (std::size_t i = 0; i < rules.expectations.size(); ++i) {
    made.expectations.push_back(expectation_coverage(rules, i, made));
  }
  return made;
}

}  // namespace yagura
