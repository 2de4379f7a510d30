// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace yagura {

// What a matcher has done so far. Counts only grow.
struct MatchStatistics {
  std::uint64_t events = 0;
  std::uint64_t candidates = 0;            // rules looked at
  std::uint64_t predicates_evaluated = 0;  // beside those that scanning settled
  std::uint64_t values_scanned = 0;        // of fields, with the literals looked for there
  std::uint64_t cache_hits = 0;            // values not scanned as they had been before
  std::uint64_t cache_misses = 0;
};

}  // namespace yagura
