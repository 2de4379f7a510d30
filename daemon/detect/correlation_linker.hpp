// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.hpp"
#include "detect/correlation_reader.hpp"
#include "detect/rule_options.hpp"
#include "detect/rule_set.hpp"

namespace yagura {

// Resolves the rules that correlations name (by id, else by name) and adds the correlations to
// `rules`, inner ones before the outer ones that are chained on them. Refused: unknown names, and
// circles.
void link_correlations(std::vector<CorrelationDraft> drafts, const RuleOptions& options,
                       RuleSet& rules, std::vector<Error>& refused);

}  // namespace yagura
