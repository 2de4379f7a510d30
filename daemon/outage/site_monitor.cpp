// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/site_monitor.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yagura {

std::optional<ServiceTransition> SiteMonitor::add(const SiteAnswer& answer,
                                                  const SiteLimits& limits) {
  remember(answer, limits.window);
  return answer.outcome == SiteAnswer::Outcome::failed ? add_failure(answer, limits)
                                                       : add_success(answer);
}

std::optional<ServiceTransition> SiteMonitor::add_failure(const SiteAnswer& answer,
                                                          const SiteLimits& limits) {
  const bool answered_between = run_length_ > 0;
  if (!first_failure_ || (answered_between && answer.time - last_failure_ > limits.window)) {
    first_failure_ = answer.time;
  }
  last_failure_ = answer.time;
  run_length_ = 0;
  if (down_since_ || !is_certain(limits)) {
    return std::nullopt;
  }
  down_since_ = first_failure_;
  return ServiceTransition{ServiceChange::State::down, *down_since_, answer.time, answer.record,
                           evidence()};
}

std::optional<ServiceTransition> SiteMonitor::add_success(const SiteAnswer& answer) {
  if (run_length_ == 0) {
    run_start_ = answer.time;
  }
  run_length_ = std::min(run_length_ + 1, kAnswersToRecover);
  if (run_length_ < kAnswersToRecover) {
    return std::nullopt;
  }
  first_failure_.reset();
  if (!down_since_) {
    return std::nullopt;
  }
  const TimePoint onset = *down_since_;
  down_since_.reset();
  // The failures of this outage must not be counted again towards the next.
  while (window_.size() > static_cast<std::size_t>(kAnswersToRecover)) {
    forget_oldest();
  }
  return ServiceTransition{ServiceChange::State::up, onset, run_start_, answer.record,
                           fmt::format("{} answers in a row", kAnswersToRecover)};
}

void SiteMonitor::remember(const SiteAnswer& answer, Duration window) {
  while (!window_.empty() &&
         (window_.size() >= kMaxAnswers || answer.time - window_.front().time >= window)) {
    forget_oldest();
  }
  window_.push_back(answer);
  if (answer.outcome == SiteAnswer::Outcome::failed) {
    ++failures_;
    ++failures_seen_by_[answer.observer];
  }
}

void SiteMonitor::forget_oldest() {
  const SiteAnswer& oldest = window_.front();
  if (oldest.outcome == SiteAnswer::Outcome::failed) {
    --failures_;
    const auto seen = failures_seen_by_.find(oldest.observer);
    if (--seen->second == 0) {
      failures_seen_by_.erase(seen);
    }
  }
  window_.pop_front();
}

bool SiteMonitor::is_certain(const SiteLimits& limits) const {
  const auto at_least = [](std::size_t count, int minimum) {
    return count >= static_cast<std::size_t>(std::max(minimum, 1));
  };
  return at_least(window_.size(), limits.min_requests) && failures_ * 2 >= window_.size() &&
         at_least(failures_seen_by_.size(), limits.min_observers);
}

// "503 from 4 organisations, 12 of 12 requests", naming the status seen most.
std::string SiteMonitor::evidence() const {
  std::map<int, std::size_t> count_of_status;
  for (const SiteAnswer& answer : window_) {
    if (answer.outcome == SiteAnswer::Outcome::failed) {
      ++count_of_status[answer.status];
    }
  }
  const auto most = std::max_element(
      count_of_status.begin(), count_of_status.end(),
      [](const auto& left, const auto& right) { return left.second < right.second; });
  const std::string status = most->first == 0 ? "no answer" : fmt::format("{}", most->first);
  return fmt::format("{} from {} organisations, {} of {} requests", status,
                     failures_seen_by_.size(), failures_, window_.size());
}

}  // namespace yagura
