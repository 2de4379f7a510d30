// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/digest.hpp"
#include "base/time.hpp"
#include "model/incident.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"

namespace yagura {

// One watched service of one organisation went down or came back: what the outage stage tells the
// incident stage. A change is told once; every time in it is event time.
struct ServiceChange {
  enum class State { down, up };
  State state = State::down;
  IncidentKind kind = IncidentKind::outage;  // outage or staleness
  OrganisationCode organisation;             // whose service it is
  std::string service;                       // host name or feed name
  std::string node;                          // id of the CauseNode it stands on
  std::string node_name;
  TimePoint onset;          // first failure; the same in the `down` and the `up` of one outage
  TimePoint time;           // down: when it was certain; up: when it was well again
  RecordNumber record = 0;  // the record that made it certain
  std::string evidence;     // "503 from 4 organisations, 12 of 12 requests"
};

}  // namespace yagura
