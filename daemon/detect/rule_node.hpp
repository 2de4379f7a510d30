// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace yagura {

// A rule file as plain data: what the YAML says and where it says it, so that every refusal can
// point at the very word. Value type.
struct RuleNode {
  enum class Kind { null, scalar, list, map };
  enum class Quoting { plain, quoted };

  Kind kind = Kind::null;
  Quoting quoting = Quoting::plain;
  std::string text;             // of a scalar
  std::vector<RuleNode> items;  // of a list; of a map: the values, each with its key
  std::string key;              // when this node is a value in a map
  int line = 0;                 // from 1; of the key where there is one
  int column = 0;

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  bool is_null() const { return kind == Kind::null; }

  const RuleNode* find(std::string_view name) const {
    for (const RuleNode& item : items) {
      if (is_map() && item.key == name) {
        return &item;
      }
    }
    return nullptr;
  }
};

// A refusal: what is wrong at `node`, and how to mend it.
inline tl::unexpected<Error> refuse(const std::string& file, const RuleNode& node,
                                    std::string message, std::string how_to_mend) {
  return tl::unexpected<Error>(Error{ErrorCode::rule, std::move(message),
                                     Place{file, node.line, node.column}, std::move(how_to_mend)});
}

}  // namespace yagura
