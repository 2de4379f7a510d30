// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "detect/rule_node.hpp"

namespace yagura {

// Every modifier of Sigma 2.1. What is not here is refused, never ignored.
enum class Modifier {
  contains,
  startswith,
  endswith,
  all,
  re,
  re_ignore_case,
  re_multi_line,
  re_dot_all,
  cased,
  exists,
  cidr,
  base64,
  base64offset,
  utf16le,
  utf16be,
  utf16,
  windash,
  gt,
  gte,
  lt,
  lte,
  neq,
  minute,
  hour,
  day,
  week,
  month,
  year,
  expand,
  fieldref,
  count_
};

using ModifierSet = std::bitset<static_cast<std::size_t>(Modifier::count_)>;

std::optional<Modifier> find_modifier(std::string_view name);
std::string_view name(Modifier modifier);

// What a chain of modifiers makes of the value.
enum class ItemKind { text, regex, network, number, exists, other_field, date };

// The left side of one line of a selection: `CommandLine|windash|contains`.
struct ItemKey {
  std::string field;            // empty = keywords
  std::vector<Modifier> order;  // as written: encodings and wildcards apply one after the other
  ModifierSet set;
  ItemKind kind = ItemKind::text;
  bool has(Modifier modifier) const { return set.test(static_cast<std::size_t>(modifier)); }
};

// Refuses unknown modifiers and combinations that have no meaning.
Result<ItemKey> parse_item_key(const std::string& file, const RuleNode& item);

}  // namespace yagura
