// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "model/incident.hpp"
#include "store/sqlite.hpp"

namespace yagura {

// How alerts and incidents lie in their tables. Reading believes nothing: a value that we would
// not have written is an error that names the row and the column.

// All columns but the row's number, in the order of bind_alert() and bind_incident(), id last.
inline constexpr std::string_view kAlertColumns =
    "organisation, rule_id, title, title_ja, level, ipa_rank, tactics, techniques, response_ja, "
    "key, entities, summary, first_seen, last_seen, count, incident_id, recovered, id";
inline constexpr std::string_view kIncidentColumns =
    "kind, title, title_ja, cause, cause_node, level, ipa_rank, stages, current, maximum, "
    "entities, onset, recovered, detected, updated, alert_ids, merged_into, id";

void bind_alert(Statement& statement, const Alert& alert);
void bind_incident(Statement& statement, const Incident& incident);

// From a row of kAlertColumns followed by sequence.
Result<Alert> read_alert(const Statement& row);
// From a row of kIncidentColumns.
Result<Incident> read_incident(const Statement& row);

}  // namespace yagura
