// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

namespace yagura {

// Where the packages and `install` put it.
inline constexpr const char* kConfigFile = "/etc/yagura/yagura.yaml";

// Adds every verb of `yagura` to the command line. A verb that runs leaves its exit code:
// 0 ok, 1 found problems, 2 usage, 3 cannot run.
void add_verbs(CLI::App& app, int& exit_code);

// The verbs in two groups: those that ask a running daemon, and those that need none.
void add_daemon_verbs(CLI::App& app, int& exit_code);
void add_offline_verbs(CLI::App& app, int& exit_code);
void add_search(CLI::App& app, int& exit_code);
// Those of `yagura rules` that show rules rather than try them.
void add_rule_views(CLI::App& rules, int& exit_code);

}  // namespace yagura
