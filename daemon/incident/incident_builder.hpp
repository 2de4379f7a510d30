// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "incident/attack_incidents.hpp"
#include "incident/incident_changes.hpp"
#include "incident/incident_settings.hpp"
#include "incident/outage_incidents.hpp"
#include "model/detection.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"
#include "model/service_change.hpp"

namespace yagura {

// Turns detections and service changes into alerts and incidents.
//
// Everything it knows is in the alerts and incidents it has given out, so restore() with those of
// the store is all there is to going on after a stop, and ids are digests of what a thing is. For
// the same reason it must not be fed what the stored alerts already count: while the journal is
// read again to rebuild the windows of the other stages, leave this one out, or restore() after.
// One thread. No clock, no I/O, no failures.
class IncidentBuilder {
 public:
  IncidentBuilder(IncidentSettings settings,
                  std::shared_ptr<const OrganisationTable> organisations);

  // From now on; what stands is not judged again.
  void reconfigure(IncidentSettings settings,
                   std::shared_ptr<const OrganisationTable> organisations);

  // Forgets everything and goes on from these: both in the order in which they were first given
  // out (the store keeps it), with at least what has evidence in the last join window, alert window
  // and lateness before the newest, all alerts of those incidents, and all services still down.
  void restore(std::span<const Alert> alerts, std::span<const Incident> incidents);

  // Precondition: detection.rule is set.
  void add(const Detection& detection, IncidentChanges& out);
  void add(const ServiceChange& change, IncidentChanges& out);

 private:
  IncidentSettings settings_;
  std::shared_ptr<const OrganisationTable> organisations_;
  AttackIncidents attacks_;
  OutageIncidents outages_;
};

}  // namespace yagura
