// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/window.hpp"

#include <algorithm>
#include <cmath>

namespace yagura {
namespace {

using Type = CorrelationRule::Type;
// One more than the largest number of the condition: beyond it every count compares alike.
std::size_t telling_count(const CorrelationRule& rule) {
  double largest = 0;
  for (const auto& bound : rule.condition) {
    largest = std::max(largest, bound.number);
  }
  return static_cast<std::size_t>(std::floor(largest)) + 1;
}

std::size_t most_kept(const CorrelationRule& rule) {
  switch (rule.type) {
    case Type::event_count:
    case Type::value_count:
      return telling_count(rule);
    case Type::temporal:
      return rule.parts;
    case Type::temporal_ordered:
    case Type::value_sum:
    case Type::value_avg:
    case Type::value_percentile:
    case Type::value_share:
      break;
  }
  return kMaxKept;
}

}  // namespace

std::size_t Window::insert(const CorrelationRule& rule, Entry entry) {
  if (rule.type == Type::value_count || rule.type == Type::temporal) {
    const auto same = std::find_if(kept_.begin(), kept_.end(),
                                   [&](const Entry& kept) { return kept.value == entry.value; });
    if (same != kept_.end()) {
      entry.time = std::max(same->time, entry.time);
      kept_.erase(same);
    }
  }
  const auto at =
      std::upper_bound(kept_.begin(), kept_.end(), entry.time,
                       [](TimePoint time, const Entry& kept) { return time < kept.time; });
  const auto inserted = static_cast<std::size_t>(at - kept_.begin());
  kept_.insert(at, entry);
  return inserted;
}

// Drops what no later condition can need.
void Window::forget(const CorrelationRule& rule, std::size_t inserted) {
  if (rule.type == Type::temporal_ordered) {
    // In a run of one part only its first and its last can begin or end a step of the order.
    const auto part = [&](std::size_t i) { return kept_[i].value; };
    for (std::size_t middle = inserted < 2 ? 1 : inserted - 1; middle <= inserted + 1; ++middle) {
      const bool inside = middle + 1 < kept_.size();
      if (inside && part(middle - 1) == part(middle) && part(middle) == part(middle + 1)) {
        kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(middle));
        break;
      }
    }
  }
  const std::size_t most = most_kept(rule);
  if (kept_.size() > most) {
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(kept_.size() - most));
  }
}

bool Window::observe(const CorrelationRule& rule, const Entry& entry) {
  const bool full = kept_.size() >= most_kept(rule);
  if (full && entry.time < kept_.front().time) {
    return false;
  }
  const std::size_t inserted = insert(rule, entry);
  bool found = false;
  // In order there is one window to judge, the one that ends here; late, also those that end at
  // newer observations and still reach back to this one.
  for (std::size_t end = inserted; end < kept_.size() && !found; ++end) {
    if (kept_[end].time - entry.time > rule.timespan) {
      break;
    }
    const TimePoint oldest = kept_[end].time - rule.timespan;
    const auto start =
        std::lower_bound(kept_.begin(), kept_.end(), oldest,
                         [](const Entry& kept, TimePoint t) { return kept.time < t; });
    found = holds(rule, {start, kept_.begin() + static_cast<std::ptrdiff_t>(end) + 1});
  }
  forget(rule, inserted);
  return found;
}

}  // namespace yagura
