// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/correlation_losses.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::chrono::hours kWarningInterval{1};

}  // namespace

void CorrelationLosses::tell(const Correlator& correlator, TimePoint now) {
  const auto& shelves = correlator.shelves();
  told_.resize(shelves.size());
  for (std::size_t i = 0; i < shelves.size(); ++i) {
    const GroupTable::Shelf& shelf = shelves[i];
    const RuleInfo& rule = *correlator.rules()[shelf.rule].info;
    Told& told = told_[i];
    if (shelf.evicted > told.evicted && now >= told.next_warning) {
      log::warning(log::Id::correlation_full,
                   "The rule '{}' was asked to remember more groups of {} than memory is allowed: "
                   "{} forgotten so far. Look for a flood of made-up values, or raise "
                   "correlation.memory_per_rule",
                   escape_for_terminal(rule.title), shelf.organisation.to_string(), shelf.evicted);
      told.next_warning = now + kWarningInterval;
    }
    count(kEvictedGroups, "Correlation groups forgotten because there were too many.", rule,
          shelf.organisation, shelf.evicted, told.evicted);
    count("correlate_late_observations_total",
          "Matches that reached a correlation after its watermark had passed their time.", rule,
          shelf.organisation, shelf.late, told.late);
    count("correlate_lost_entries_total",
          "Matches dropped from the window of a group that had too many of them.", rule,
          shelf.organisation, shelf.lost, told.lost);
  }
}

void CorrelationLosses::count(const char* name, const char* help, const RuleInfo& rule,
                              OrganisationCode organisation, std::uint64_t now,
                              std::uint64_t& before) {
  if (now > before) {
    metrics_->counter(name, help, {{"rule", rule.id}, {"organisation", organisation.to_string()}})
        .add(now - before);
    before = now;
  }
}

}  // namespace yagura
