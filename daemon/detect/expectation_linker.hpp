// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.hpp"
#include "detect/expectation_reader.hpp"
#include "detect/rule_options.hpp"
#include "detect/rule_set.hpp"

namespace yagura {

// Adds the expectations to the rule set and makes the rules they name tell them of matches. One
// that names what is no loaded rule is refused; correlations cannot be named.
void link_expectations(std::vector<ExpectationDraft> drafts, const RuleOptions& options,
                       RuleSet& rules, std::vector<Error>& refused);

}  // namespace yagura
