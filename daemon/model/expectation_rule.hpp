// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/correlation_rule.hpp"
#include "model/detection.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"

namespace yagura {

// A rule about what ought to happen: that something follows (absence), that somebody is heard of
// (silence), or how much of it is usual (baseline). Plain values, names and fields resolved.
struct ExpectationRule {
  enum class Type { absence, silence, baseline };
  // Whom a silence expects to hear of. All but `named` are those of the configuration.
  enum class Entities { named, organisations, hosts, sources };
  // Parts of an absence; the others have only `expected`.
  static constexpr std::uint32_t kExpected = 0;
  static constexpr std::uint32_t kAfter = 1;

  std::shared_ptr<const RuleInfo> info;
  Type type = Type::absence;
  std::vector<std::string> group_by;   // names as the rule writes them; of a silence one or none
  Duration within{};                   // absence, silence
  Entities expects = Entities::named;  // silence
  std::vector<std::string> entities;   // named: values of the one group-by field
  std::string role;                    // hosts: only those of this role; empty: all
  // Baseline: see correlate/baseline.hpp.
  bool sums = false;  // a field's numbers, rather than events
  unsigned weeks = 4;
  unsigned minimum_weeks = 2;
  double deviations = 6;
  double at_least = 0;
  Alerting alerting = Alerting::raised;
  // All of the above, and what the rules it names match, as one text: a rule with the same text
  // keeps its state over a reload and a restart.
  std::string definition;
};

// One match of a rule that an expectation names.
struct ExpectationObservation {
  OrganisationCode organisation;
  TimePoint time;  // event time
  std::uint32_t part = 0;
  std::vector<std::string> group;  // values of group-by, in its order
  double amount = 1;               // baseline with `field`: its number
};

// An expectation that was not met.
struct ExpectationFiring {
  std::size_t expectation = 0;  // index of the rule
  OrganisationCode organisation;
  TimePoint time;  // when it was certain: the end of the wait, or of the event that was too much
  std::vector<std::string> group;  // as the events write it
};

}  // namespace yagura
