// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/metrics.hpp"
#include "detect/match_statistics.hpp"
#include "detect/rule_index.hpp"

namespace yagura {

// What the matcher counts of its own work, told on to the program's counters. One thread.
class MatchMetrics {
 public:
  explicit MatchMetrics(Metrics& metrics);

  // A matcher that begins to count from nothing, and the index it works with.
  void begin(const RuleIndex& index);
  // What it has counted so far.
  void tell(const MatchStatistics& now);

 private:
  MatchStatistics before_;
  Metrics::Counter events_;
  Metrics::Counter candidates_;
  Metrics::Counter predicates_;
  Metrics::Counter values_;
  Metrics::Counter cache_hits_;
  Metrics::Counter cache_misses_;
  Metrics::Gauge without_trigger_;
  Metrics::Gauge by_presence_;
};

}  // namespace yagura
