// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "detect/indicator_key.hpp"
#include "detect/indicator_list.hpp"
#include "detect/rule.hpp"
#include "detect/rule_document.hpp"
#include "detect/rule_options.hpp"

namespace yagura {

// A field an indicator rule looks at, under one of its names.
struct IndicatorField {
  std::string name;            // as the rule writes it
  std::optional<Field> field;  // else an unmapped field of that name
  bool unless_domain = false;  // looked at only in events without url.domain
};

// A rule that matches events holding a value of its lists. `rule` is what correlations, alerts and
// `rules test` see; its tree is empty, or holds what filters add. Immutable once loaded, shared
// between threads.
struct IndicatorRule {
  Rule rule;
  IndicatorKind kind = IndicatorKind::domain;
  std::vector<IndicatorField> fields;
  PrefixLengths lengths;
  IndicatorTable table;
};

// Reads `indicator:` of the document and its lists, whose paths are relative to the rule's file.
// A list that cannot be read refuses the rule; an entry that is wrong only itself, in `refused`.
Result<IndicatorRule> read_indicator_rule(const RuleDocument& document, const RuleOptions& options,
                                          RefusedEntries& refused);

}  // namespace yagura
