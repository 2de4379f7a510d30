// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "inspect/terminal_text.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Whom an answer is for.
enum class OutputForm { text, json };

// `yagura rules explain` and `why-not`: one rule, the events of one file.
struct ExplainOptions {
  std::string rule;  // an id, name or title
  std::vector<std::filesystem::path> rules;
  std::filesystem::path events;     // "-" = `in`
  std::optional<LogSource> source;  // of all events; absent = no rule is routed away
  std::optional<std::filesystem::path> placeholders;
  OutputForm form = OutputForm::text;
  Colour colour = Colour::off;
};

// Both return the exit code: 0 explained, 1 a line is no event, 2 no rule (or more than one) is
// called so, 3 cannot run. JSON is one object an event, and one for a correlation.
//
// Explains every event of the file; of a correlation, what all of them come to.
int run_rules_explain(const ExplainOptions& options, std::istream& in, std::ostream& out,
                      std::ostream& err);
// Tells what kept the rule from matching the event that comes nearest to it.
int run_rules_why_not(const ExplainOptions& options, std::istream& in, std::ostream& out,
                      std::ostream& err);

}  // namespace yagura
