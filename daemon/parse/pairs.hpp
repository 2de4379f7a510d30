// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/event.hpp"

namespace yagura {

// What every splitter (JSON, key=value, CEF, columns) makes of a record: the source's own names and
// values, in order. A name that stands twice is a list. Views are into the record or the arena.
struct Pair {
  std::string_view name;
  Value value;
};
using Pairs = std::vector<Pair>;

// The richest records seen have about 300; more is an attack on whoever loops over them.
inline constexpr std::size_t kMostPairs = 2048;

// The first value of a name; null if there is none. For the few names a format decides by.
inline const Value* find_pair(const Pairs& pairs, std::string_view name) {
  for (const Pair& pair : pairs) {
    if (pair.name == name) {
      return &pair.value;
    }
  }
  return nullptr;
}

// Its text; empty if absent or not a text.
inline std::string_view pair_text(const Pairs& pairs, std::string_view name) {
  const Value* value = find_pair(pairs, name);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
  return text == nullptr ? std::string_view{} : *text;
}

}  // namespace yagura
