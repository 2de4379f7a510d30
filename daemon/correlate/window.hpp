// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "correlate/condition.hpp"
#include "correlate/tally.hpp"
#include "correlate/thinning.hpp"
#include "correlate/window_plan.hpp"

namespace yagura {

// What one group of one correlation remembers: observations in order of event time, those with
// equal times in order of arrival. The window of an observation trails it: everything at most
// `timespan` older, the border included, whatever the clock's minutes.
//
// An observation in order costs O(1), spread over many: it moves the window's end and tallies what
// enters and leaves (a temporal one costs as many steps as its window has entries, and those are
// few). One that comes late is put in its place, and the windows it falls into are judged again:
// a step for each entry newer than it, or for each in its window, whichever are fewer. When entries
// have doubled they are thinned (correlate/thinning.hpp), which bounds them; until something
// needed must be dropped, the answers are those of holds() over the whole history.
class Window {
 public:
  // Puts the entry in and tells whether the condition holds in a window it falls into. Nothing
  // older than `horizon` is expected any more: what comes nevertheless is judged by what is left.
  bool observe(const WindowPlan& plan, const Entry& entry, TimePoint horizon, Thinning& thinning);

  TimePoint newest() const { return entries_.empty() ? TimePoint::min() : entries_.back().time; }
  std::span<const Entry> entries() const { return entries_; }
  // Memory beside the window itself, by size, not by what was allocated: the same entries count
  // the same wherever they come from.
  std::size_t bytes(const WindowPlan& plan) const;
  // Entries that were needed and dropped in the last observe().
  std::size_t lost() const { return lost_; }

  // A window goes on from entries() and thinned_at() of another.
  void restore(const WindowPlan& plan, std::vector<Entry> entries, std::uint32_t thinned_at);
  std::uint32_t thinned_at() const { return thin_at_; }
  // Whether a window with these entries can have that number.
  static bool can_thin_at(std::uint64_t thinned_at, std::span<const Entry> entries) {
    return thinned_at >= kFirstThinning && entries.size() <= thinned_at &&
           thinned_at <= std::max<std::uint64_t>(kFirstThinning, 2 * entries.size());
  }

 private:
  // Up to so many entries a window is counted anew each time, which is sooner than a tally.
  static constexpr std::size_t kUntallied = 16;
  static constexpr std::uint32_t kFirstThinning = 16;

  bool append(const WindowPlan& plan, const Entry& entry);
  bool insert(const WindowPlan& plan, const Entry& entry);
  bool judge_newest(const WindowPlan& plan) const;
  bool judge_counts(const WindowPlan& plan, std::size_t first, TimePoint last_end) const;
  bool judge_parts(const WindowPlan& plan, std::size_t first, TimePoint last_end) const;
  bool judge_tallied(const WindowPlan& plan, std::size_t first, TimePoint last_end);
  std::size_t start_of(const WindowPlan& plan, std::size_t end) const;
  void begin_anew(const WindowPlan& plan);
  void tally(const WindowPlan& plan);

  std::vector<Entry> entries_;
  std::unique_ptr<Tally> tally_;  // of the window that ends at the newest entry, if it is large
  std::uint32_t start_ = 0;       // its first entry
  std::uint32_t thin_at_ = kFirstThinning;
  std::uint32_t lost_ = 0;
};

}  // namespace yagura
