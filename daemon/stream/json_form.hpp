// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Alerts and incidents as the API's JSON: one object on one line, times in RFC 3339 UTC,
// organisations as {"code","name"}. Bytes that are not UTF-8 become U+FFFD.
std::string to_json(const Alert& alert, const OrganisationTable& organisations);
std::string to_json(const Incident& incident, const OrganisationTable& organisations);
// {"incidents":[...]} or {"alerts":[...]}.
std::string to_json(const std::vector<Incident>& incidents, const OrganisationTable& organisations);
std::string to_json(const std::vector<Alert>& alerts, const OrganisationTable& organisations);

// What a client reads back. Strict: a missing or mistyped member is an error, an unknown one is
// passed over. Names of organisations are in the JSON itself, so a client needs no table.
struct AlertView {
  Alert alert;
  std::string organisation_name;
};
Result<AlertView> parse_alert(std::string_view json);

struct IncidentsView {
  std::vector<Incident> incidents;
  OrganisationTable organisations;  // those that the answer names
};
Result<IncidentsView> parse_incidents(std::string_view json);
Result<std::vector<AlertView>> parse_alerts(std::string_view json);

}  // namespace yagura
