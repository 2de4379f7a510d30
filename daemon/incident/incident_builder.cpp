// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/incident_builder.hpp"

#include <utility>

namespace yagura {

IncidentBuilder::IncidentBuilder(IncidentSettings settings,
                                 std::shared_ptr<const OrganisationTable> organisations)
    : settings_(settings),
      organisations_(std::move(organisations)),
      attacks_(settings_, organisations_),
      outages_(settings_) {}

void IncidentBuilder::reconfigure(IncidentSettings settings,
                                  std::shared_ptr<const OrganisationTable> organisations) {
  settings_ = settings;
  organisations_ = std::move(organisations);
  attacks_.reconfigure(settings_, organisations_);
  outages_.reconfigure(settings_);
}

void IncidentBuilder::restore(std::span<const Alert> alerts, std::span<const Incident> incidents) {
  attacks_ = AttackIncidents(settings_, organisations_);
  outages_ = OutageIncidents(settings_);
  for (const Alert& alert : alerts) {
    if (OutageIncidents::is_mine(alert)) {
      outages_.restore(alert);
    } else {
      attacks_.restore(alert);
    }
  }
  for (const Incident& incident : incidents) {
    if (incident.kind == IncidentKind::attack) {
      attacks_.restore(incident);
    } else {
      outages_.restore(incident);
    }
  }
}

void IncidentBuilder::add(const Detection& detection, IncidentChanges& out) {
  attacks_.add(detection, out);
}

void IncidentBuilder::add(const ServiceChange& change, IncidentChanges& out) {
  outages_.add(change, out);
}

}  // namespace yagura
