// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "detect/rule.hpp"
#include "detect/rule_document.hpp"
#include "model/expectation_rule.hpp"

namespace yagura {

// An `absence:` or `baseline:` as written: the rules it names are still names. rules/README.md has
// the form.
struct ExpectationDraft {
  ExpectationRule rule;
  Place place;
  bool generate = false;
  std::vector<std::pair<std::string, std::uint32_t>> references;  // id or name, part
  std::string field;                                              // baseline: whose sum; or empty
  std::vector<RuleTest> tests;
};

Result<ExpectationDraft> read_expectation(RuleDocument document);

}  // namespace yagura
