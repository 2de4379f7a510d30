// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/parts_seen.hpp"

#include <algorithm>

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

// No event: earlier than any time that is asked for, see WindowPlan::reach().
constexpr TimePoint kNever = TimePoint::min();

std::size_t chain_lengths(const CorrelationRule& rule) {
  std::size_t lengths = 0;
  for (const auto& way : rule.alternatives) {
    lengths += way.required.size();
  }
  return rule.type == Type::temporal_ordered ? lengths : 0;
}

}  // namespace

PartsSeen::PartsSeen(const CorrelationRule& rule)
    : rule_(rule), last_(rule.parts, kNever), chains_(chain_lengths(rule), kNever) {}

void PartsSeen::see(const Entry& entry) {
  if (entry.value >= last_.size()) {
    return;
  }
  last_[entry.value] = entry.time;
  if (rule_.type != Type::temporal_ordered) {
    return;
  }
  std::size_t chain = 0;
  for (const auto& way : rule_.alternatives) {
    const auto at = std::lower_bound(way.required.begin(), way.required.end(), entry.value);
    if (at != way.required.end() && *at == entry.value) {
      const auto step = static_cast<std::size_t>(at - way.required.begin());
      chains_[chain + step] = step == 0 ? entry.time : chains_[chain + step - 1];
    }
    chain += way.required.size();
  }
}

bool PartsSeen::holds(TimePoint oldest) const {
  const auto inside = [&](TimePoint time) { return time != kNever && time >= oldest; };
  if (rule_.alternatives.empty()) {
    const auto parts = std::count_if(last_.begin(), last_.end(), inside);
    return in_bounds(rule_, static_cast<double>(parts));
  }
  std::size_t chain = 0;
  for (const auto& way : rule_.alternatives) {
    if (holds(way, chain, oldest)) {
      return true;
    }
    chain += way.required.size();
  }
  return false;
}

bool PartsSeen::holds(const CorrelationRule::Alternative& way, std::size_t chain,
                      TimePoint oldest) const {
  const auto inside = [&](TimePoint time) { return time != kNever && time >= oldest; };
  const auto occurred = [&](std::uint32_t part) { return inside(last_[part]); };
  if (std::any_of(way.forbidden.begin(), way.forbidden.end(), occurred)) {
    return false;
  }
  if (rule_.type == Type::temporal) {
    return std::all_of(way.required.begin(), way.required.end(), occurred);
  }
  return way.required.empty() || inside(chains_[chain + way.required.size() - 1]);
}

}  // namespace yagura
