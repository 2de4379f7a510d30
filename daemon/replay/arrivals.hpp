// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.hpp"
#include "replay/record_stream.hpp"
#include "replay/traffic_random.hpp"

namespace yagura {

// When an organisation's people do something: evenly spread at the busiest hour's pace, then
// thinned by the hour's activity. Exact for a pace that changes with time, and needs no logarithm.
class Arrivals {
 public:
  // `busiest_gap` is the mean gap of a town in the busiest hour at scale 1.
  Arrivals(const Scenario& scenario, const TrafficProfile& profile, Duration busiest_gap)
      : at_(scenario.from), to_(scenario.to) {
    const std::uint64_t rate = std::uint64_t{profile.weight} * scenario.scale_permille;
    // A scale of 0 means none at all; the shortest gap bounds the number of candidates.
    gap_us_ = rate == 0
                  ? 0
                  : std::max<std::uint64_t>(
                        1000, static_cast<std::uint64_t>(busiest_gap.count()) * 10'000 / rate);
  }

  // Moves `time` to the next arrival; false after the scenario's end.
  bool next(TrafficRandom& random, TimePoint& time) {
    while (gap_us_ > 0 && at_ < to_) {
      at_ += Duration(random.between(gap_us_ / 2, gap_us_ + gap_us_ / 2));
      if (random.happens(activity_permille(at_))) {
        time = at_;
        return at_ < to_;
      }
    }
    return false;
  }

 private:
  TimePoint at_;
  TimePoint to_;
  std::uint64_t gap_us_ = 0;
};

}  // namespace yagura
