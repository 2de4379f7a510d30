// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "base/time.hpp"
#include "model/correlation_rule.hpp"

namespace yagura {

// The most entries a group keeps where the condition itself sets no bound, and the most steps of an
// order. What is older is lost then, and counted.
inline constexpr std::size_t kMaxKept = 65'536;
inline constexpr std::size_t kMaxSteps = 1024;

// What all windows of one rule have in common, worked out once. The rule must outlive it.
struct WindowPlan {
  explicit WindowPlan(const CorrelationRule& of);

  // The oldest time in the window that ends at `time`.
  TimePoint reach(TimePoint time) const {
    return time < TimePoint::min() + rule->timespan ? TimePoint::min() : time - rule->timespan;
  }
  bool is_temporal() const {
    return rule->type == CorrelationRule::Type::temporal ||
           rule->type == CorrelationRule::Type::temporal_ordered;
  }
  // Whether a Tally counts its windows.
  bool is_tallied() const {
    return rule->type != CorrelationRule::Type::event_count && !is_temporal();
  }

  const CorrelationRule* rule;
  std::size_t telling = 0;  // of event_count and value_count: from here on all counts compare alike
  bool rising = false;      // what more entries cannot make false
  std::size_t most_kept = kMaxKept;
};

}  // namespace yagura
