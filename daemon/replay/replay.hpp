// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <vector>

#include "model/organisation.hpp"
#include "model/service_map.hpp"
#include "replay/sender.hpp"

namespace yagura {

// What `yagura replay` is asked to do.
struct ReplayOptions {
  enum class Output {
    send,    // over syslog TCP, as `sending` says
    folder,  // one file per organisation, <code>.log, records as they are
    text,    // to the output stream, lines of CODE<TAB>RECORD in order of time
  };
  std::vector<std::filesystem::path> scenarios;  // files, or folders with a scenario.yaml
  std::shared_ptr<const OrganisationTable> organisations;
  std::shared_ptr<const ServiceMap> services;
  Output output = Output::send;
  SendOptions sending;
  std::filesystem::path folder;  // made if it is missing; its <code>.log files are replaced
};

// Plays the scenarios one after the other. `out` gets one line a scenario (none for Output::text),
// `errors` what is wrong. Every scenario is read before the first is played.
// Gives the program's exit code: 0 played, 3 cannot run.
int run_replay(const ReplayOptions& options, std::ostream& out, std::ostream& errors);

}  // namespace yagura
