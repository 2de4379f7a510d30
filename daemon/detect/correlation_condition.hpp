// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "detect/correlation_reader.hpp"
#include "detect/rule_node.hpp"

namespace yagura {

// Reads `condition:` of the correlation `body` into `draft`, whose type and references are known.
// It is a map of comparisons (all must hold) or, for temporal types, a text over the names of the
// rules: `a and (b or c) and not d`.
Result<void> read_correlation_condition(const std::string& file, const RuleNode& body,
                                        CorrelationDraft& draft);

// The names of rules in a condition written as text, each once, in order.
std::vector<std::string> names_in_condition(std::string_view text);

}  // namespace yagura
