// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/rule_options.hpp"

#include <string>

#include "engine/match_run.hpp"

namespace yagura {

void add_log_source_option(CLI::App& verb, std::optional<LogSource>& source) {
  verb.add_option_function<std::string>(
      "--logsource",
      [&source](const std::string& text) {
        const auto read = parse_log_source(text);
        if (!read) {
          throw CLI::ValidationError("--logsource", read.error().text());
        }
        source = *read;
      },
      "What the events are: product=windows,category=process_creation");
}

void add_placeholders_option(CLI::App& verb, std::optional<std::filesystem::path>& file) {
  verb.add_option("--placeholders", file, "YAML map of name to list");
}

}  // namespace yagura
