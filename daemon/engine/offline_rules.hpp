// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <vector>

#include "detect/rule_set.hpp"

namespace yagura {

// The rules of a verb that needs no daemon.
struct OfflineRules {
  RuleLoad load;
  bool runs = false;  // false: the placeholders cannot be read, so there are no rules

  bool is_whole() const { return load.refused.empty() && load.refused_entries.count == 0; }
};

// Loads them with our names for fields and the placeholders of a file. What is refused goes to
// `err`, one line each, safe for a terminal; the rest runs.
OfflineRules load_offline(const std::vector<std::filesystem::path>& rules,
                          const std::optional<std::filesystem::path>& placeholders,
                          std::ostream& err);

}  // namespace yagura
