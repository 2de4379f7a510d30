// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"

namespace yagura::fixture {

inline OrganisationCode code(const char* text) {
  return OrganisationCode::parse(text).value();
}

inline TimePoint at(const char* text) {
  return parse_rfc3339(text, TimeZone()).value();
}

inline TimeZone tokyo() {
  return TimeZone::find("Asia/Tokyo").value();
}

inline OrganisationTable bodies() {
  using enum OrganisationKind;
  std::vector<Organisation> all;
  for (const auto& [number, name, kind] :
       std::vector<std::tuple<const char*, const char*, OrganisationKind>>{
           {"350001", "山口県", prefecture},
           {"352012", "下関市", city},
           {"352021", "宇部市", city},
           {"352047", "萩市", city},
           {"352063", "防府市", city},
           {"352080", "岩国市", city},
           {"352101", "光市", city},
           {"352128", "柳井市", city},
           {"352136", "美祢市", city},
           {"353051", "周防大島町", town},
           {"353213", "和木町", town},
           {"353442", "平生町", town}}) {
    all.push_back({code(number), name, "", kind, ""});
  }
  return OrganisationTable(std::move(all));
}

// 架空: which bodies were hit is invented, their numbers are not.
inline Incident web_outage() {
  Incident incident;
  incident.id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  incident.kind = IncidentKind::outage;
  incident.title_ja = "全国の複数の自治体でホームページが開けなくなるトラブル";
  incident.cause = "クラウド基盤ソフトウェアの不具合";
  incident.maximum = {code("352012"), code("352047"), code("352101"), code("352128"),
                      code("352136"), code("353051"), code("353213"), code("353442")};
  incident.onset = at("2026-02-25T03:30:00Z");
  incident.detected = at("2026-02-25T03:34:00Z");
  incident.recovered = at("2026-02-25T12:54:00Z");
  incident.updated = at("2026-02-25T12:54:00Z");
  return incident;
}

inline Incident stale_feed() {
  Incident incident;
  incident.id = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
  incident.kind = IncidentKind::staleness;
  incident.title_ja = "コンビニ交付システムにおいて更新情報が反映されないトラブル";
  incident.cause = "パラメータ不具合によるシステム連携ミス";
  incident.maximum = {code("352021"), code("352063"), code("352080")};
  incident.current = incident.maximum;
  incident.onset = at("2026-03-16T00:00:00Z");
  incident.detected = at("2026-03-16T00:20:00Z");
  incident.updated = at("2026-03-16T01:00:00Z");
  return incident;
}

inline Incident ransomware() {
  Incident incident;
  incident.id = "cccccccccccccccccccccccccccccccc";
  incident.kind = IncidentKind::attack;
  incident.level = Level::critical;
  incident.title = "Shadow copies deleted";
  incident.ipa_rank = 1;
  incident.stages = {"initial-access", "execution", "impact"};
  incident.entities = {{Entity::Kind::host, "srv01"}, {Entity::Kind::user, "admin"}};
  incident.maximum = {code("352021")};
  incident.current = incident.maximum;
  incident.onset = at("2026-03-20T15:00:00Z");
  incident.detected = at("2026-03-20T15:01:00Z");
  incident.updated = at("2026-03-20T15:02:00Z");
  incident.alert_ids = {"x1"};
  return incident;
}

}  // namespace yagura::fixture
