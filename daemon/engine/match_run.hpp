// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Which matcher answers. Their answers are the same: plain is the definition, and slow.
enum class MatcherKind { indexed, plain };

// `yagura match`: JSON lines of events in, JSON lines of what matched out.
struct MatchOptions {
  std::vector<std::filesystem::path> rules;
  std::optional<LogSource> source;  // of all events; absent = no rule is routed away
  std::optional<std::filesystem::path> placeholders;
  std::vector<std::filesystem::path> files;  // empty or "-" = `in`
  unsigned threads = 1;
  MatcherKind matcher = MatcherKind::indexed;
};

// "product=windows,category=process_creation".
Result<LogSource> parse_log_source(std::string_view text);

// These return the exit code: 0 ok, 1 something was refused or is no event, 3 cannot run.
// What is wrong goes to `err`, one line each. Lines count from 1 over all files.
int run_match(const MatchOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

// `yagura rules check`: names every document that does not load.
int run_rules_check(const std::vector<std::filesystem::path>& rules,
                    const std::optional<std::filesystem::path>& placeholders, std::ostream& out,
                    std::ostream& err);

}  // namespace yagura
