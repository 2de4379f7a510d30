// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/tail.hpp"

#include <fmt/format.h>

#include <ostream>
#include <thread>

#include "base/text.hpp"
#include "cli/api_client.hpp"

namespace yagura {
namespace {

constexpr std::chrono::milliseconds kReconnect{500};
constexpr std::size_t kTitleColumns = 40;
constexpr std::size_t kAboutColumns = 41;

// Never colour alone: the level's name stands beside it.
std::string_view colour_of(Level level) {
  switch (level) {
    case Level::critical:
      return "\x1b[1;37;41m";
    case Level::high:
      return "\x1b[1;31m";
    case Level::medium:
      return "\x1b[33m";
    case Level::low:
    case Level::informational:
      break;
  }
  return "\x1b[2m";
}

// "2026-03-18 02:14:07" by a clock in the zone.
std::string clock_text(TimePoint time, const TimeZone& zone) {
  std::string text = to_rfc3339(zone.to_local(time)).substr(0, 19);
  text[10] = ' ';
  return text;
}

bool wanted(const AlertView& view, const TailOptions& options) {
  return view.alert.level >= options.minimum &&
         (options.organisation.empty() ||
          options.organisation == view.alert.organisation.to_string() ||
          options.organisation == view.organisation_name);
}

}  // namespace

std::string alert_line(const AlertView& view, const TimeZone& zone, TailOptions::Colour colour) {
  const Alert& alert = view.alert;
  const bool coloured = colour == TailOptions::Colour::on;
  return fmt::format("{} {}{}{} {} {} {}", clock_text(alert.first_seen, zone),
                     coloured ? colour_of(alert.level) : "",
                     fit_columns(to_japanese(alert.level), 4), coloured ? "\x1b[0m" : "",
                     fit_columns(escape_for_terminal(view.organisation_name), 12),
                     fit_columns(escape_for_terminal(alert.title_ja), kTitleColumns),
                     fit_columns(escape_for_terminal(alert.key), kAboutColumns));
}

int run_tail(const TailOptions& options, std::ostream& out, std::ostream& err) {
  std::optional<std::uint64_t> last = options.after;
  std::uint64_t printed = 0;
  bool done = false;
  std::string problem;
  auto reached = std::chrono::steady_clock::now();
  const auto print = [&](const ApiClient::Event& event) {
    last = event.id;
    const auto view = parse_alert(event.data);
    if (view && wanted(*view, options)) {
      out << (options.output == TailOptions::Output::json
                  ? event.data
                  : alert_line(*view, options.time_zone, options.colour))
          << std::endl;  // each alert is seen at once, also through a pipe
      done = ++printed == options.limit;
    }
    return !done && out.good();
  };
  while (!done && out.good()) {
    // Looked up each time: a restarted daemon may have another port.
    const auto api = ApiClient::of_state_directory(options.state_directory);
    const std::string path =
        last ? fmt::format("/v1/alerts/stream?after={}", *last) : "/v1/alerts/stream";
    const auto followed = api ? api->follow(path, print) : tl::unexpected(api.error());
    if (done || !out.good()) {
      break;
    }
    const auto now = std::chrono::steady_clock::now();
    if (followed) {
      reached = now;
      continue;
    }
    if (now - reached > options.patience) {
      err << "yagura: " << followed.error().text() << '\n';
      return 3;
    }
    std::this_thread::sleep_for(kReconnect);
  }
  return 0;
}

}  // namespace yagura
