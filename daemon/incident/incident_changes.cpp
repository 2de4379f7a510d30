// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/incident_changes.hpp"

namespace yagura {
namespace {

// The vectors are public and may have been emptied: an index counts only if it still fits.
template <typename T>
T* slot(std::vector<T>& items, const std::unordered_map<std::string, std::size_t>& at,
        const std::string& id) {
  const auto found = at.find(id);
  if (found == at.end() || found->second >= items.size() || items[found->second].id != id) {
    return nullptr;
  }
  return &items[found->second];
}

template <typename T>
void put_into(std::vector<T>& items, std::unordered_map<std::string, std::size_t>& at,
              const T& item) {
  if (T* known = slot(items, at, item.id)) {
    *known = item;
    return;
  }
  at[item.id] = items.size();
  items.push_back(item);
}

}  // namespace

void IncidentChanges::put(const Alert& alert) {
  put_into(alerts, alert_at_, alert);
}

void IncidentChanges::put(const Incident& incident) {
  put_into(incidents, incident_at_, incident);
}

void IncidentChanges::put_updated(const Incident& incident) {
  if (Incident* known = slot(incidents, incident_at_, incident.id)) {
    known->updated = incident.updated;
  } else {
    put(incident);
  }
}

}  // namespace yagura
