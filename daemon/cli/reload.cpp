// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/reload.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <system_error>
#include <thread>

#include "cli/status.hpp"

namespace yagura {
namespace {

constexpr std::chrono::milliseconds kAskAgain{50};

std::optional<pid_t> pid_of(const std::filesystem::path& state_directory) {
  std::ifstream in(state_directory / "endpoints.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto pid = json.is_object() ? json.value("pid", nlohmann::json()) : nlohmann::json();
  // 0 and what is negative would signal many.
  return pid.is_number_integer() && pid > 1 && pid <= std::numeric_limits<pid_t>::max()
             ? std::optional(pid.get<pid_t>())
             : std::nullopt;
}

}  // namespace

int run_reload(const std::filesystem::path& state_directory, std::chrono::seconds patience,
               std::ostream& out, std::ostream& err) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  // An endpoint file may outlive its daemon; an answer shows that the number is still the daemon's.
  auto status = fetch_status(state_directory);
  const auto pid = status ? pid_of(state_directory) : std::nullopt;
  if (!status || !pid) {
    err << fmt::format("yagura: {}\n",
                       status ? "the endpoint file names no process" : status.error().text());
    return 3;
  }
  const std::uint64_t before = status->reloads_asked;
  if (::kill(*pid, SIGHUP) != 0) {
    err << fmt::format("yagura: cannot signal process {}: {}\n", *pid,
                       std::generic_category().message(errno));
    return 3;
  }
  while (status && status->reloads_answered <= before) {
    if (std::chrono::steady_clock::now() > deadline) {
      err << fmt::format("yagura: no answer within {} s; see the daemon's log\n", patience.count());
      return 3;
    }
    std::this_thread::sleep_for(kAskAgain);
    status = fetch_status(state_directory);
  }
  if (!status) {
    err << fmt::format("yagura: {}\n", status.error().text());
    return 3;
  }
  if (status->reload_refused) {
    err << "yagura: refused, and the configuration before stays in force; the daemon's log says "
           "why (journalctl -u yagura)\n";
    return 1;
  }
  out << "The configuration is in force\n";
  return 0;
}

}  // namespace yagura
