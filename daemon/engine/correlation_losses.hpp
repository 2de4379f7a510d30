// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/metrics.hpp"
#include "base/time.hpp"
#include "correlate/correlator.hpp"

namespace yagura {

// Tells what a correlator had to forget or could not place, by rule and organisation: as counters,
// and as a warning once an hour of event time when groups were forgotten, for then someone floods
// us or a limit is too low. One thread.
class CorrelationLosses {
 public:
  explicit CorrelationLosses(Metrics& metrics) : metrics_(&metrics) {}

  void tell(const Correlator& correlator, TimePoint now);
  // To be called when the correlator was replaced: its counters begin again.
  void forget() { told_.clear(); }

 private:
  struct Told {
    std::uint64_t evicted = 0;
    std::uint64_t late = 0;
    std::uint64_t lost = 0;
    TimePoint next_warning = TimePoint::min();
  };
  void count(const char* name, const char* help, const RuleInfo& rule,
             OrganisationCode organisation, std::uint64_t now, std::uint64_t& before);

  Metrics* metrics_;
  std::vector<Told> told_;  // by shelf
};

// The name of the counter of forgotten groups.
inline constexpr const char* kEvictedGroups = "correlate_evicted_groups_total";

}  // namespace yagura
