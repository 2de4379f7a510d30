// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "correlate/condition.hpp"
#include "model/correlation_rule.hpp"

namespace yagura {

// What one group of one correlation remembers: observations in order of event time, those with
// equal times in order of arrival. The window of an observation trails it: everything at most
// `timespan` older, the border included, whatever the clock's minutes.
//
// Memory is bounded by what the condition can tell apart, never by the traffic:
// - event_count keeps the newest n observations, n being one more than the largest number in the
//   condition;
// - value_count and temporal keep each value (or part) once, with its newest time;
// - temporal_ordered keeps the first and last of each run of one part, at most kMaxKept;
// - the others keep at most kMaxKept.
// So an observation in order is judged exactly. One that comes late is put in its place and the
// windows it falls into are judged again; older than everything kept of a full group, it is lost.
class Window {
 public:
  // Puts the entry in and tells whether the condition holds in a window it falls into.
  bool observe(const CorrelationRule& rule, const Entry& entry);

  TimePoint newest() const { return kept_.empty() ? TimePoint{} : kept_.back().time; }
  bool empty() const { return kept_.empty(); }
  std::size_t size() const { return kept_.size(); }

 private:
  std::size_t insert(const CorrelationRule& rule, Entry entry);
  void forget(const CorrelationRule& rule, std::size_t inserted);

  std::vector<Entry> kept_;
};

// The most entries a group keeps where the condition itself sets no bound.
inline constexpr std::size_t kMaxKept = 1024;

}  // namespace yagura
