// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "incident/incident_changes.hpp"
#include "incident/incident_settings.hpp"
#include "model/incident.hpp"
#include "model/service_change.hpp"

namespace yagura {

// The rule ids of alerts that no rule raised.
inline constexpr std::string_view kSiteDownRule = "yagura.outage.site";
inline constexpr std::string_view kFeedDownRule = "yagura.outage.feed";

// Makes an alert of each service that goes down, and one incident of those that share a cause.
//
// Services of min_organisations bodies that stand on one node and are down at one time are one
// incident, named after the node. Sites must also have failed within onset_spread of each other: a
// site that broke yesterday for a reason of its own is not part of today's breakdown. (Feeds need
// not: each shows its failure only when its next update comes.) While the incident is open, or
// until flap_window after its recovery, whatever fails on the node joins it. A body that recovers
// leaves `current` and stays in `maximum`.
//
// What is remembered is a function of the alerts and incidents given out, nothing else: the node
// and the service stand in the alert's key, the state in its `recovered`.
// One thread. Bounded: kMaxAlerts and one incident for each node; an incident lists as many.
class OutageIncidents {
 public:
  static constexpr std::size_t kMaxAlerts = 1024;  // of one node; recovered ones go first

  explicit OutageIncidents(IncidentSettings settings) : settings_(settings) {}
  void reconfigure(IncidentSettings settings) { settings_ = settings; }

  void add(const ServiceChange& change, IncidentChanges& out);

  static bool is_mine(const Alert& alert);
  // In order of creation.
  void restore(const Alert& alert);
  void restore(const Incident& incident);

 private:
  struct Node {
    std::list<Alert> alerts;           // in order of creation
    std::optional<Incident> incident;  // the latest
  };

  void go_down(Node& node, const ServiceChange& change, IncidentChanges& out);
  void come_up(Node& node, const ServiceChange& change, IncidentChanges& out);
  Alert& remember(Node& node, Alert alert);
  bool joins(const Incident& incident, const ServiceChange& change) const;
  std::vector<Alert*> companions(Node& node, IncidentKind kind, TimePoint onset) const;
  void open(Node& node, const ServiceChange& change, const std::vector<Alert*>& members,
            IncidentChanges& out);
  void attach(Node& node, Alert& alert, IncidentChanges& out);

  IncidentSettings settings_;
  std::map<std::pair<IncidentKind, std::string>, Node> nodes_;
};

}  // namespace yagura
