// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/detection.hpp"
#include "model/level.hpp"
#include "model/organisation.hpp"

namespace yagura {

// What an analyst is told. One alert gathers every detection of one rule with one key within
// kAlertWindow of the first: `count` grows, no second alert is raised.
struct Alert {
  std::uint64_t sequence = 0;  // order of storing; the SSE event id. 0 = not stored yet
  std::string id;              // hex digest of organisation, rule, key and first record
  OrganisationCode organisation;
  std::string rule_id;
  std::string title;
  std::string title_ja;
  Level level = Level::medium;
  int ipa_rank = 0;
  std::vector<std::string> tactics;
  std::vector<std::string> techniques;
  std::vector<std::string> response_ja;
  std::string key;  // readable: "host=srv01 user=admin"
  std::vector<Entity> entities;
  std::string summary;
  TimePoint first_seen;  // event time
  TimePoint last_seen;
  std::uint64_t count = 1;
  std::string incident_id;                            // empty = none
  std::optional<TimePoint> recovered = std::nullopt;  // services: when it was well again
};

enum class IncidentKind {
  attack,     // 攻撃
  outage,     // 障害: a service does not answer
  staleness,  // 鮮度: every transport answers, but the data no longer change
};
std::string_view to_string(IncidentKind kind);    // "attack"
std::string_view to_japanese(IncidentKind kind);  // 攻撃
std::optional<IncidentKind> parse_incident_kind(std::string_view text);

// The case that gathers alerts of one cause.
struct Incident {
  std::string id;  // hex digest of kind, organisation or cause, and first alert
  IncidentKind kind = IncidentKind::attack;
  std::string title;
  std::string title_ja;    // 件名
  std::string cause;       // what we hold to be the cause, Japanese, with 推定 where inferred
  std::string cause_node;  // id of the CauseNode; empty for attacks
  Level level = Level::high;
  int ipa_rank = 0;
  std::vector<std::string> stages;     // attacks: ATT&CK tactics in order of first sight
  std::set<OrganisationCode> current;  // affected now
  std::set<OrganisationCode> maximum;  // ever affected: the reach that is reported
  std::vector<Entity> entities;        // attacks: what joins further alerts
  TimePoint onset;                     // event time of the first evidence
  std::optional<TimePoint> recovered;  // outages: when the last body was well again
  TimePoint detected;                  // event time at which it became an incident: 判明
  TimePoint updated;                   // event time of the newest evidence
  std::vector<std::string> alert_ids;  // in order of event time
  // The older incident that took over the alerts of this one, when both turned out to have one
  // cause; such an incident is over and reaches nobody. Empty = it stands for itself.
  std::string merged_into = {};
};

}  // namespace yagura
