// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "detect/event_view.hpp"
#include "detect/rule.hpp"
#include "detect/rule_node.hpp"
#include "detect/rule_options.hpp"
#include "model/log_source.hpp"

namespace yagura {

// The longest expression, and the most terms and brackets in one.
inline constexpr std::size_t kMaxExpressionBytes = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxExpressionTerms = 1000;
inline constexpr std::size_t kMaxExpressionDepth = 32;

// What a person types to find events; it is turned into a Sigma detection, so fields, modifiers,
// wildcards and case mean what they mean in rules:
//
//   expression = term or ( expression ), joined by and, or, not; two without a word between: and
//   term       = [FIELD [|MODIFIER]... :] TEXT        without a field: a keyword, in any value
//   TEXT       = up to a blank or bracket, or in "" or '', where \ stands before a quote
//
//   process.executable|endswith:\vssadmin.exe and not user.name:(nobody)
//   url.domain:*.example.jp source.ip|cidr:10.0.0.0/8 "failed password"
//
// FIELD may be quoted as well. `field:null` asks for a field that is not there, `field:"null"` for
// the text. and, or and not are words in either case unless quoted. Immutable once made.
class FilterExpression {
 public:
  // Refuses with the column (characters from 1, of line 1 of "expression"), why and how to mend
  // it; also what only the rule compiler can see, such as an unknown modifier.
  static Result<FilterExpression> parse(std::string_view text, const RuleOptions& options);

  // The detection for events of one log source, since names of fields depend on it.
  Result<DetectionTree> compile(const LogSource& source, const RuleOptions& options) const;

  struct Field {
    std::string name;
    int column = 0;
  };
  // Those that terms name, in their order.
  const std::vector<Field>& fields() const { return fields_; }

 private:
  RuleNode section_;  // a `detection:` section
  std::vector<Field> fields_;
};

// Asks one expression about events; what it compiles for the log sources it meets is kept. One
// thread; the expression and the options must outlive it.
class ExpressionMatcher {
 public:
  ExpressionMatcher(const FilterExpression& expression, const RuleOptions& options)
      : expression_(expression), options_(options) {}

  bool matches(const Event& event, const LogSource& source);

 private:
  const DetectionTree* tree_of(const LogSource& source);

  const FilterExpression& expression_;
  const RuleOptions& options_;
  EventView view_;
  std::vector<std::pair<LogSource, DetectionTree>> trees_;  // log sources are few
};

}  // namespace yagura
