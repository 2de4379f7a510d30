// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "incident/alert_book.hpp"
#include "incident/entity_index.hpp"
#include "incident/incident_changes.hpp"
#include "incident/incident_settings.hpp"
#include "model/detection.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Folds detections into alerts, and gathers the alerts of one attack on one organisation.
//
// An alert of level high opens an incident. Alerts about an entity of an incident (same host, user
// or address) within the join window belong to it, whatever their level and whether they came
// before or after; their entities become the incident's. So membership is a closure: it is kept
// closed after each detection by walking from the entities that are new, never by comparing
// everything with everything. When the walk meets another incident, the two are one: the younger
// is merged into the older.
//
// What is remembered is a function of the alerts and incidents given out, nothing else: restore()
// with them continues as if there had been no interruption.
// One thread. Bounded: kMaxIncidents and AlertBook::kMaxAlerts an organisation, the oldest created
// go first; kMaxEntities and kMaxAlertIds an incident, further ones are left out.
class AttackIncidents {
 public:
  static constexpr std::size_t kMaxIncidents = 512;
  static constexpr std::size_t kMaxEntities = 256;
  static constexpr std::size_t kMaxAlertIds = 4096;

  AttackIncidents(IncidentSettings settings,
                  std::shared_ptr<const OrganisationTable> organisations);
  void reconfigure(IncidentSettings settings,
                   std::shared_ptr<const OrganisationTable> organisations);

  void add(const Detection& detection, IncidentChanges& out);

  // In order of creation.
  void restore(const Alert& alert);
  void restore(const Incident& incident);

 private:
  struct Tenant {
    OrganisationCode code;
    AlertBook alerts;
    EntityIndex loose;              // alerts of no incident
    std::list<Incident> incidents;  // in order of creation, no merged ones
    std::map<std::string, Incident*> by_id;
    EntityIndex concerned;  // incidents
  };
  struct Absorption;

  Tenant& tenant(OrganisationCode organisation);
  Alert& create(Tenant& tenant, const Detection& detection, std::string key);
  void fold(Tenant& tenant, Alert& alert, const Detection& detection, IncidentChanges& out);
  void attach(Tenant& tenant, Alert& alert, IncidentChanges& out);
  Incident* oldest_related(Tenant& tenant, const Alert& alert) const;
  Incident& open(Tenant& tenant, const Alert& alert);
  void absorb(Absorption& work);
  void take_in(Absorption& work, Alert& alert);
  void merge(Absorption& work, Incident& other);
  void refresh(Tenant& tenant, Incident& incident) const;
  void remember(Tenant& tenant, Incident incident);

  IncidentSettings settings_;
  std::shared_ptr<const OrganisationTable> organisations_;
  std::map<OrganisationCode, Tenant> tenants_;
};

}  // namespace yagura
