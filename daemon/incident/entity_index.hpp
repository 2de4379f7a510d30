// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/detection.hpp"

namespace yagura {

// Which alerts or incidents (by id) are about an entity. Ordered by id, not by time of insertion,
// so that it is the same after a restart. Give it joining_entities().
class EntityIndex {
 public:
  void add(const std::vector<Entity>& entities, const std::string& id);
  void remove(const std::vector<Entity>& entities, const std::string& id);
  std::vector<std::string> find(const Entity& entity) const;

 private:
  std::set<std::pair<Entity, std::string>> entries_;
};

}  // namespace yagura
