// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/field.hpp"

#include <array>
#include <cstddef>
#include <unordered_map>

namespace yagura {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Field::count_)> kNames{
#define YAGURA_FIELD_NAME(id, name) name,
    YAGURA_FIELDS(YAGURA_FIELD_NAME)
#undef YAGURA_FIELD_NAME
};

}  // namespace

std::string_view name(Field field) {
  return kNames.at(static_cast<std::size_t>(field));
}

std::optional<Field> find_field(std::string_view name) {
  static const auto index = [] {
    std::unordered_map<std::string_view, Field> made;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      made.emplace(kNames.at(i), static_cast<Field>(i));
    }
    return made;
  }();
  const auto at = index.find(name);
  return at == index.end() ? std::nullopt : std::optional(at->second);
}

}  // namespace yagura
