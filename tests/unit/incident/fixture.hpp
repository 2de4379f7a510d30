// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "incident/incident_builder.hpp"

namespace yagura::incident_test {

inline OrganisationCode code(std::string_view text) {
  return OrganisationCode::parse(text).value();
}

inline TimePoint at(int minute) {
  return TimePoint{} + std::chrono::hours(24 * 365) + std::chrono::minutes(minute);
}
inline int minute_of(TimePoint time) {
  return static_cast<int>((time - at(0)) / std::chrono::minutes(1));
}

inline std::shared_ptr<const OrganisationTable> organisations() {
  return std::make_shared<OrganisationTable>(std::vector<Organisation>{
      {code("352110"), "長門市", "Nagato City", OrganisationKind::city, ""},
      {code("352021"), "宇部市", "Ube City", OrganisationKind::city, ""},
      {code("353051"), "周防大島町", "Suo-Oshima Town", OrganisationKind::town, ""}});
}

struct Rule {
  std::string id = "rule-1";
  Level level = Level::high;
  int rank = 1;
  std::vector<std::string> tactics = {"execution"};
};

// `entities` as "h:srv01 u:taro a:192.0.2.1".
inline Detection detection(int minute, const std::string& entities, const Rule& rule = {},
                           std::string_view organisation = "352110") {
  Detection out;
  RuleInfo info;
  info.id = rule.id;
  info.title = "Title of " + rule.id;
  info.title_ja = rule.id + "の検知";
  info.level = rule.level;
  info.ipa_rank = rule.rank;
  info.tactics = rule.tactics;
  out.rule = std::make_shared<RuleInfo>(std::move(info));
  out.organisation = code(organisation);
  out.time = at(minute);
  out.record_id = DigestBuilder()
                      .add(rule.id)
                      .add(entities)
                      .add(static_cast<std::uint64_t>(minute + 1'000'000))
                      .finish();
  std::size_t start = 0;
  while (start < entities.size()) {
    const std::size_t end = std::min(entities.find(' ', start), entities.size());
    const auto kind = entities[start] == 'h'   ? Entity::Kind::host
                      : entities[start] == 'u' ? Entity::Kind::user
                                               : Entity::Kind::address;
    out.entities.push_back({kind, entities.substr(start + 2, end - start - 2)});
    start = end + 1;
  }
  return out;
}

inline ServiceChange change(ServiceChange::State state, std::string_view organisation, int onset,
                            int time, IncidentKind kind = IncidentKind::outage,
                            std::string node = "cloud") {
  return {state,
          kind,
          code(organisation),
          kind == IncidentKind::outage ? fmt::format("www.{}.example", organisation) : "証明 更新",
          node,
          "架空の" + node,
          at(onset),
          at(time),
          1,
          "evidence"};
}

// The latest state of everything, in order of creation, as a store would keep it.
class Kept {
 public:
  void take(const IncidentChanges& changes) {
    for (const Alert& alert : changes.alerts) {
      put(alerts_, alert);
    }
    for (const Incident& incident : changes.incidents) {
      put(incidents_, incident);
    }
  }
  const std::vector<Alert>& alerts() const { return alerts_; }
  const std::vector<Incident>& incidents() const { return incidents_; }

  // One line an incident: "kind onset..updated[ recovered][ now N of M] alerts title".
  std::string text() const {
    std::string out;
    for (const Incident& i : incidents_) {
      if (!i.merged_into.empty()) {
        out += "merged\n";
        continue;
      }
      out += fmt::format("{} {}..{}{} {}/{} {} alerts: {}\n", to_string(i.kind), minute_of(i.onset),
                         minute_of(i.updated),
                         i.recovered ? fmt::format(" up {}", minute_of(*i.recovered)) : "",
                         i.current.size(), i.maximum.size(), i.alert_ids.size(), i.title_ja);
    }
    return out;
  }

  // Everything, for comparing two runs.
  std::string all() const {
    std::string out;
    for (const Alert& a : alerts_) {
      out += fmt::format("alert {} {} {} {} {}..{} x{} {} rec {}", a.id, a.rule_id, a.key,
                         a.entities.size(), minute_of(a.first_seen), minute_of(a.last_seen),
                         a.count, a.incident_id, a.recovered ? minute_of(*a.recovered) : -1);
      out += '\n';
    }
    for (const Incident& i : incidents_) {
      out += fmt::format("incident {} {} rank {} {} {} {} {} [{}] [{}] into '{}'\n", i.id,
                         i.title_ja, i.ipa_rank, i.cause, to_string(i.level), minute_of(i.detected),
                         i.entities.size(), fmt::join(i.stages, ","), fmt::join(i.alert_ids, ","),
                         i.merged_into);
    }
    return out + text();
  }

 private:
  template <typename T>
  static void put(std::vector<T>& items, const T& item) {
    for (T& known : items) {
      if (known.id == item.id) {
        known = item;
        return;
      }
    }
    items.push_back(item);
  }

  std::vector<Alert> alerts_;
  std::vector<Incident> incidents_;
};

template <typename Input>
Kept run(const std::vector<Input>& inputs, IncidentSettings settings = {}) {
  IncidentBuilder builder(settings, organisations());
  Kept kept;
  for (const Input& input : inputs) {
    IncidentChanges changes;
    builder.add(input, changes);
    kept.take(changes);
  }
  return kept;
}

}  // namespace yagura::incident_test
