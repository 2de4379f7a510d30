// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <vector>

namespace yagura {

// `yagura rules test`: runs the tests inside the rules, sequences of correlations included.
// `placeholders`: a YAML file of values for the modifier expand.
// Exit codes as in match_run.hpp.
int run_rules_test(const std::vector<std::filesystem::path>& rules,
                   const std::optional<std::filesystem::path>& placeholders, std::ostream& out,
                   std::ostream& err);

}  // namespace yagura
