// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/window_plan.hpp"

#include <algorithm>
#include <cmath>

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

// One more than the largest number of the condition.
std::size_t telling_count(const CorrelationRule& rule) {
  double largest = 0;
  for (const auto& bound : rule.condition) {
    largest = std::max(largest, bound.number);
  }
  return static_cast<std::size_t>(std::floor(largest)) + 1;
}

bool is_rising(const CorrelationRule& rule) {
  return std::all_of(rule.condition.begin(), rule.condition.end(),
                     [](const auto& bound) {
                       return bound.comparison == Comparison::gt ||
                              bound.comparison == Comparison::gte;
                     }) &&
         std::all_of(rule.alternatives.begin(), rule.alternatives.end(),
                     [](const auto& way) { return way.forbidden.empty(); });
}

}  // namespace

WindowPlan::WindowPlan(const CorrelationRule& of) : rule(&of), rising(is_rising(of)) {
  switch (of.type) {
    case Type::event_count:
    case Type::value_count:
      telling = telling_count(of);
      most_kept = std::max(kMaxKept, 4 * telling);
      break;
    case Type::temporal:
      telling = of.parts;
      break;
    case Type::temporal_ordered:
      most_kept = kMaxSteps;
      break;
    case Type::value_sum:
    case Type::value_avg:
    case Type::value_percentile:
    case Type::value_share:
      break;
  }
}

}  // namespace yagura
