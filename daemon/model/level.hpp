// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace yagura {

// Sigma's levels, weakest first, so that they compare.
enum class Level { informational, low, medium, high, critical };

std::string_view to_string(Level level);    // "high"
std::string_view to_japanese(Level level);  // "高"
std::optional<Level> parse_level(std::string_view text);

}  // namespace yagura
