// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/detection_rules.hpp"

#include <set>
#include <string>
#include <utility>

#include "detect/placeholder_reader.hpp"
#include "engine/rule_files.hpp"
#include "normalise/taxonomy.hpp"

namespace yagura {
namespace {

std::pair<std::string, std::string> key_of(const Error& error) {
  return {error.place ? error.place->file : "", error.message};
}

}  // namespace

DetectionRules compile_rules(const DetectionConfig& detection) {
  RuleOptions options;
  options.resolver = &sigma_field;
  std::vector<Error> refused;
  if (!detection.placeholders.empty()) {
    auto placeholders = read_placeholders(detection.placeholders);
    if (placeholders) {
      options.placeholders = std::move(*placeholders);
    } else {
      refused.push_back(std::move(placeholders).error());
    }
  }
  DetectionRules rules{load_rule_files(detection.rules, options), nullptr};
  rules.load.refused.insert(rules.load.refused.begin(), refused.begin(), refused.end());
  rules.index = std::make_shared<const RuleIndex>(rules.load.rules);
  return rules;
}

std::vector<Error> newly_refused(const RuleLoad& old, const RuleLoad& fresh) {
  std::multiset<std::pair<std::string, std::string>> known;
  for (const Error& error : old.refused) {
    known.insert(key_of(error));
  }
  std::vector<Error> fresh_only;
  for (const Error& error : fresh.refused) {
    const auto at = known.find(key_of(error));
    if (at == known.end()) {
      fresh_only.push_back(error);
    } else {
      known.erase(at);
    }
  }
  return fresh_only;
}

}  // namespace yagura
