// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/verbs.hpp"
#include "cli/incidents.hpp"
#include "cli/reload.hpp"
#include "cli/status.hpp"
#include "cli/tail.hpp"
#include "config/config.hpp"
#include "doctor/doctor_run.hpp"
#include "replay/replay.hpp"

namespace yagura {
namespace {

constexpr std::chrono::seconds kDrain{120};

// Reads the configuration a verb needs; says what is wrong and leaves 2 if it cannot.
std::optional<Config> configuration(const std::string& file, int& exit_code) {
  ConfigResult result = read_config(file);
  for (const Error& error : result.errors) {
    std::cerr << error.text() << '\n';
  }
  exit_code = result.config ? 0 : 2;
  return std::move(result.config);
}

// The options of one verb live as long as its subcommand.
template <typename Options>
std::shared_ptr<Options> options_of(CLI::App& verb, std::string Options::*config) {
  auto options = std::make_shared<Options>();
  options.get()->*config = kConfigFile;
  verb.add_option("--config", options.get()->*config, "The daemon's configuration file")
      ->envname("YAGURA_CONFIG")
      ->capture_default_str();
  return options;
}

struct TailArguments {
  std::string config;
  std::string minimum = "informational";
  std::string organisation;
  std::int64_t after = -1;
  std::uint64_t limit = 0;
  bool json = false;
  int patience = 10;
};

void add_tail(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand(
      "tail", "Follow the alert stream\nExample: yagura tail --min high --org 宇部市");
  const auto arguments = options_of(*verb, &TailArguments::config);
  verb->add_option("--min", arguments->minimum, "The lowest level shown")
      ->check(CLI::IsMember({"informational", "low", "medium", "high", "critical"}));
  verb->add_option("--org", arguments->organisation, "Only this organisation: code or name");
  verb->add_option("--after", arguments->after,
                   "Begin after the alert with this number; 0 = from the first");
  verb->add_option("--limit", arguments->limit, "End after so many alerts");
  verb->add_option("--patience", arguments->patience,
                   "Seconds to wait for a daemon that cannot be reached");
  verb->add_flag("--json", arguments->json, "One JSON object a line");
  verb->callback([arguments, &exit_code] {
    const auto config = configuration(arguments->config, exit_code);
    if (!config) {
      return;
    }
    TailOptions options;
    options.state_directory = config->state_directory;
    options.time_zone = config->time_zone;
    options.minimum = parse_level(arguments->minimum).value_or(Level::informational);
    options.organisation = arguments->organisation;
    if (arguments->after >= 0) {
      options.after = static_cast<std::uint64_t>(arguments->after);
    }
    options.limit = arguments->limit;
    options.patience = std::chrono::seconds(arguments->patience);
    options.output = arguments->json ? TailOptions::Output::json : TailOptions::Output::lines;
    options.colour =
        ::isatty(STDOUT_FILENO) == 1 ? TailOptions::Colour::on : TailOptions::Colour::off;
    exit_code = run_tail(options, std::cout, std::cerr);
  });
}

struct IncidentArguments {
  std::string config;
  std::string id;
  bool json = false;
};

void add_incidents(CLI::App& app, int& exit_code) {
  CLI::App* incidents = app.add_subcommand("incidents", "List or show incidents");
  incidents->require_subcommand(1);
  CLI::App* list =
      incidents->add_subcommand("list", "All incidents\nExample: yagura incidents list --json");
  const auto listing = options_of(*list, &IncidentArguments::config);
  list->add_flag("--json", listing->json, "JSON as the API gives it");
  list->callback([listing, &exit_code] {
    if (const auto config = configuration(listing->config, exit_code)) {
      exit_code = run_incidents_list(config->state_directory, config->time_zone,
                                     listing->json ? OutputForm::json : OutputForm::text, std::cout,
                                     std::cerr);
    }
  });
  CLI::App* show = incidents->add_subcommand(
      "show", "One incident with its alerts\nExample: yagura incidents show 3f2a");
  const auto showing = options_of(*show, &IncidentArguments::config);
  show->add_option("ID", showing->id, "The id, or its unambiguous beginning")->required();
  show->add_flag("--json", showing->json, "JSON as the API gives it");
  show->callback([showing, &exit_code] {
    if (const auto config = configuration(showing->config, exit_code)) {
      exit_code = run_incidents_show(config->state_directory, config->time_zone, showing->id,
                                     showing->json ? OutputForm::json : OutputForm::text, std::cout,
                                     std::cerr);
    }
  });
}

struct ReportArguments {
  std::string config;
  ReportOptions options;
};

void add_report(CLI::App& app, int& exit_code) {
  CLI::App* report = app.add_subcommand("report", "Write a report");
  report->require_subcommand(1);
  CLI::App* council = report->add_subcommand(
      "council",
      "Incidents since the last meeting, in the council's short form\n"
      "Example: yagura report council --since 2026-01-15 --format html --output council.html");
  const auto arguments = options_of(*council, &ReportArguments::config);
  council->add_option("--format", arguments->options.format, "markdown or html")
      ->check(CLI::IsMember({"markdown", "html"}))
      ->capture_default_str();
  council->add_option("--since", arguments->options.since,
                      "A day (2026-01-15) instead of the last meeting of the configuration");
  council->add_option("--output", arguments->options.output, "A file instead of standard output");
  council->callback([arguments, &exit_code] {
    if (const auto config = configuration(arguments->config, exit_code)) {
      exit_code =
          run_report_council(config->state_directory, arguments->options, std::cout, std::cerr);
    }
  });
}

struct StatusArguments {
  std::string config;
  int wait = 0;
};

void add_status(CLI::App& app, int& exit_code) {
  CLI::App* verb =
      app.add_subcommand("status", "Whether the daemon is well\nExample: yagura status --wait 10");
  const auto arguments = options_of(*verb, &StatusArguments::config);
  verb->add_option("--wait", arguments->wait, "Seconds to wait for a daemon to be there");
  verb->callback([arguments, &exit_code] {
    if (const auto config = configuration(arguments->config, exit_code)) {
      exit_code = run_status(config->state_directory, std::chrono::seconds(arguments->wait),
                             std::cout, std::cerr);
    }
  });
}

struct DoctorArguments {
  std::string config;
  int silent_minutes = 60;
  bool json = false;
};

void add_doctor(CLI::App& app, int& exit_code) {
  CLI::App* verb =
      app.add_subcommand("doctor",
                         "What is not well, and how to mend it; also without a daemon\n"
                         "Example: yagura doctor --silent-after 240");
  const auto arguments = options_of(*verb, &DoctorArguments::config);
  verb->add_option("--silent-after", arguments->silent_minutes,
                   "Minutes without a record after which a sender counts as silent")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  verb->add_flag("--json", arguments->json, "One JSON object");
  verb->callback([arguments, &exit_code] {
    exit_code = run_doctor(
        {arguments->config, std::chrono::minutes(arguments->silent_minutes), arguments->json},
        std::cout, std::cerr);
  });
}

struct ReloadArguments {
  std::string config;
  int wait = 60;
};

void add_reload(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand(
      "reload",
      "Have the daemon take up its files again, and wait until it has\nExample: yagura reload");
  const auto arguments = options_of(*verb, &ReloadArguments::config);
  verb->add_option("--wait", arguments->wait, "Seconds to wait for the answer")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  verb->callback([arguments, &exit_code] {
    if (const auto config = configuration(arguments->config, exit_code)) {
      exit_code = run_reload(config->state_directory, std::chrono::seconds(arguments->wait),
                             std::cout, std::cerr);
    }
  });
}

struct ReplayArguments {
  std::string config;
  std::string source;
  std::vector<std::string> scenarios;
  double duration = 0;
  std::string folder;
  bool text = false;
};

std::string progress_line(const Progress& progress, const TimeZone& zone) {
  std::string clock = to_rfc3339(zone.to_local(progress.simulated)).substr(0, 16);
  clock[10] = ' ';
  return fmt::format("再生 {} {:3}% {:8} records {:7}/s", clock, progress.percent, progress.records,
                     progress.records_per_second);
}

void replay(const ReplayArguments& arguments, const Config& config, int& exit_code) {
  ReplayOptions options;
  options.scenarios.assign(arguments.scenarios.begin(), arguments.scenarios.end());
  options.organisations = config.organisations;
  options.services = config.services;
  if (arguments.text || !arguments.folder.empty()) {
    options.output = arguments.text ? ReplayOptions::Output::text : ReplayOptions::Output::folder;
    options.folder = arguments.folder;
    exit_code = run_replay(options, std::cout, std::cerr);
    return;
  }
  const auto port = fetch_source_port(config.state_directory, arguments.source);
  if (!port) {
    std::cerr << "yagura: " << port.error().text() << '\n';
    exit_code = 3;
    return;
  }
  options.sending.port = *port;
  options.sending.find_port = [&]() -> std::optional<std::uint16_t> {
    const auto now = fetch_source_port(config.state_directory, arguments.source);
    return now ? std::optional(*now) : std::nullopt;
  };
  options.sending.duration = std::chrono::milliseconds(static_cast<std::int64_t>(
      arguments.duration * 1000 / static_cast<double>(arguments.scenarios.size())));
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  options.sending.progress = [&, terminal](const Progress& progress) {
    std::cerr << (terminal ? "\r\x1b[K" : "") << progress_line(progress, config.time_zone)
              << (terminal ? "" : "\n") << std::flush;
  };
  exit_code = run_replay(options, std::cout, std::cerr);
  if (exit_code != 0) {
    return;
  }
  const auto status = await_processed(config.state_directory, kDrain);
  if (!status) {
    std::cerr << "yagura: " << status.error().text() << '\n';
    exit_code = 3;
  }
}

void add_replay(CLI::App& app, int& exit_code) {
  CLI::App* verb =
      app.add_subcommand("replay",
                         "Play scenarios against the running daemon, from this machine\n"
                         "Example: yagura replay --duration 60 tests/scenarios/ransomware");
  const auto arguments = options_of(*verb, &ReplayArguments::config);
  arguments->source = "prefecture";
  verb->add_option("SCENARIO", arguments->scenarios, "Scenario folders or files, played in turn")
      ->required();
  verb->add_option("--duration", arguments->duration,
                   "Seconds for all scenarios together; 0 = as fast as possible");
  verb->add_option("--source", arguments->source, "The daemon's syslog_tcp source to send to")
      ->capture_default_str();
  verb->add_option("--to-folder", arguments->folder,
                   "Write one file per organisation there instead of sending");
  verb->add_flag("--to-stdout", arguments->text, "Print CODE<TAB>RECORD instead of sending");
  verb->callback([arguments, &exit_code] {
    if (const auto config = configuration(arguments->config, exit_code)) {
      replay(*arguments, *config, exit_code);
    }
  });
}

}  // namespace

void add_verbs(CLI::App& app, int& exit_code) {
  add_daemon_verbs(app, exit_code);
  add_offline_verbs(app, exit_code);
}

void add_daemon_verbs(CLI::App& app, int& exit_code) {
  add_tail(app, exit_code);
  add_incidents(app, exit_code);
  add_report(app, exit_code);
  add_status(app, exit_code);
  add_doctor(app, exit_code);
  add_reload(app, exit_code);
  add_replay(app, exit_code);
}

}  // namespace yagura
