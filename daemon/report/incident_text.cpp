// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/incident_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "base/text.hpp"
#include "report/incident_wording.hpp"
#include "report/japanese_date.hpp"
#include "report/threat_names.hpp"

namespace yagura {
namespace {

constexpr std::size_t kShortId = 12;
constexpr std::size_t kLabelColumns = 12;
// Two blanks stand between columns: both tables come to kTerminalColumns.
constexpr std::array<std::size_t, 7> kIncidentColumns{kShortId, 16, 4, 4, 6, 17, 29};
constexpr std::array<std::size_t, 6> kAlertColumns{16, 4, 6, 12, 26, 26};
constexpr std::array<std::string_view, 3> kEntityKinds{"host", "user", "address"};

// Cells two blanks apart, each cut or filled to its width; nothing behind the last.
template <std::size_t N>
std::string row(const std::array<std::size_t, N>& widths, const std::array<std::string, N>& texts) {
  std::string out;
  for (std::size_t i = 0; i < N; ++i) {
    out += i == 0 ? "" : "  ";
    out += fit_columns(escape_for_terminal(texts.at(i)), widths.at(i));
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

// To the minute, ISO 8601, as a clock in the zone shows it.
std::string local_minute(TimePoint instant, const TimeZone& zone) {
  std::string text = to_rfc3339(zone.to_local(instant));
  text.resize(std::string_view("2026-02-25T12:30").size());
  text[10] = ' ';
  return text;
}

// Breaks a text between characters so that no piece is wider than `columns`.
std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence_length(text), 1);
    const std::string_view character = text.substr(0, length);
    const std::size_t w = display_width(character);
    if (width + w > columns) {
      lines.emplace_back();
      width = 0;
    }
    lines.back() += character;
    width += w;
    text.remove_prefix(length);
  }
  return lines;
}

// "label       text", further lines of the text below its first.
std::string labelled(std::string_view label, std::string_view text) {
  std::string out;
  for (const std::string& line :
       wrap(escape_for_terminal(text), kTerminalColumns - kLabelColumns)) {
    out += fit_columns(out.empty() ? label : "", kLabelColumns) + line + "\n";
  }
  return out;
}

std::string_view state_of(const Incident& incident) {
  return incident.recovered ? "復旧" : "継続中";
}

std::string entities_of(const Incident& incident) {
  std::string out;
  for (const Entity& entity : incident.entities) {
    out += out.empty() ? "" : " ";
    out +=
        fmt::format("{}={}", kEntityKinds.at(static_cast<std::size_t>(entity.kind)), entity.value);
  }
  return out;
}

std::vector<Alert> alerts_of(const Incident& incident, const std::vector<Alert>& alerts) {
  std::vector<Alert> own;
  for (const Alert& alert : alerts) {
    if (alert.incident_id == incident.id ||
        std::find(incident.alert_ids.begin(), incident.alert_ids.end(), alert.id) !=
            incident.alert_ids.end()) {
      own.push_back(alert);
    }
  }
  std::sort(own.begin(), own.end(), [](const Alert& a, const Alert& b) {
    return std::tie(a.first_seen, a.id) < std::tie(b.first_seen, b.id);
  });
  return own;
}

std::string alert_table(const std::vector<Alert>& alerts, const OrganisationTable& organisations,
                        const TimeZone& zone) {
  std::string out = row<6>(kAlertColumns, {"発生", "重要", "件数", "団体", "検知", "対象"});
  for (const Alert& alert : alerts) {
    out += row<6>(kAlertColumns,
                  {local_minute(alert.first_seen, zone), std::string(to_japanese(alert.level)),
                   std::to_string(alert.count), names_of({alert.organisation}, organisations),
                   alert.title_ja.empty() ? alert.title : alert.title_ja, alert.key});
  }
  return out;
}

// The steps of all alerts, each once, in the order in which they come up.
std::string response_steps(const std::vector<Alert>& alerts) {
  std::vector<std::string> steps;
  for (const Alert& alert : alerts) {
    for (const std::string& step : alert.response_ja) {
      if (std::find(steps.begin(), steps.end(), step) == steps.end()) {
        steps.push_back(step);
      }
    }
  }
  std::string out = steps.empty() ? "" : "\n対応手順\n";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    out += labelled(fmt::format("{:>3}.", i + 1), steps[i]);
  }
  return out;
}

}  // namespace

std::string incident_list_text(const std::vector<Incident>& incidents,
                               const OrganisationTable& organisations, const TimeZone& zone) {
  if (incidents.empty()) {
    return "該当なし\n";
  }
  std::vector<Incident> sorted = incidents;
  std::sort(sorted.begin(), sorted.end(), [](const Incident& a, const Incident& b) {
    return std::tie(b.detected, a.id) < std::tie(a.detected, b.id);
  });
  std::string out =
      row<7>(kIncidentColumns, {"管理番号", "判明", "種別", "重要", "状態", "影響", "件名"});
  for (const Incident& incident : sorted) {
    out +=
        row<7>(kIncidentColumns,
               {incident.id.substr(0, kShortId), local_minute(incident.detected, zone),
                std::string(to_japanese(incident.kind)), std::string(to_japanese(incident.level)),
                incident.kind == IncidentKind::attack ? "－" : std::string(state_of(incident)),
                reach_of(incident, organisations), std::string(subject_of(incident))});
  }
  return out;
}

std::string incident_text(const Incident& incident, const std::vector<Alert>& alerts,
                          const OrganisationTable& organisations, const TimeZone& zone) {
  std::string out;
  out += labelled("管理番号", incident.id);
  out += labelled("件名", subject_of(incident));
  out += labelled("種別", to_japanese(incident.kind));
  out += labelled("重要度", to_japanese(incident.level));
  out += labelled("判明", japanese_date_time(incident.detected, zone));
  out += labelled("発生", japanese_date_time(incident.onset, zone));
  out += labelled("復旧", recovery_of(incident, zone));
  out += labelled("継続時間", duration_of(incident));
  out += labelled("最終更新", japanese_date_time(incident.updated, zone));
  out += labelled("原因", cause_of(incident));
  out += labelled("影響", reach_of(incident, organisations));
  out += labelled("影響団体", names_of(incident.maximum, organisations));
  out += labelled("現在影響", names_of(incident.current, organisations));
  if (incident.ipa_rank != 0) {
    out += labelled("10大脅威", threat_text(incident.ipa_rank));
  }
  if (!incident.stages.empty()) {
    out += labelled("段階", stages_of(incident));
  }
  if (!incident.entities.empty()) {
    out += labelled("対象", entities_of(incident));
  }
  const std::vector<Alert> own = alerts_of(incident, alerts);
  if (!own.empty()) {
    out += "\n" + alert_table(own, organisations, zone);
  }
  return out + response_steps(own);
}

}  // namespace yagura
