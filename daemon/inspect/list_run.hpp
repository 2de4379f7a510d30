// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <vector>

#include "inspect/explain_run.hpp"

namespace yagura {

// `yagura rules list`: every rule that loads, the gravest first, then by IPA rank, title and id.
struct ListOptions {
  std::vector<std::filesystem::path> rules;
  std::optional<std::filesystem::path> placeholders;
  OutputForm form = OutputForm::text;
};

// Returns the exit code: 0 ok, 1 a rule was refused, 3 cannot run. JSON is one object a rule.
int run_rules_list(const ListOptions& options, std::ostream& out, std::ostream& err);

}  // namespace yagura
