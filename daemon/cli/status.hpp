// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iosfwd>

#include "base/result.hpp"

namespace yagura {

struct StatusView {
  bool healthy = false;
  std::uint64_t accepted = 0;
  std::uint64_t processed = 0;
  std::uint64_t queued_bytes = 0;
  std::uint64_t rules = 0;
  std::uint64_t refused_rules = 0;
  std::uint64_t evicted_groups = 0;
  std::uint64_t reloads_asked = 0;
  std::uint64_t reloads_answered = 0;
  bool reload_refused = false;
};

Result<StatusView> fetch_status(const std::filesystem::path& state_directory);

// The port of a syslog source of the running daemon.
Result<std::uint16_t> fetch_source_port(const std::filesystem::path& state_directory,
                                        const std::string& source);

// Waits until everything that arrived has been processed and stored.
Result<StatusView> await_processed(const std::filesystem::path& state_directory,
                                   std::chrono::seconds patience);

// `yagura status [--wait SECONDS]`: waits that long for a daemon. Exit code 0 well, 1 not well,
// 3 not there.
int run_status(const std::filesystem::path& state_directory, std::chrono::seconds wait,
               std::ostream& out, std::ostream& err);

}  // namespace yagura
