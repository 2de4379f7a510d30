// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/doctor_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <fstream>
#include <initializer_list>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <string>
#include <system_error>

#include "base/clock.hpp"
#include "cli/api_client.hpp"
#include "cli/status.hpp"
#include "doctor/certificate_checks.hpp"
#include "doctor/disk_checks.hpp"
#include "doctor/live_checks.hpp"
#include "doctor/metrics_reader.hpp"
#include "doctor/sender_checks.hpp"
#include "engine/detection_rules.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kErrorsShown = 10;

void leave_out(std::initializer_list<Check> checks, const Wording& why, Diagnosis& diagnosis) {
  for (const Check check : checks) {
    diagnosis.unchecked.push_back({check, why});
  }
}

void tell_configuration(const ConfigResult& read, const fs::path& file, Diagnosis& diagnosis) {
  for (std::size_t i = 0; i < std::min(read.errors.size(), kErrorsShown); ++i) {
    const Error& error = read.errors[i];
    diagnosis.findings.push_back(
        {Check::configuration,
         Grade::critical,
         error.place
             ? fmt::format("{}:{}:{}", error.place->file, error.place->line, error.place->column)
             : file.string(),
         {fmt::format("設定の誤り: {}", error.message), error.message},
         {fmt::format("直し方: {}",
                      error.how_to_mend.empty() ? "yagurad --check-config" : error.how_to_mend),
          error.how_to_mend.empty() ? "Run yagurad --check-config." : error.how_to_mend}});
  }
  leave_out({Check::daemon, Check::sources, Check::clocks, Check::drops, Check::dead_letters,
             Check::certificates, Check::disk, Check::journal, Check::correlation, Check::rules},
            {"設定を読めないため、確かめられません。",
             "Not looked at, as the configuration cannot be read."},
            diagnosis);
}

std::set<std::string> listening_sources(const fs::path& state) {
  std::set<std::string> names;
  std::ifstream in(state / "endpoints.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto sources = json.is_object() ? json.find("sources") : json.end();
  if (json.is_object() && sources != json.end() && sources->is_object()) {
    for (const auto& [name, endpoint] : sources->items()) {
      names.insert(name);
    }
  }
  return names;
}

void check_running(const Config& config, const StatusView& status, const MetricsView& metrics,
                   TimePoint now, std::chrono::seconds silent_after, Diagnosis& diagnosis) {
  auto& findings = diagnosis.findings;
  check_daemon(status, findings);
  check_sources(config, metrics, listening_sources(config.state_directory), now, silent_after,
                findings);
  check_clocks(config, metrics, findings);
  check_drops(metrics, findings);
  check_dead_letters(metrics, findings);
  check_certificates(metrics, now, findings);
  check_correlation(metrics, findings);
  check_refused_rules(status, findings);
}

void check_rules_offline(const Config& config, std::vector<Finding>& findings) {
  const DetectionRules rules = compile_rules(config.detection);
  for (std::size_t i = 0; i < std::min(rules.load.refused.size(), kErrorsShown); ++i) {
    const Error& error = rules.load.refused[i];
    findings.push_back(
        {Check::rules,
         Grade::warning,
         error.place ? fmt::format("{}:{}", error.place->file, error.place->line) : "",
         {fmt::format("ルールを読み込めません: {}", error.message),
          fmt::format("This rule does not load: {}", error.message)},
         {"yagura rules check にルールの場所を渡すと、すべての行と理由を示します。",
          "yagura rules check, given the folder of rules, says all lines and reasons."}});
  }
}

void check_at_rest(const Config& config, const Error& unreachable, TimePoint now,
                   Diagnosis& diagnosis) {
  diagnosis.findings.push_back({Check::daemon,
                                Grade::critical,
                                "",
                                {"常駐処理 yagurad に届きません。記録は受け付けられていません。",
                                 fmt::format("yagurad cannot be reached, so no record is taken in: "
                                             "{}.",
                                             unreachable.message)},
                                {"systemctl status yagura と journalctl -u yagura で理由を確かめ、"
                                 "起動してください。",
                                 "See systemctl status yagura and journalctl -u yagura, and start "
                                 "it."}});
  leave_out({Check::sources, Check::clocks, Check::drops, Check::correlation},
            {"常駐処理が動いていないため、確かめられません。",
             "Not looked at, as the daemon does not run."},
            diagnosis);
  check_dead_letter_file(config.state_directory / "dead-letters.jsonl", diagnosis.findings);
  check_certificate_files(config, now, diagnosis);
  check_journal_end(config.state_directory / "journal", diagnosis.findings);
  check_rules_offline(config, diagnosis.findings);
}

// Whether the state directory may be read; one that is not there holds nothing.
bool may_read(const fs::path& state) {
  std::error_code error;
  const fs::directory_iterator first(state, error);
  return !error || error == std::errc::no_such_file_or_directory;
}

}  // namespace

int run_doctor(const DoctorOptions& options, std::ostream& out, std::ostream& err) {
  Diagnosis diagnosis;
  const ConfigResult read = read_config(options.config);
  if (read.config) {
    const Config& config = *read.config;
    if (!may_read(config.state_directory)) {
      err << fmt::format(
          "yagura: {} を読めません。sudo -u yagura yagura doctor で実行してください。\n"
          "yagura: {} may not be read; run it as sudo -u yagura yagura doctor\n",
          config.state_directory.string(), config.state_directory.string());
      return 3;
    }
    const TimePoint now = SystemClock().now();
    const auto status = fetch_status(config.state_directory);
    const auto api = ApiClient::of_state_directory(config.state_directory);
    const auto metrics = status && api ? api->get("/metrics") : fail(ErrorCode::unavailable, "");
    if (status && metrics) {
      check_running(config, *status, MetricsView::read(*metrics), now, options.silent_after,
                    diagnosis);
    } else {
      check_at_rest(config, status ? metrics.error() : status.error(), now, diagnosis);
    }
    check_disk(config.state_directory, now, diagnosis.findings);
    check_quarantine(config.state_directory / "journal", diagnosis.findings);
  } else {
    tell_configuration(read, options.config, diagnosis);
  }
  out << (options.json ? diagnosis_json(diagnosis) : diagnosis_text(diagnosis));
  return diagnosis.findings.empty() ? 0 : 1;
}

}  // namespace yagura
