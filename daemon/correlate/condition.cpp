// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/condition.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>
#include <vector>

namespace yagura {
namespace {

using Type = CorrelationRule::Type;
using Alternative = CorrelationRule::Alternative;

std::set<std::uint64_t> values_of(std::span<const Entry> entries) {
  std::set<std::uint64_t> values;
  for (const Entry& entry : entries) {
    values.insert(entry.value);
  }
  return values;
}

std::vector<double> ascending_numbers(std::span<const Entry> entries) {
  std::vector<double> numbers;
  for (const Entry& entry : entries) {
    numbers.push_back(std::bit_cast<double>(entry.value));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

double sum_of(std::span<const Entry> entries) {
  ExactSum sum;
  for (const Entry& entry : entries) {
    sum.add(std::bit_cast<double>(entry.value));
  }
  return sum.value();
}

// How many percent of the entries have the value of the last.
double share_of_last(std::span<const Entry> entries) {
  const auto same = std::count_if(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.value == entries.back().value;
  });
  return 100.0 * static_cast<double>(same) / static_cast<double>(entries.size());
}

// Whether the parts occur one after the other.
bool in_order(const std::vector<std::uint32_t>& parts, std::span<const Entry> entries) {
  std::size_t reached = 0;
  for (const Entry& entry : entries) {
    reached += reached < parts.size() && entry.value == parts[reached] ? 1 : 0;
  }
  return reached == parts.size();
}

bool holds(const CorrelationRule& rule, const Alternative& way, std::span<const Entry> entries) {
  const auto seen = values_of(entries);
  const auto occurred = [&](std::uint32_t part) { return seen.count(part) > 0; };
  return std::none_of(way.forbidden.begin(), way.forbidden.end(), occurred) &&
         (rule.type == Type::temporal_ordered
              ? in_order(way.required, entries)
              : std::all_of(way.required.begin(), way.required.end(), occurred));
}

}  // namespace

bool in_bounds(const CorrelationRule& rule, double number) {
  return std::all_of(rule.condition.begin(), rule.condition.end(), [&](const auto& bound) {
    return compare(number, bound.comparison, bound.number);
  });
}

double measured(const CorrelationRule& rule, std::span<const Entry> entries) {
  switch (rule.type) {
    case Type::event_count:
      break;
    case Type::value_count:
    case Type::temporal:
    case Type::temporal_ordered:
      return static_cast<double>(values_of(entries).size());
    case Type::value_sum:
      return sum_of(entries);
    case Type::value_avg:
      return sum_of(entries) / static_cast<double>(entries.size());
    case Type::value_percentile:
      return percentile_of(ascending_numbers(entries), rule.percentile);
    case Type::value_share:
      return share_of_last(entries);
  }
  return static_cast<double>(entries.size());
}

bool holds(const CorrelationRule& rule, std::span<const Entry> entries) {
  if (rule.alternatives.empty()) {
    return in_bounds(rule, measured(rule, entries));
  }
  return std::any_of(rule.alternatives.begin(), rule.alternatives.end(),
                     [&](const Alternative& way) { return holds(rule, way, entries); });
}

ExactSum::Wide ExactSum::of(double number) {
  constexpr double kMost = 1e18;
  return static_cast<Wide>(std::round(std::clamp(number, -kMost, kMost) * 1e6));
}

double percentile_of(std::span<const double> ascending, double percentile) {
  const double rank = percentile / 100 * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  const double between = rank - static_cast<double>(below);
  return std::lerp(ascending[below], ascending[above], between);
}

}  // namespace yagura
