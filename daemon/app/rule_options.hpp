// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>

#include "model/log_source.hpp"

namespace yagura {

// Options that verbs about rules have in common. What is set must outlive the parsing; a value that
// cannot be read is a usage error.
void add_log_source_option(CLI::App& verb, std::optional<LogSource>& source);
void add_placeholders_option(CLI::App& verb, std::optional<std::filesystem::path>& file);

}  // namespace yagura
