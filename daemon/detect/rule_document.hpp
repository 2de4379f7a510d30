// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "detect/rule.hpp"
#include "detect/rule_node.hpp"

namespace yagura {

// What all kinds of Sigma documents have in common, and which kind this one is. `body` points into
// the document's tree.
struct RuleDocument {
  enum class Kind { detection, correlation, filter, indicator, absence, baseline };
  Kind kind = Kind::detection;
  RuleInfo info;
  LogSource source;
  Place place;
  bool generate = false;  // correlations, absences, baselines: the rules they name are told on
                          // their own as well
  const RuleNode* body = nullptr;
  std::vector<RuleTest> tests;
};

Result<RuleDocument> read_rule_document(const RuleNode& root, const std::string& file);

// "90s", "10m", "1h", "2d", "1w", "1M" (a month) and "1y"; at most a hundred years.
std::optional<Duration> parse_timespan(std::string_view text);

// The texts of a list of scalars, or of one scalar.
Result<std::vector<std::string>> text_list(const std::string& file, const RuleNode& node);

}  // namespace yagura
