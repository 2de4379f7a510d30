// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "detect/indicator_rule.hpp"
#include "detect/rule.hpp"
#include "detect/rule_options.hpp"
#include "detect/rule_reader.hpp"
#include "model/correlation_rule.hpp"
#include "model/expectation_rule.hpp"

namespace yagura {

// What a correlation says of itself in its own words, for whoever explains it.
struct WrittenCorrelation {
  std::string type;
  std::vector<std::string> rules;   // its parts in their order, as it names them
  std::vector<std::string> fields;  // `condition.field`
  std::string condition;            // "gte: 20"; empty where it needs none
};

// A correlation that loaded, its parts resolved.
struct LoadedCorrelation {
  CorrelationRule rule;
  WrittenCorrelation written;
  Place place;
  std::vector<RuleTest> tests;
};

// An absence or baseline that loaded, its rules resolved.
struct LoadedExpectation {
  ExpectationRule rule;
  Place place;
  std::vector<RuleTest> tests;
};

// Every rule that loaded. Immutable once published; shared between threads as a snapshot.
struct RuleSet {
  std::vector<Rule> rules;
  std::vector<IndicatorRule> indicators;  // matched by their lists: indicator_matcher.hpp
  std::vector<LoadedCorrelation> correlations;

  std::vector<LoadedExpectation> expectations;

  std::size_t size() const {
    return rules.size() + indicators.size() + correlations.size() + expectations.size();
  }

  // What the correlator is made of; indexes are those of `correlations`.
  std::vector<CorrelationRule> correlation_rules() const;
  std::vector<ExpectationRule> expectation_rules() const;  // the same for expectations
};

// The rules that loaded, and every document that did not with the reason. One bad rule never
// stops the others.
struct RuleLoad {
  std::shared_ptr<const RuleSet> rules;
  std::vector<Error> refused;
  // What loads but hardly does what was meant: filters without 'not', or for rules that are not
  // there.
  std::vector<Error> noticed;
  RefusedEntries refused_entries;  // of lists whose other entries are used
};

// Compiles what stands in the files, in their order; filters and correlations may stand in any.
// Lists of indicators are read. engine/rule_files.hpp finds and reads files.
RuleLoad load_rules(std::vector<RuleFile> files, const RuleOptions& options);

// The same for one text; `file` is only named in errors.
RuleLoad load_rule_text(std::string_view text, const std::string& file, const RuleOptions& options);

}  // namespace yagura
