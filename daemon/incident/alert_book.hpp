// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "base/time.hpp"
#include "model/incident.hpp"

namespace yagura {

// The alerts of one organisation that may still fold in a detection or join an incident, in order
// of creation. Bounded by count and not by age: a record with a forged time in the future must not
// make us forget the present. Pointers stay valid until the alert is evicted by add().
class AlertBook {
 public:
  static constexpr std::size_t kMaxAlerts = 4096;

  // The alert that a detection at `time` belongs to: one that began less than `window` before,
  // else one that began less than `window` after (a detection that came late). Null if none.
  Alert* fold_target(const std::string& rule_id, const std::string& key, TimePoint time,
                     Duration window);

  struct Added {
    Alert* alert = nullptr;
    std::optional<Alert> evicted;  // the oldest, when the book was full
  };
  Added add(Alert alert);
  void begin_earlier(Alert& alert, TimePoint first_seen);
  Alert* find(const std::string& id);

 private:
  using FoldKey = std::tuple<std::string, std::string, TimePoint>;  // rule, key, first_seen
  static FoldKey fold_key(const Alert& alert) {
    return {alert.rule_id, alert.key, alert.first_seen};
  }

  std::list<Alert> alerts_;
  std::unordered_map<std::string, Alert*> by_id_;
  std::map<FoldKey, Alert*> by_key_;
};

}  // namespace yagura
