// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <iosfwd>

namespace yagura {

// `yagura reload`: sends SIGHUP to the daemon that uses `state_directory` and waits until it has
// answered, so that whoever asked for it - an operator, a certificate renewal, systemd's ExecReload
// - knows what came of it. Exit code 0 in force, 1 refused: what was before stays in force, 3 no
// daemon, no right to signal it, or no answer within `patience`.
int run_reload(const std::filesystem::path& state_directory, std::chrono::seconds patience,
               std::ostream& out, std::ostream& err);

}  // namespace yagura
