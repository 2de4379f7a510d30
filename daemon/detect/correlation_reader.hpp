// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "detect/rule_document.hpp"
#include "model/correlation_rule.hpp"

namespace yagura {

// A correlation as written: the rules it names are still names.
struct CorrelationDraft {
  CorrelationRule rule;
  std::string type;       // as written
  std::string condition;  // the comparisons as written, "gte: 20"
  Place place;
  bool generate = false;
  std::vector<std::string> references;  // ids or names
  std::vector<std::string> values;      // condition.field
  // alias -> (reference as written there -> field)
  std::map<std::string, std::map<std::string, std::string>> aliases;
  std::vector<RuleTest> tests;
};

// The most events (or distinct values) one group is asked to remember; see correlate/window.hpp.
inline constexpr double kMaxCorrelationCount = 100'000;

// The most fields of group-by, and of condition.field.
inline constexpr std::size_t kMaxCorrelationFields = 16;

Result<CorrelationDraft> read_correlation(RuleDocument document);

}  // namespace yagura
