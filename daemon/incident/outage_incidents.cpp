// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/outage_incidents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <tuple>

#include "base/digest.hpp"

namespace yagura {
namespace {

constexpr std::string_view kNodeKey = "node=";
constexpr std::string_view kServiceKey = " service=";

// The node stands first: its id has no blanks, whereas the name of a feed may have any.
std::string key_of(const ServiceChange& change) {
  return fmt::format("{}{}{}{}", kNodeKey, change.node, kServiceKey, change.service);
}

std::optional<std::string> node_of(std::string_view key) {
  const std::size_t end = key.find(kServiceKey);
  if (!key.starts_with(kNodeKey) || end == std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(key.substr(kNodeKey.size(), end - kNodeKey.size()));
}

IncidentKind kind_of(const Alert& alert) {
  return alert.rule_id == kFeedDownRule ? IncidentKind::staleness : IncidentKind::outage;
}

Alert alert_of(const ServiceChange& change) {
  const bool site = change.kind == IncidentKind::outage;
  Alert alert;
  alert.rule_id = site ? kSiteDownRule : kFeedDownRule;
  alert.key = key_of(change);
  alert.organisation = change.organisation;
  alert.level = Level::medium;
  alert.title = site ? "Web site does not answer" : "Updates are not reflected";
  alert.title_ja = site ? "ホームページが応答しない" : "更新情報が反映されない";
  alert.summary = change.evidence;
  alert.first_seen = believable(change.onset);
  alert.last_seen = std::max(alert.first_seen, believable(change.time));
  if (site) {
    alert.entities = {{Entity::Kind::host, change.service}};
  }
  alert.id = DigestBuilder()
                 .add("service")
                 .add(change.organisation.value())
                 .add(alert.rule_id)
                 .add(alert.key)
                 .add(static_cast<std::uint64_t>(alert.first_seen.time_since_epoch().count()))
                 .finish()
                 .hex();
  return alert;
}

Alert* find_down(std::list<Alert>& alerts, const ServiceChange& change) {
  const std::string key = key_of(change);
  const auto found = std::find_if(alerts.begin(), alerts.end(), [&](const Alert& alert) {
    return !alert.recovered && alert.organisation == change.organisation && alert.key == key;
  });
  return found == alerts.end() ? nullptr : &*found;
}

void name_incident(Incident& incident, const std::string& node_name) {
  if (incident.kind == IncidentKind::outage) {
    incident.title = "Web sites of several municipalities cannot be opened";
    incident.title_ja = "複数の自治体でホームページが開けなくなるトラブル";
    incident.cause = fmt::format("{}の障害（推定）", node_name);
  } else {
    incident.title = "Updates of certificate data are not reflected";
    incident.title_ja = "証明書等の更新情報が反映されないトラブル";
    incident.cause = fmt::format("{}のシステム連携の不具合（推定）", node_name);
  }
}

}  // namespace

void OutageIncidents::add(const ServiceChange& change, IncidentChanges& out) {
  Node& node = nodes_[{change.kind, change.node}];
  if (change.state == ServiceChange::State::down) {
    go_down(node, change, out);
  } else {
    come_up(node, change, out);
  }
}

void OutageIncidents::go_down(Node& node, const ServiceChange& change, IncidentChanges& out) {
  if (Alert* known = find_down(node.alerts, change)) {
    // Told twice: its `up` was lost (a start after a long outage). It is the same outage.
    ++known->count;
    known->last_seen = std::max(known->last_seen, believable(change.time));
    out.put(*known);
    return;
  }
  Alert& alert = remember(node, alert_of(change));
  if (node.incident && joins(*node.incident, change)) {
    attach(node, alert, out);
    out.put(*node.incident);
    return;
  }
  out.put(alert);
  if (node.incident && !node.incident->recovered) {
    return;  // something of its own that began before; one node has one open incident
  }
  const std::vector<Alert*> members = companions(node, change.kind, alert.first_seen);
  std::set<OrganisationCode> organisations;
  for (const Alert* member : members) {
    organisations.insert(member->organisation);
  }
  if (organisations.size() >= static_cast<std::size_t>(std::max(settings_.min_organisations, 1))) {
    open(node, change, members, out);
  }
}

void OutageIncidents::come_up(Node& node, const ServiceChange& change, IncidentChanges& out) {
  Alert* alert = find_down(node.alerts, change);
  if (alert == nullptr) {
    return;
  }
  alert->recovered = std::max(alert->first_seen, believable(change.time));
  alert->last_seen = std::max(alert->last_seen, *alert->recovered);
  out.put(*alert);
  if (!node.incident || alert->incident_id != node.incident->id) {
    return;
  }
  Incident& incident = *node.incident;
  std::set<OrganisationCode> current;
  TimePoint latest = *alert->recovered;
  for (const Alert& member : node.alerts) {
    if (member.incident_id != incident.id) {
      continue;
    }
    if (member.recovered) {
      latest = std::max(latest, *member.recovered);
    } else {
      current.insert(member.organisation);
    }
  }
  incident.current = std::move(current);
  if (incident.current.empty()) {
    incident.recovered = latest;
  }
  incident.updated = std::max(incident.updated, alert->last_seen);
  out.put(incident);
}

Alert& OutageIncidents::remember(Node& node, Alert alert) {
  const auto same = std::find_if(node.alerts.begin(), node.alerts.end(),
                                 [&](const Alert& known) { return known.id == alert.id; });
  if (same != node.alerts.end()) {
    same->recovered.reset();
    same->last_seen = std::max(same->last_seen, alert.last_seen);
    ++same->count;
    return *same;
  }
  if (node.alerts.size() >= kMaxAlerts) {
    const auto over = std::find_if(node.alerts.begin(), node.alerts.end(),
                                   [](const Alert& known) { return known.recovered; });
    node.alerts.erase(over == node.alerts.end() ? node.alerts.begin() : over);
  }
  return node.alerts.emplace_back(std::move(alert));
}

bool OutageIncidents::joins(const Incident& incident, const ServiceChange& change) const {
  const TimePoint onset = believable(change.onset);
  const bool began_before =
      incident.kind == IncidentKind::outage && incident.onset - onset > settings_.onset_spread;
  const bool too_late = incident.recovered && onset - *incident.recovered > settings_.flap_window;
  return !began_before && !too_late;
}

// The alerts of no incident whose downtime fits one that began at `onset`.
std::vector<Alert*> OutageIncidents::companions(Node& node, IncidentKind kind,
                                                TimePoint onset) const {
  std::vector<Alert*> members;
  for (Alert& alert : node.alerts) {
    const bool overlaps = !alert.recovered || *alert.recovered >= onset;
    const bool together = kind == IncidentKind::staleness ||
                          std::chrono::abs(alert.first_seen - onset) <= settings_.onset_spread;
    if (alert.incident_id.empty() && overlaps && together) {
      members.push_back(&alert);
    }
  }
  return members;
}

void OutageIncidents::open(Node& node, const ServiceChange& change,
                           const std::vector<Alert*>& members, IncidentChanges& out) {
  const Alert* first =
      *std::min_element(members.begin(), members.end(), [](const Alert* left, const Alert* right) {
        return std::tie(left->first_seen, left->id) < std::tie(right->first_seen, right->id);
      });
  Incident incident;
  incident.kind = change.kind;
  incident.id = DigestBuilder()
                    .add(to_string(change.kind))
                    .add(change.node)
                    .add(first->organisation.value())
                    .add(first->id)
                    .finish()
                    .hex();
  incident.cause_node = change.node;
  incident.level = Level::high;
  incident.onset = first->first_seen;
  incident.detected = std::max(incident.onset, believable(change.time));
  incident.updated = incident.detected;
  name_incident(incident, change.node_name);
  node.incident = std::move(incident);
  for (Alert* member : members) {
    attach(node, *member, out);
  }
  // Whoever failed within the spread of the first, though not of the last.
  for (Alert* member : companions(node, change.kind, node.incident->onset)) {
    attach(node, *member, out);
  }
  out.put(*node.incident);
}

void OutageIncidents::attach(Node& node, Alert& alert, IncidentChanges& out) {
  Incident& incident = *node.incident;
  alert.incident_id = incident.id;
  out.put(alert);
  incident.maximum.insert(alert.organisation);
  if (!alert.recovered) {
    incident.current.insert(alert.organisation);
    incident.recovered.reset();
  }
  incident.onset = std::min(incident.onset, alert.first_seen);
  incident.updated = std::max(incident.updated, alert.last_seen);
  // An alert that failed again with the same onset is attached already.
  std::vector<std::string>& ids = incident.alert_ids;
  if (std::find(ids.begin(), ids.end(), alert.id) != ids.end() || ids.size() >= kMaxAlerts) {
    return;
  }
  ids.push_back(alert.id);
  std::map<std::string, TimePoint> onset_of;  // those no longer remembered are the oldest
  for (const Alert& known : node.alerts) {
    onset_of[known.id] = known.first_seen;
  }
  std::stable_sort(ids.begin(), ids.end(), [&](const std::string& left, const std::string& right) {
    return onset_of[left] < onset_of[right];
  });
}

bool OutageIncidents::is_mine(const Alert& alert) {
  return alert.rule_id == kSiteDownRule || alert.rule_id == kFeedDownRule;
}

void OutageIncidents::restore(const Alert& alert) {
  if (const auto node = node_of(alert.key)) {
    remember(nodes_[{kind_of(alert), *node}], alert);
  }
}

void OutageIncidents::restore(const Incident& incident) {
  nodes_[{incident.kind, incident.cause_node}].incident = incident;
}

}  // namespace yagura
