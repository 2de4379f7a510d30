// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/tally.hpp"

#include <algorithm>
#include <bit>

namespace yagura {

using Type = CorrelationRule::Type;

void Tally::add(const CorrelationRule& rule, const Entry& entry) {
  ++size_;
  const auto number = std::bit_cast<double>(entry.value);
  switch (rule.type) {
    case Type::value_count:
    case Type::value_share:
      ++counts_[entry.value];
      break;
    case Type::value_sum:
    case Type::value_avg:
      sum_.add(number);
      break;
    case Type::value_percentile:
      ascending_.insert(std::upper_bound(ascending_.begin(), ascending_.end(), number), number);
      break;
    case Type::event_count:
    case Type::temporal:
    case Type::temporal_ordered:
      break;  // not tallied
  }
}

void Tally::remove(const CorrelationRule& rule, const Entry& entry) {
  --size_;
  const auto number = std::bit_cast<double>(entry.value);
  switch (rule.type) {
    case Type::value_count:
    case Type::value_share:
      if (const auto at = counts_.find(entry.value); --at->second == 0) {
        counts_.erase(at);
      }
      break;
    case Type::value_sum:
    case Type::value_avg:
      sum_.remove(number);
      break;
    case Type::value_percentile:
      ascending_.erase(std::lower_bound(ascending_.begin(), ascending_.end(), number));
      break;
    case Type::event_count:
    case Type::temporal:
    case Type::temporal_ordered:
      break;
  }
}

bool Tally::holds(const CorrelationRule& rule, const Entry& last) const {
  const auto size = static_cast<double>(size_);
  switch (rule.type) {
    case Type::value_count:
      return in_bounds(rule, static_cast<double>(counts_.size()));
    case Type::value_share:
      return in_bounds(rule, 100.0 * static_cast<double>(counts_.at(last.value)) / size);
    case Type::value_sum:
      return in_bounds(rule, sum_.value());
    case Type::value_avg:
      return in_bounds(rule, sum_.value() / size);
    case Type::value_percentile:
      return in_bounds(rule, percentile_of(ascending_, rule.percentile));
    case Type::event_count:
    case Type::temporal:
    case Type::temporal_ordered:
      break;
  }
  return false;
}

}  // namespace yagura
