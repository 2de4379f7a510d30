// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "config/config.hpp"
#include "detect/rule_index.hpp"
#include "detect/rule_set.hpp"

namespace yagura {

// The rules of a configuration, ready to be put in force.
struct DetectionRules {
  RuleLoad load;
  std::shared_ptr<const RuleIndex> index;  // of load.rules
};

// Reads, compiles and indexes them, which takes up to a second for thousands: not on a thread that
// others wait for. Whatever does not load is in `load.refused`, an unreadable placeholder file
// included; the rest runs. Any thread.
DetectionRules compile_rules(const DetectionConfig& detection);

// The refusals of `fresh` that `old` does not have, whatever their lines: what putting it in force
// would lose.
std::vector<Error> newly_refused(const RuleLoad& old, const RuleLoad& fresh);

}  // namespace yagura
