// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/level.hpp"

#include <array>
#include <cstddef>

namespace yagura {
namespace {

struct Names {
  std::string_view english;
  std::string_view japanese;
};
constexpr std::array<Names, 5> kNames{{{"informational", "情報"},
                                       {"low", "低"},
                                       {"medium", "中"},
                                       {"high", "高"},
                                       {"critical", "重大"}}};

}  // namespace

std::string_view to_string(Level level) {
  return kNames.at(static_cast<std::size_t>(level)).english;
}

std::string_view to_japanese(Level level) {
  return kNames.at(static_cast<std::size_t>(level)).japanese;
}

std::optional<Level> parse_level(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i).english == text) {
      return static_cast<Level>(i);
    }
  }
  return std::nullopt;
}

}  // namespace yagura
