// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/feed_monitor.hpp"

#include <fmt/format.h>

namespace yagura {

std::optional<ServiceTransition> FeedMonitor::add(const FeedStep& step, TimePoint now,
                                                  Duration limit) {
  if (step.stage == FeedStep::Stage::committed) {
    commit(step);
    return std::nullopt;
  }
  reflect(step.sequence, now);
  const bool caught_up = oldest_first_.empty() || now - oldest_first_.begin()->first <= limit;
  if (!down_since_ || !caught_up) {
    return std::nullopt;
  }
  const TimePoint onset = *down_since_;
  down_since_.reset();
  return ServiceTransition{ServiceChange::State::up, onset, step.time, step.record,
                           fmt::format("caught up with update {}", step.sequence)};
}

std::optional<TimePoint> FeedMonitor::deadline(Duration limit) const {
  if (down_since_ || oldest_first_.empty()) {
    return std::nullopt;
  }
  return oldest_first_.begin()->first + limit;
}

ServiceTransition FeedMonitor::expire(Duration limit) {
  const auto [onset, sequence] = *oldest_first_.begin();
  down_since_ = onset;
  return {ServiceChange::State::down, onset, onset + limit, waiting_.at(sequence).record,
          fmt::format("update {} not reflected for {} minutes, {} waiting", sequence,
                      std::chrono::duration_cast<std::chrono::minutes>(limit).count(),
                      waiting_.size())};
}

void FeedMonitor::commit(const FeedStep& step) {
  if (waiting_.contains(step.sequence) || reflected_.contains(step.sequence)) {
    return;
  }
  if (waiting_.size() >= kMaxWaiting) {
    ++dropped_;
    return;
  }
  waiting_.emplace(step.sequence, Waiting{step.time, step.record});
  oldest_first_.emplace(step.time, step.sequence);
}

void FeedMonitor::reflect(std::uint64_t sequence, TimePoint now) {
  if (const auto found = waiting_.find(sequence); found != waiting_.end()) {
    oldest_first_.erase({found->second.time, sequence});
    waiting_.erase(found);
  }
  while (!reflected_order_.empty() && (reflected_order_.size() >= kMaxReflected ||
                                       now - reflected_order_.front().first > kReflectedMemory)) {
    reflected_.erase(reflected_order_.front().second);
    reflected_order_.pop_front();
  }
  if (reflected_.insert(sequence).second) {
    reflected_order_.emplace_back(now, sequence);
  }
}

}  // namespace yagura
