// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "detect/rule_node.hpp"
#include "detect/rule_options.hpp"
#include "detect/value_test.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Where a rule stands and what it is compiled with.
struct RuleContext {
  const std::string& file;
  const RuleOptions& options;
  const LogSource& source;
};

// One line of a selection, `field|modifiers: value(s)`, as tests.
Result<FieldTest> compile_item(const RuleContext& context, const RuleNode& item);
// A bare text in a selection: searched in every value of the event.
Result<FieldTest> compile_keyword(const RuleContext& context, const RuleNode& keyword);

}  // namespace yagura
