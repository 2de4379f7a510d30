// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "doctor/sender_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace yagura {
namespace {

using std::chrono::seconds;

// NTP keeps clocks within a second; a minute ahead is no jitter.
constexpr seconds kMostAhead{60};
// A record may lie in a sender's own queue before it comes; beyond this and the source's lateness
// it is the clock, or a relay that holds records back.
constexpr seconds kMostBehind{600};
constexpr std::size_t kNamesShown = 5;

bool listens(SourceType type) {
  return type != SourceType::file && type != SourceType::standard_input;
}

// The bodies that a source names. With a client_ca every body may come, so none is missed.
std::vector<OrganisationCode> expected_at(const SourceConfig& source) {
  std::set<std::string> seen;
  std::vector<OrganisationCode> expected;
  const auto add = [&](OrganisationCode code) {
    if (seen.insert(code.to_string()).second) {
      expected.push_back(code);
    }
  };
  if (source.organisation) {
    add(*source.organisation);
  }
  for (const auto& [network, code] : source.organisations_by_address) {
    add(code);
  }
  for (const auto& [digest, code] : source.tokens) {
    add(code);
  }
  for (const auto& [digest, code] :
       source.tls ? source.tls->pinned_keys : OrganisationsByDigest{}) {
    add(code);
  }
  return expected;
}

// When the last record of each body came, by its code; of one source.
std::map<std::string, TimePoint> last_received(const MetricsView& metrics,
                                               const std::string& source) {
  std::map<std::string, TimePoint> last;
  for (const auto& sample : metrics.of("parse_last_received_timestamp_seconds")) {
    if (sample.label("source") == source) {
      last[sample.label("organisation")] =
          TimePoint(std::chrono::milliseconds(std::llround(sample.value * 1000)));
    }
  }
  return last;
}

// "宇部市, 山口市 ほか3団体" and "Ube City, Yamaguchi City and 3 more".
Wording names_text(const std::vector<OrganisationCode>& codes, const Config& config) {
  Wording text;
  for (std::size_t i = 0; i < std::min(codes.size(), kNamesShown); ++i) {
    const Organisation* known = config.organisations->find(codes[i]);
    text.ja += (i == 0 ? "" : "、") + (known != nullptr ? known->name : codes[i].to_string());
    text.en += (i == 0 ? "" : ", ") + (known != nullptr ? known->name_en : codes[i].to_string());
  }
  if (codes.size() > kNamesShown) {
    text.ja += fmt::format(" ほか{}団体", codes.size() - kNamesShown);
    text.en += fmt::format(" and {} more", codes.size() - kNamesShown);
  }
  return text;
}

Finding silent_source(const std::string& source, std::optional<TimePoint> last, TimePoint now) {
  Finding finding{Check::sources, Grade::critical, source, {}, {}};
  if (last) {
    const Wording span = span_text(std::chrono::duration_cast<seconds>(now - *last));
    finding.what = {fmt::format("この送信元からは{}前から何も届いていません。", span.ja),
                    fmt::format("Nothing has come from this source for {}.", span.en)};
  } else {
    finding.what = {"この送信元からはまだ何も届いていません。",
                    "Nothing has ever come from this source."};
  }
  finding.mend = {"送信側の設定、経路、ファイアウォールを確かめてください。",
                  "Look at the senders' settings, the route to them and firewalls between."};
  return finding;
}

Finding silent_bodies(const std::string& source, const std::vector<OrganisationCode>& codes,
                      const Config& config, seconds silent_after) {
  const Wording names = names_text(codes, config);
  const Wording span = span_text(silent_after);
  return {Check::sources,
          Grade::warning,
          source,
          {fmt::format("{}団体から{}以上何も届いていません: {}。", codes.size(), span.ja, names.ja),
           fmt::format("Nothing has come for {} or more from {} bodies: {}.", span.en, codes.size(),
                       names.en)},
          {"その団体の機器と経路を確かめ、送るのをやめた団体は設定から外してください。",
           "Look at their devices and routes; take out of the configuration who no longer sends."}};
}

}  // namespace

Wording span_text(seconds span) {
  const auto count = span.count();
  constexpr long kMinute = 60;
  constexpr long kHour = 3600;
  constexpr long kDay = 86'400;
  const auto text = [](long number, const char* ja, const char* en) {
    return Wording{fmt::format("{}{}", number, ja),
                   fmt::format("{} {}{}", number, en, number == 1 ? "" : "s")};
  };
  if (count >= 2 * kDay) {
    return text(count / kDay, "日", "day");
  }
  if (count >= 2 * kHour) {
    return text(count / kHour, "時間", "hour");
  }
  if (count >= 2 * kMinute) {
    return text(count / kMinute, "分", "minute");
  }
  return text(count, "秒", "second");
}

void check_sources(const Config& config, const MetricsView& metrics,
                   const std::set<std::string>& listening, TimePoint now, seconds silent_after,
                   std::vector<Finding>& findings) {
  for (const SourceConfig& source : config.sources) {
    if (listens(source.type) && listening.count(source.name) == 0) {
      findings.push_back(
          {Check::sources,
           Grade::critical,
           source.name,
           {"設定にあるこの送信元を受け付けていません。",
            "This source is in the configuration, but the daemon does not listen for it."},
           {"ログの Y-201 が理由を示します(journalctl -u yagura)。追加したばかりなら再起動してくだ"
            "さい。",
            "Y-201 in the log says why (journalctl -u yagura); if it is new, restart the "
            "daemon."}});
      continue;
    }
    const auto last = last_received(metrics, source.name);
    std::optional<TimePoint> newest;
    for (const auto& [organisation, time] : last) {
      newest = std::max(newest.value_or(time), time);
    }
    if (!newest || now - *newest >= silent_after) {
      findings.push_back(silent_source(source.name, newest, now));
      continue;
    }
    std::vector<OrganisationCode> silent;
    for (const OrganisationCode code : expected_at(source)) {
      const auto at = last.find(code.to_string());
      if (at == last.end() || now - at->second >= silent_after) {
        silent.push_back(code);
      }
    }
    if (!silent.empty()) {
      findings.push_back(silent_bodies(source.name, silent, config, silent_after));
    }
  }
}

void check_clocks(const Config& config, const MetricsView& metrics,
                  std::vector<Finding>& findings) {
  for (const auto& sample : metrics.of("parse_least_event_lag_seconds")) {
    seconds lateness{0};
    for (const SourceConfig& source : config.sources) {
      lateness = source.name == sample.label("source") ? source.lateness : lateness;
    }
    const bool ahead = sample.value < -static_cast<double>(kMostAhead.count());
    if (!ahead && sample.value < static_cast<double>(std::max(kMostBehind, lateness).count())) {
      continue;
    }
    const auto code = OrganisationCode::parse(sample.label("organisation"));
    const Wording who = code ? names_text({*code}, config) : Wording{"?", "?"};
    const Wording span = span_text(seconds(std::llround(std::abs(sample.value))));
    Finding finding{
        Check::clocks, ahead ? Grade::warning : Grade::notice, sample.label("source"), {}, {}};
    if (ahead) {
      finding.what = {
          fmt::format("{}の記録の時刻は受信より{}進んでいます。受信時刻で扱う場合があります。",
                      who.ja, span.ja),
          fmt::format("Event times of {} are {} ahead of receipt; the time of receipt may be taken "
                      "in their place.",
                      who.en, span.en)};
    } else {
      finding.what = {fmt::format("{}の記録の時刻は受信より{}遅れています。", who.ja, span.ja),
                      fmt::format("Event times of {} are {} behind receipt.", who.en, span.en)};
    }
    finding.mend = {
        "機器のNTPと、送信元のtime_zoneを確かめてください。溜めて送る機器ならlatenessを上げます。",
        "Look at NTP on the devices and at time_zone of the source; raise lateness if they send in "
        "batches."};
    findings.push_back(std::move(finding));
  }
}

}  // namespace yagura
