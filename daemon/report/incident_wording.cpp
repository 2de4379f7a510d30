// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/incident_wording.hpp"

#include <algorithm>

#include "report/japanese_date.hpp"
#include "report/threat_names.hpp"

namespace yagura {
namespace {

constexpr std::string_view kNone = "－";

std::string_view unfinished(const Incident& incident) {
  return incident.kind == IncidentKind::attack ? kNone : "継続中";
}

}  // namespace

std::string_view subject_of(const Incident& incident) {
  return incident.title_ja.empty() ? incident.title : incident.title_ja;
}

std::string_view cause_of(const Incident& incident) {
  return incident.cause.empty() ? std::string_view("調査中") : incident.cause;
}

std::string reach_of(const Incident& incident, const OrganisationTable& organisations) {
  std::string reach = reach_text(organisations, incident.maximum);
  return reach.empty() ? "確認中" : reach;
}

std::string names_of(const std::set<OrganisationCode>& codes,
                     const OrganisationTable& organisations) {
  std::string out;
  for (const OrganisationCode code : codes) {
    const Organisation* organisation = organisations.find(code);
    out += out.empty() ? "" : "、";
    out += organisation == nullptr ? code.to_string() : organisation->name;
  }
  return out.empty() ? std::string(kNone) : out;
}

std::string stages_of(const Incident& incident) {
  std::string out;
  for (const std::string& stage : incident.stages) {
    out += out.empty() ? "" : "→";
    out += tactic_in_japanese(stage);
  }
  return out.empty() ? std::string(kNone) : out;
}

std::string recovery_of(const Incident& incident, const TimeZone& zone) {
  return incident.recovered ? japanese_date_time(*incident.recovered, zone)
                            : std::string(unfinished(incident));
}

std::string duration_of(const Incident& incident) {
  return incident.recovered ? japanese_duration(*incident.recovered - incident.onset)
                            : std::string(unfinished(incident));
}

}  // namespace yagura
