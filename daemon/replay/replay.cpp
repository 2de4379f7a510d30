// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/replay.hpp"

#include <fmt/format.h>

#include <fstream>
#include <ostream>
#include <utility>

#include "base/text.hpp"
#include "replay/scenario_reader.hpp"
#include "replay/traffic.hpp"

namespace yagura {
namespace {

constexpr int kPlayed = 0;
constexpr int kCannotRun = 3;

Result<std::uint64_t> write_folder(RecordStream& records, const OrganisationTable& organisations,
                                   const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::vector<std::ofstream> files;
  for (const Organisation& organisation : organisations.all()) {
    const auto file = folder / (organisation.code.to_string() + ".log");
    files.emplace_back(file, std::ios::binary | std::ios::trunc);
    if (!files.back()) {
      return fail(ErrorCode::io, fmt::format("{} cannot be written", file.string()));
    }
  }
  std::uint64_t count = 0;
  ReplayRecord record;
  while (records.next(record)) {
    files[record.organisation] << record.text << '\n';
    ++count;
  }
  for (std::ofstream& file : files) {
    file.close();
    if (!file) {
      return fail(ErrorCode::io,
                  fmt::format("a file in {} cannot be written whole", folder.string()));
    }
  }
  return count;
}

Result<std::uint64_t> write_text(RecordStream& records, const OrganisationTable& organisations,
                                 std::ostream& out) {
  std::uint64_t count = 0;
  ReplayRecord record;
  while (records.next(record)) {
    out << organisations.all()[record.organisation].code.to_string() << '\t' << record.text << '\n';
    ++count;
  }
  out.flush();
  return out ? Result<std::uint64_t>(count) : fail(ErrorCode::io, "the output cannot be written");
}

Result<std::uint64_t> play(const Scenario& scenario, const ReplayOptions& options,
                           std::ostream& out) {
  const OrganisationTable& organisations = *options.organisations;
  Traffic traffic(scenario, organisations, *options.services);
  switch (options.output) {
    case ReplayOptions::Output::folder:
      return write_folder(traffic, organisations, options.folder);
    case ReplayOptions::Output::text:
      return write_text(traffic, organisations, out);
    case ReplayOptions::Output::send:
      break;
  }
  YAGURA_ASSIGN(const SendSummary summary,
                send_records(traffic, organisations.all().size(), scenario.from, scenario.to,
                             options.sending));
  return summary.records;
}

}  // namespace

int run_replay(const ReplayOptions& options, std::ostream& out, std::ostream& errors) {
  std::vector<Scenario> scenarios;
  bool good = true;
  for (const std::filesystem::path& file : options.scenarios) {
    ScenarioResult read = read_scenario(file, *options.organisations, *options.services);
    for (const Error& error : read.errors) {
      errors << error.text() << '\n';
    }
    good = good && read.scenario.has_value();
    if (read.scenario) {
      scenarios.push_back(std::move(*read.scenario));
    }
  }
  if (!good) {
    return kCannotRun;
  }
  for (const Scenario& scenario : scenarios) {
    const auto count = play(scenario, options, out);
    if (!count) {
      errors << count.error().text() << '\n';
      return kCannotRun;
    }
    if (options.output != ReplayOptions::Output::text) {
      out << fmt::format("{} ({}): {} records\n", escape_for_terminal(scenario.title_ja),
                         escape_for_terminal(scenario.title), *count);
    }
  }
  return kPlayed;
}

}  // namespace yagura
