// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/time.hpp"
#include "model/record.hpp"
#include "outage/service_transition.hpp"

namespace yagura {

// One update seen at one end of a feed: committed where it was made, or reflected where it is used.
struct FeedStep {
  enum class Stage { committed, reflected };
  TimePoint time;
  RecordNumber record = 0;
  std::uint64_t sequence = 0;
  Stage stage = Stage::committed;
};

// Judges whether one flow of updates still arrives: it is stale when an update was committed and
// is not reflected within a limit. Every transport on the way may answer 200 meanwhile.
//
// Each update is followed by its own number, not by the highest one seen: so a lost update among
// others that arrive is found, a number that goes back (a replaced sender) does not blind us, and
// one forged huge number changes nothing. No updates at all mean nothing is waiting: a day without
// residents' changes is not an outage. The two ends have clocks of their own, so that an update
// may be reflected "before" it is committed: reflected numbers are remembered for a day.
//
// A deadline is event time: the owner calls expire() when the time it watches has passed it.
// Value type, one thread; memory bounded by the two constants below.
class FeedMonitor {
 public:
  static constexpr std::size_t kMaxWaiting = 65'536;   // the oldest are kept: they decide
  static constexpr std::size_t kMaxReflected = 4'096;  // remembered, for duplicates
  static constexpr Duration kReflectedMemory = std::chrono::hours(24);

  // `now` is the event time reached, not before that of any earlier call; a step that was late
  // lies before it.
  std::optional<ServiceTransition> add(const FeedStep& step, TimePoint now, Duration limit);

  // The last moment at which the feed is not stale if nothing more is reflected. Empty when
  // nothing waits or when it is stale already.
  std::optional<TimePoint> deadline(Duration limit) const;
  // Tells that the deadline has passed. Precondition: there is one.
  ServiceTransition expire(Duration limit);

  std::optional<TimePoint> down_since() const { return down_since_; }
  // Updates that were not remembered because kMaxWaiting were.
  std::uint64_t dropped() const { return dropped_; }

 private:
  struct Waiting {
    TimePoint time;
    RecordNumber record = 0;
  };
  void commit(const FeedStep& step);
  void reflect(std::uint64_t sequence, TimePoint now);

  std::map<std::uint64_t, Waiting> waiting_;                    // by sequence
  std::set<std::pair<TimePoint, std::uint64_t>> oldest_first_;  // the same, by time
  std::set<std::uint64_t> reflected_;
  std::deque<std::pair<TimePoint, std::uint64_t>> reflected_order_;
  std::optional<TimePoint> down_since_;
  std::uint64_t dropped_ = 0;
};

}  // namespace yagura
