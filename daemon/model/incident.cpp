// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/incident.hpp"

#include <array>
#include <cstddef>

namespace yagura {
namespace {

struct Names {
  std::string_view english;
  std::string_view japanese;
};
constexpr std::array<Names, 3> kNames{
    {{"attack", "攻撃"}, {"outage", "障害"}, {"staleness", "鮮度"}}};

}  // namespace

std::string_view to_string(IncidentKind kind) {
  return kNames.at(static_cast<std::size_t>(kind)).english;
}

std::string_view to_japanese(IncidentKind kind) {
  return kNames.at(static_cast<std::size_t>(kind)).japanese;
}

std::optional<IncidentKind> parse_incident_kind(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i).english == text) {
      return static_cast<IncidentKind>(i);
    }
  }
  return std::nullopt;
}

}  // namespace yagura
