// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/alert_book.hpp"

#include <iterator>
#include <utility>

namespace yagura {

Alert* AlertBook::fold_target(const std::string& rule_id, const std::string& key, TimePoint time,
                              Duration window) {
  const auto same = [&](const FoldKey& other) {
    return std::get<0>(other) == rule_id && std::get<1>(other) == key;
  };
  const auto after = by_key_.upper_bound({rule_id, key, time});
  if (after != by_key_.begin()) {
    const auto before = std::prev(after);
    if (same(before->first) && time - std::get<TimePoint>(before->first) < window) {
      return before->second;
    }
  }
  if (after != by_key_.end() && same(after->first) &&
      std::get<TimePoint>(after->first) - time < window) {
    return after->second;
  }
  return nullptr;
}

AlertBook::Added AlertBook::add(Alert alert) {
  Added added;
  if (Alert* known = find(alert.id)) {
    added.alert = known;
    return added;
  }
  if (alerts_.size() >= kMaxAlerts) {
    Alert& oldest = alerts_.front();
    by_id_.erase(oldest.id);
    if (const auto entry = by_key_.find(fold_key(oldest));
        entry != by_key_.end() && entry->second == &oldest) {
      by_key_.erase(entry);
    }
    added.evicted = std::move(oldest);
    alerts_.pop_front();
  }
  added.alert = &alerts_.emplace_back(std::move(alert));
  by_id_[added.alert->id] = added.alert;
  by_key_[fold_key(*added.alert)] = added.alert;
  return added;
}

void AlertBook::begin_earlier(Alert& alert, TimePoint first_seen) {
  by_key_.erase(fold_key(alert));
  alert.first_seen = first_seen;
  by_key_[fold_key(alert)] = &alert;
}

Alert* AlertBook::find(const std::string& id) {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace yagura
