// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/live_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <utility>

#include "parse/dead_letter.hpp"

namespace yagura {
namespace {

// A share of a source's records that no parser understands beyond which most likely the format is
// wrong, and not a single message odd.
constexpr double kManyDeadLetters = 0.01;
constexpr std::size_t kReasonsShown = 3;

using Counts = std::map<std::string, std::uint64_t>;  // by reason

std::uint64_t count_of(double value) {
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

// The counts of a metric that are not zero, by source and reason.
std::map<std::string, Counts> by_source(const MetricsView& metrics, const std::string& name) {
  std::map<std::string, Counts> found;
  for (const auto& sample : metrics.of(name)) {
    if (const std::uint64_t count = count_of(sample.value); count > 0) {
      found[sample.label("source")][sample.label("reason")] += count;
    }
  }
  return found;
}

std::uint64_t total(const Counts& counts) {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : counts) {
    sum += count;
  }
  return sum;
}

// "json: no object 12, syslog: ... 3": the most frequent first. Reasons stay English, as in the
// log.
std::string reasons_text(const Counts& counts) {
  std::vector<std::pair<std::uint64_t, std::string>> order;
  for (const auto& [reason, count] : counts) {
    order.emplace_back(count, reason);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (std::size_t i = 0; i < std::min(order.size(), kReasonsShown); ++i) {
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", order[i].second, order[i].first);
  }
  return order.size() > kReasonsShown ? text + ", ..." : text;
}

struct Loss {
  const char* metric;
  Grade grade;
  const char* ja;  // with the count and, where there are any, the reasons
  const char* en;
  const char* mend_ja;
  const char* mend_en;
};

constexpr const char* kMoreRoomJa =
    "sources[].receive_buffer と net.core.rmem_max を上げるか、TCPかRELPで送らせてください。";
constexpr const char* kMoreRoomEn =
    "Raise sources[].receive_buffer and net.core.rmem_max, or have them send by TCP or RELP.";

constexpr Loss kLosses[]{
    {"input_dropped_datagrams_total", Grade::warning,
     "起動以来、カーネルの受信待ちがあふれて{}件のデータグラムを失いました。",
     "Since its start the kernel dropped {} datagrams for want of room.", kMoreRoomJa, kMoreRoomEn},
    {"input_shed_records_total", Grade::warning,
     "起動以来、ジャーナルの待ち行列があふれて{}件の記録を捨てました。",
     "Since its start {} records were given up, as the journal's queue was full.",
     "ディスクの速さを確かめ、journal.queue_bytes を上げてください。",
     "Look at the disk's speed, and raise journal.queue_bytes."},
    {"input_truncated_records_total", Grade::notice,
     "起動以来、長すぎる{}件の記録を切り詰めました。",
     "Since its start {} records were too long and were cut off.",
     "送信側で1件の長さを抑えるか、区切り方(改行かオクテット数)を確かめてください。",
     "Have the sender write shorter records, or look at how it frames them."},
    {"input_refused_connections_total", Grade::notice, "起動以来、{}件の接続を断りました: {}。",
     "Since its start {} connections were turned away: {}.",
     "ログの Y-202 が相手と理由を示します(journalctl -u yagura)。",
     "Y-202 in the log says who and why (journalctl -u yagura)."},
    {"input_refused_datagrams_total", Grade::notice,
     "起動以来、{}件のデータグラムを断りました: {}。",
     "Since its start {} datagrams were turned away: {}.",
     "ログの Y-202 が相手と理由を示します(journalctl -u yagura)。",
     "Y-202 in the log says who and why (journalctl -u yagura)."},
};

struct Forgotten {
  const char* metric;
  const char* ja;
  const char* en;
};

constexpr Forgotten kForgotten[]{
    {"correlate_evicted_groups_total", "相関の組を{}個、記憶の不足で忘れました。",
     "{} groups of correlations were forgotten for want of memory."},
    {"correlate_lost_entries_total", "相関の窓から{}件の一致を落としました。",
     "{} matches were dropped from windows that held too many."},
    {"correlate_evicted_expectations_total", "不在と平常値の組を{}個、記憶の不足で忘れました。",
     "{} groups of absences and baselines were forgotten for want of memory."},
    {"correlate_late_observations_total", "相関に{}件の一致が遅れて届き、数えられませんでした。",
     "{} matches came too late for their correlation."},
    {"correlate_late_expectations_total", "不在の判定に{}件の事象が間に合いませんでした。",
     "{} events came after the wait of an absence was over."},
    {"outage_dropped_observations_total", "障害の観測を{}件、持ちきれずに落としました。",
     "{} observations of services were dropped, as there were too many."},
    {"outage_late_observations_total", "障害の観測が{}件、判定の後に届きました。",
     "{} observations of services came after their time was judged."},
};

Finding dead_letters(const std::string& source, const Counts& counts, Grade grade,
                     std::string_view since_ja, std::string_view since_en) {
  const std::uint64_t count = total(counts);
  const std::string reasons = reasons_text(counts);
  return {
      Check::dead_letters,
      grade,
      source,
      {fmt::format("{}{}件の記録を解析できませんでした。主な理由: {}。", since_ja, count, reasons),
       fmt::format("{}{} records became no event. Most frequent reasons: {}.", since_en, count,
                   reasons)},
      {"送信元の format と charset を確かめ、直したら yagura parse --dead-letters "
       "で試してください。",
       "Look at format and charset of the source; try again with yagura parse --dead-letters."}};
}

}  // namespace

void check_daemon(const StatusView& status, std::vector<Finding>& findings) {
  if (!status.healthy) {
    findings.push_back(
        {Check::daemon,
         Grade::critical,
         "",
         {fmt::format("記録の処理が止まっています(受付{}件、処理済み{}件、未保存{}バイト)。",
                      status.accepted, status.processed, status.queued_bytes),
          fmt::format("Records do not move ({} accepted, {} processed, {} bytes not yet durable).",
                      status.accepted, status.processed, status.queued_bytes)},
         {"ディスクの空きと応答、ログの Y-301 と Y-401 を確かめてください。",
          "Look at the disk, its free space, and Y-301 and Y-401 in the log."}});
  }
  if (status.reload_refused) {
    findings.push_back(
        {Check::configuration,
         Grade::warning,
         "",
         {"最後の再読込は断られ、以前の設定で動いています。",
          "The last reload was refused; the configuration before is in force."},
         {"ログの Y-101 と Y-501 が理由を示します。直して yagura reload を実行してください。",
          "Y-101 and Y-501 in the log say why; mend that and run yagura reload."}});
  }
}

void check_drops(const MetricsView& metrics, std::vector<Finding>& findings) {
  for (const Loss& loss : kLosses) {
    for (const auto& [source, counts] : by_source(metrics, loss.metric)) {
      const std::uint64_t count = total(counts);
      const std::string reasons = reasons_text(counts);
      findings.push_back({Check::drops,
                          loss.grade,
                          source,
                          {fmt::format(fmt::runtime(loss.ja), count, reasons),
                           fmt::format(fmt::runtime(loss.en), count, reasons)},
                          {loss.mend_ja, loss.mend_en}});
    }
  }
}

void check_dead_letters(const MetricsView& metrics, std::vector<Finding>& findings) {
  for (const auto& [source, counts] : by_source(metrics, "parse_malformed_records_total")) {
    double records = 0;
    for (const auto& sample : metrics.of("input_records_total")) {
      records += sample.label("source") == source ? sample.value : 0;
    }
    // Those of records read again at the start count, too, so there may be more letters than
    // records.
    const bool many = static_cast<double>(total(counts)) > records * kManyDeadLetters;
    findings.push_back(dead_letters(source, counts, many ? Grade::warning : Grade::notice,
                                    "起動以来(読み直した分を含む)、",
                                    "Since its start, records read again included, "));
  }
}

void check_dead_letter_file(const std::filesystem::path& file, std::vector<Finding>& findings) {
  std::map<std::string, Counts> found;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    if (const auto letter = read_dead_letter(line)) {
      ++found[letter->source][letter->reason];
    }
  }
  for (const auto& [source, counts] : found) {
    findings.push_back(dead_letters(source, counts, Grade::notice, "保存されている", "On file: "));
  }
}

void check_correlation(const MetricsView& metrics, std::vector<Finding>& findings) {
  for (const Forgotten& one : kForgotten) {
    const std::uint64_t count = count_of(metrics.sum(one.metric));
    if (count == 0) {
      continue;
    }
    // Where rules are told apart, the one that lost most is named.
    std::map<std::string, double> by_rule;
    for (const auto& sample : metrics.of(one.metric)) {
      by_rule[sample.label("rule")] += sample.value;
    }
    const auto worst =
        std::max_element(by_rule.begin(), by_rule.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    findings.push_back(
        {Check::correlation,
         Grade::notice,
         worst->first,
         {fmt::format("起動以来、{}", fmt::format(fmt::runtime(one.ja), count)),
          fmt::format("Since its start {}", fmt::format(fmt::runtime(one.en), count))},
         {"偽の値の洪水がないか見て、correlation の記憶の上限か送信元の lateness "
          "を上げてください。",
          "Look for a flood of made-up values; raise correlation's memory or a source's "
          "lateness."}});
  }
}

void check_refused_rules(const StatusView& status, std::vector<Finding>& findings) {
  if (status.refused_rules > 0) {
    findings.push_back(
        {Check::rules,
         Grade::warning,
         "",
         {fmt::format("{}個のルールを読み込めませんでした(有効{}個)。", status.refused_rules,
                      status.rules),
          fmt::format("{} rules did not load ({} did).", status.refused_rules, status.rules)},
         {"yagura rules check にルールの場所を渡すと、行と理由を示します。",
          "yagura rules check, given the folder of rules, says line and reason."}});
  }
}

}  // namespace yagura
