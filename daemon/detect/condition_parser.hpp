// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace yagura {

// A condition as a tree in one vector: children stand before their parents, the root is last.
struct ConditionNode {
  enum class Kind { all, any, negation, identifier };
  Kind kind = Kind::identifier;
  std::vector<std::uint32_t> children;  // of all, any, negation: indexes of nodes
  std::uint32_t identifier = 0;         // index into the names given to the parser
};
using Condition = std::vector<ConditionNode>;

// Parses `a and not (b or 1 of filter_*)`. Weakest first: or, and, not, `x of`, brackets.
// Operators are whole words in either case, so `notepad` and `order` are names. `names` are the
// rule's identifiers; whatever is not among them is refused. The error has no place: the offset
// of the word that is wrong is in `offset_of_error` (bytes into `text`).
Result<Condition> parse_condition(std::string_view text, const std::vector<std::string>& names,
                                  std::size_t& offset_of_error);

}  // namespace yagura
