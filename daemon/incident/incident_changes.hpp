// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/incident.hpp"

namespace yagura {

// Alerts and incidents that are new or changed since the collection was begun, each once, in its
// latest state, in order of first change. Take the vectors away when a batch is done and begin
// with an empty IncidentChanges. One thread.
struct IncidentChanges {
  std::vector<Alert> alerts;
  std::vector<Incident> incidents;

  void put(const Alert& alert);
  void put(const Incident& incident);
  // As put(), for an incident of which nothing but `updated` changed: a flood of detections that
  // fold into one alert must not copy a large incident each time.
  void put_updated(const Incident& incident);

 private:
  std::unordered_map<std::string, std::size_t> alert_at_;
  std::unordered_map<std::string, std::size_t> incident_at_;
};

}  // namespace yagura
