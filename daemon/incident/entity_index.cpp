// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/entity_index.hpp"

namespace yagura {

void EntityIndex::add(const std::vector<Entity>& entities, const std::string& id) {
  for (const Entity& entity : entities) {
    entries_.emplace(entity, id);
  }
}

void EntityIndex::remove(const std::vector<Entity>& entities, const std::string& id) {
  for (const Entity& entity : entities) {
    entries_.erase({entity, id});
  }
}

std::vector<std::string> EntityIndex::find(const Entity& entity) const {
  std::vector<std::string> ids;
  for (auto at = entries_.lower_bound({entity, std::string()});
       at != entries_.end() && at->first == entity; ++at) {
    ids.push_back(at->second);
  }
  return ids;
}

}  // namespace yagura
