// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "detect/predicate_table.hpp"

namespace yagura {

// What an event must show before a rule is looked at: one of these predicates, or one of these
// fields. Without it the rule cannot match.
struct Trigger {
  std::vector<std::uint32_t> predicates;  // each has literals
  std::vector<std::uint32_t> subjects;    // that are there, whatever their value
  double share = 0;                       // a guess at how many events have it
};

// The rarest trigger of a rule: of conditions that must all hold the rarest one's, of alternatives
// that of each. None for a rule that an event can match by what it lacks, such as one made of
// negations only: such rules must always be looked at.
std::optional<Trigger> rarest_trigger(const PredicateTable& table, std::uint32_t rule);

}  // namespace yagura
