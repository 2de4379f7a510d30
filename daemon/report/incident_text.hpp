// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"

namespace yagura {

// No line of these views takes more terminal columns; Japanese characters take two.
inline constexpr std::size_t kTerminalColumns = 100;

// `yagura incidents list`: one line an incident, newest 判明 first; times in `zone`, to the minute.
std::string incident_list_text(const std::vector<Incident>& incidents,
                               const OrganisationTable& organisations, const TimeZone& zone);

// `yagura incidents show`: everything about one incident, its alerts in order of time, and the
// steps that their rules advise. Alerts of other incidents are left out. Safe for a terminal,
// whatever the records said.
std::string incident_text(const Incident& incident, const std::vector<Alert>& alerts,
                          const OrganisationTable& organisations, const TimeZone& zone);

}  // namespace yagura
