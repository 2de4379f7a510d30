// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

#include "base/time.hpp"
#include "model/organisation.hpp"

namespace yagura {

// "No earlier event time is expected any more": the least of the newest event times of all
// producers that are talking, less the allowed lateness. A producer is one organisation at one
// source. Never moves back.
//
// It reads no clock: whether a producer still talks is told by receive times, which stand in the
// journal, so the same journal gives the same watermarks.
class Watermark {
 public:
  Watermark(Duration lateness, Duration idle_timeout)
      : lateness_(lateness), idle_timeout_(idle_timeout) {}

  // A stamp from the future must not drag time along with it.
  static constexpr Duration kMaxAhead = std::chrono::minutes(5);

  void observe(const std::string& source, OrganisationCode organisation, TimePoint newest_event,
               TimePoint received) {
    Producer& producer = producers_[{source, organisation}];
    producer.newest = std::max(producer.newest, std::min(newest_event, received + kMaxAhead));
    producer.received = std::max(producer.received, received);
    now_ = std::max(now_, received);
    TimePoint least = TimePoint::max();
    for (const auto& [key, one] : producers_) {
      if (one.received + idle_timeout_ >= now_) {
        least = std::min(least, one.newest);
      }
    }
    watermark_ = std::max(watermark_, least - lateness_);
  }

  TimePoint value() const { return watermark_; }

 private:
  struct Producer {
    TimePoint newest = TimePoint::min() + std::chrono::hours(1);  // room to subtract lateness
    TimePoint received;
  };
  Duration lateness_;
  Duration idle_timeout_;
  TimePoint now_;  // the newest receive time
  TimePoint watermark_ = TimePoint::min();
  std::map<std::pair<std::string, OrganisationCode>, Producer> producers_;
};

}  // namespace yagura
