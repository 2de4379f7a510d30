// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <vector>

#include "inspect/coverage.hpp"
#include "inspect/explain_run.hpp"

namespace yagura {

// `yagura rules coverage`.
struct CoverageOptions {
  std::vector<std::filesystem::path> rules;
  std::optional<std::filesystem::path> config;  // absent: every built-in format
  std::vector<std::filesystem::path> events;  // if any: only what these have, whatever the formats
  std::optional<std::filesystem::path> placeholders;
  OutputForm form = OutputForm::text;
};

// Returns the exit code: 0 all can fire or may, 1 some never can (or were refused), 3 cannot run.
int run_rules_coverage(const CoverageOptions& options, std::istream& in, std::ostream& out,
                       std::ostream& err);

}  // namespace yagura
