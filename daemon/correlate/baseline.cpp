// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/baseline.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace yagura {
namespace {

constexpr std::int32_t kWeek = 7 * 24;  // hours

std::int32_t hour_since_1970(TimePoint time) {
  const auto hours = std::chrono::floor<std::chrono::hours>(time).time_since_epoch().count();
  constexpr std::int64_t kFar = 100'000'000;  // the year 13,000
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(hours, -kFar, kFar));
}

}  // namespace

double median(std::span<double> values) {
  if (values.empty()) {
    return 0;
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

// The entry of that hour, made if it is new; null if it is too late.
Baseline::Hour* Baseline::hour_of(History& history, std::int32_t hour) const {
  auto& hours = history.hours;
  // As much as an event needs that is a week late.
  const std::int32_t span = static_cast<std::int32_t>(rule_.weeks + 1) * kWeek;
  const std::int32_t newest = hours.empty() ? hour : std::max(hour, hours.back().hour);
  if (hour < newest - kWeek) {
    return nullptr;
  }
  history.first = hours.empty() ? hour : std::min(history.first, hour);
  const auto earlier = [](const Hour& one, std::int32_t than) { return one.hour < than; };
  // Hours go in a lump once a week, so that moving the others costs little.
  if (!hours.empty() && hours.front().hour < newest - span - kWeek) {
    hours.erase(hours.begin(),
                std::lower_bound(hours.begin(), hours.end(), newest - span, earlier));
  }
  auto at = std::lower_bound(hours.begin(), hours.end(), hour, earlier);
  if (at == hours.end() || at->hour != hour) {
    at = hours.insert(at, Hour{hour, false, 0});
  }
  return &*at;
}

void Baseline::observe(const ExpectationObservation& observation,
                       std::vector<ExpectationFiring>& out) {
  if (!std::isfinite(observation.amount)) {
    return;
  }
  const ExpectedKey key{observation.organisation, observation.group};
  auto& kept = states_.touch(key.digest(), key, [](const Digest&, const History&) {});
  Hour* now = hour_of(kept.state, hour_since_1970(observation.time));
  if (now == nullptr) {
    return;
  }
  now->amount += observation.amount;
  if (!now->fired && is_too_much(kept.state, *now)) {
    now->fired = true;
    out.push_back({0, observation.organisation, observation.time, observation.group});
  }
}

bool Baseline::is_too_much(const History& history, const Hour& now) {
  if (now.amount < rule_.at_least) {
    return false;
  }
  amounts_.clear();
  for (std::int32_t week = 1; week <= static_cast<std::int32_t>(rule_.weeks); ++week) {
    const std::int32_t hour = now.hour - week * kWeek;
    if (hour < history.first) {
      break;
    }
    const auto at =
        std::lower_bound(history.hours.begin(), history.hours.end(), hour,
                         [](const Hour& one, std::int32_t than) { return one.hour < than; });
    const bool known = at != history.hours.end() && at->hour == hour;
    amounts_.push_back(known ? at->amount : 0);
  }
  if (amounts_.size() < rule_.minimum_weeks) {
    return false;
  }
  const double usual = median(amounts_);
  for (double& amount : amounts_) {
    amount = std::abs(amount - usual);
  }
  return now.amount > usual + rule_.deviations * std::max(median(amounts_), 1.0);
}

}  // namespace yagura
