// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/match_metrics.hpp"

namespace yagura {

MatchMetrics::MatchMetrics(Metrics& metrics)
    : events_(metrics.counter("detect_matched_events_total", "Events given to the rules.")),
      candidates_(metrics.counter("detect_candidate_rules_total",
                                  "Rules looked at, summed over events: what the index left.")),
      predicates_(metrics.counter("detect_predicates_evaluated_total",
                                  "Tests of rules evaluated beside those that scanning settled.")),
      values_(metrics.counter("detect_values_scanned_total",
                              "Values of events scanned for what rules look for.")),
      cache_hits_(metrics.counter("detect_value_cache_hits_total",
                                  "Values not scanned, as they had been before.")),
      cache_misses_(metrics.counter("detect_value_cache_misses_total",
                                    "Values looked up in the cache and not found there.")),
      without_trigger_(metrics.gauge("detect_rules_without_trigger",
                                     "Rules looked at for every event that reaches them.")),
      by_presence_(metrics.gauge("detect_rules_by_presence",
                                 "Rules looked at whenever one of their fields is there.")) {}

void MatchMetrics::begin(const RuleIndex& index) {
  before_ = {};
  without_trigger_.set(static_cast<double>(index.rules_without_trigger()));
  by_presence_.set(static_cast<double>(index.rules_by_presence()));
}

void MatchMetrics::tell(const MatchStatistics& now) {
  events_.add(now.events - before_.events);
  candidates_.add(now.candidates - before_.candidates);
  predicates_.add(now.predicates_evaluated - before_.predicates_evaluated);
  values_.add(now.values_scanned - before_.values_scanned);
  cache_hits_.add(now.cache_hits - before_.cache_hits);
  cache_misses_.add(now.cache_misses - before_.cache_misses);
  before_ = now;
}

}  // namespace yagura
