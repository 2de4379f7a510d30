// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>

#include "base/time.hpp"

namespace yagura {

enum class OutputForm { text, json };

// `yagura incidents list` and `show ID`, `yagura report council`: ask the daemon that uses
// `state_directory`. Exit code 0, 1 if there is no such incident, 2 if the daemon calls the request
// wrong, 3 if it cannot be reached.
int run_incidents_list(const std::filesystem::path& state_directory, const TimeZone& zone,
                       OutputForm form, std::ostream& out, std::ostream& err);
int run_incidents_show(const std::filesystem::path& state_directory, const TimeZone& zone,
                       const std::string& id, OutputForm form, std::ostream& out,
                       std::ostream& err);

struct ReportOptions {
  std::string format = "markdown";  // markdown, html
  std::string since;                // a day; empty = the last meeting
  std::filesystem::path output;     // empty = to `out`
};
int run_report_council(const std::filesystem::path& state_directory, const ReportOptions& options,
                       std::ostream& out, std::ostream& err);

}  // namespace yagura
