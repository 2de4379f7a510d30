// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_form.hpp"
#include "base/digest.hpp"
#include "base/time.hpp"
#include "correlate/expected_key.hpp"
#include "model/expectation_rule.hpp"

namespace yagura {

// "B was not seen within T after A", for each group. The definition: an A at time a fires once the
// watermark has passed a + T, if no B of its group lies in [a, a + T]. It fires at a + T, each A
// for itself, whatever the order of arrival.
//
// Kept are the As that wait and, for As that come late, the Bs of the last T; an A whose wait was
// over before it came is late. Bounds: kMostTimes of either in a group (of Bs the oldest goes, an
// A beyond is lost and counted), and `groups` groups. One thread; no clock but the watermark.
class Absence {
 public:
  static constexpr std::size_t kMostTimes = 64;

  Absence(Duration within, std::size_t groups) : within_(within), states_(groups) {}

  void observe(const ExpectationObservation& observation);
  // Appends what the watermark, which never moves back, lets be known; in order of time.
  void advance(TimePoint watermark, std::vector<ExpectationFiring>& out);

  void save(ByteSink& sink) const;
  // Goes on from what save() wrote, of a fresh object; false: that is damaged.
  bool load(ByteSource& source);

  std::size_t groups() const { return states_.size(); }
  std::uint64_t evicted() const { return states_.evicted() + lost_; }
  std::uint64_t late() const { return late_; }

 private:
  struct Times {
    std::vector<TimePoint> waiting;  // As, sorted
    std::vector<TimePoint> seen;     // Bs, sorted
  };

  void see(Times& times, const Digest& digest, TimePoint time);
  void wait(Times& times, const Digest& digest, TimePoint time);
  void sweep();

  Duration within_;
  KeyedStates<Times> states_;
  std::multiset<std::pair<TimePoint, Digest>> waits_;  // of all groups, by their A
  TimePoint watermark_ = TimePoint::min();
  TimePoint next_sweep_ = TimePoint::min();
  std::uint64_t lost_ = 0;
  std::uint64_t late_ = 0;
};

// "Nothing was heard of an expected entity for T." Who is expected is known beforehand, so one that
// was never heard of is missed, too: its wait begins with the first watermark after that. It fires
// at the newest event's time + T once the watermark has passed it, and not again before it was
// heard of. Memory: a time for each expected entity. One thread.
class Silence {
 public:
  // `most`: whoever is expected without being named, beyond that many, is not.
  Silence(Duration within, std::size_t most) : within_(within), most_(most) {}

  // Expects these from now on, and no others; keeps what is known of those expected before. A key
  // without organisation may be heard of in any, and fires in the one where it was last.
  void expect(const std::vector<ExpectedKey>& keys);
  // Expects whoever is heard of, from then on.
  void expect_anyone() { anyone_ = true; }
  void observe(const ExpectationObservation& observation);
  void advance(TimePoint watermark, std::vector<ExpectationFiring>& out);

  void save(ByteSink& sink) const;
  // Goes on from what save() wrote, for those who are expected already; false: that is damaged.
  bool load(ByteSource& source);

 private:
  struct Entity {
    ExpectedKey key;
    TimePoint newest = TimePoint::min();  // heard of, or expected since; min: not begun
    bool told = false;
  };

  void schedule();

  Duration within_;
  std::size_t most_;
  bool anyone_ = false;
  std::map<Digest, Entity> entities_;
  // One for each that was not told, perhaps too early: then it is put off when its turn comes.
  std::set<std::pair<TimePoint, Digest>> due_;
  TimePoint watermark_ = TimePoint::min();
};

}  // namespace yagura
