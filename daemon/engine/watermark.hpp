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
// producers that are talking, each less the lateness it is allowed. A producer is one organisation
// at one source. Never moves back.
//
// It reads no clock: whether a producer still talks is told by receive times, which stand in the
// journal, so the same journal gives the same watermarks. A stretch in which nothing at all was
// received says nothing of anyone (we may have been too busy to read): of each such stretch at most
// a quarter of the idle time counts.
class Watermark {
 public:
  explicit Watermark(Duration idle_timeout) : idle_timeout_(idle_timeout) {}

  // A stamp from the future must not drag time along with it.
  static constexpr Duration kMaxAhead = std::chrono::minutes(5);
  static constexpr Duration kMaxLateness = std::chrono::hours(24);

  void observe(const std::string& source, OrganisationCode organisation, TimePoint newest_event,
               TimePoint received, Duration lateness) {
    Producer& producer = producers_[{source, organisation}];
    producer.newest = std::max(producer.newest, std::min(newest_event, received + kMaxAhead));
    producer.lateness = std::min(lateness, kMaxLateness);
    if (received > now_) {
      talked_ += std::min(received - now_, idle_timeout_ / 4);
      now_ = received;
    }
    producer.talked = talked_;
    TimePoint least = TimePoint::max();
    for (const auto& [key, one] : producers_) {
      if (one.talked + idle_timeout_ >= talked_) {
        least = std::min(least, one.newest - one.lateness);
      }
    }
    watermark_ = std::max(watermark_, least);
  }

  TimePoint value() const { return watermark_; }

 private:
  struct Producer {
    TimePoint newest = TimePoint::min() + kMaxLateness;  // room to subtract it
    Duration lateness{};
    Duration talked{};  // when it was last received
  };
  Duration idle_timeout_;
  TimePoint now_{};    // the newest receive time
  Duration talked_{};  // how long records came in
  TimePoint watermark_ = TimePoint::min();
  std::map<std::pair<std::string, OrganisationCode>, Producer> producers_;
};

}  // namespace yagura
