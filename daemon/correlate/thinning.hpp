// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "base/time.hpp"
#include "correlate/condition.hpp"
#include "correlate/window_plan.hpp"

namespace yagura {

// Takes out of a group's entries what no later window can tell from the rest, so that memory
// follows what the condition asks for and not the traffic. Windows may still end at `horizon` or
// later (no earlier event is expected), and of course at the newest entry.
//
// - No such window reaches further back than a timespan before the earlier of the two.
// - Windows take what lies before it from some place on to its end. Of counts they see enough in
//   the last n entries, or in the last n different values, each where it was last: n is
//   WindowPlan::telling, from where on all counts compare alike. Of a run of one part an order
//   needs the last.
// - What lies after it is cut into cells of one timespan. A window ends in one cell and begins in
//   the cell before, so of each it takes a first or a last stretch: the first n and the last n are
//   enough. For different values this holds if the condition is a rising one, else all are kept:
//   a window that ends at an entry left out is then no better than one that ends at an entry kept,
//   or at the late event itself.
// - All else is kept, up to WindowPlan::most_kept.
//
// Keeps its working memory from one call to the next. One thread.
class Thinning {
 public:
  // Returns how many entries were lost because even what is needed was too much.
  std::size_t thin(const WindowPlan& plan, TimePoint horizon, std::vector<Entry>& entries);

 private:
  enum class Side { first, last };
  void choose(const WindowPlan& plan, const std::vector<Entry>& entries, std::size_t begin,
              std::size_t end, Side side);
  void choose_runs(const std::vector<Entry>& entries, std::size_t begin, std::size_t end);
  void choose_cells(const WindowPlan& plan, const std::vector<Entry>& entries, std::size_t begin);
  void sweep(std::vector<Entry>& entries);

  std::vector<std::uint8_t> chosen_;  // by entry: 1 = kept
  boost::unordered_flat_set<std::uint64_t> values_;
};

}  // namespace yagura
