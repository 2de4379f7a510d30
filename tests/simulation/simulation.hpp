// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "simulated_disk.hpp"

namespace yagura::test {

struct SimulationResult {
  std::string wrong;  // empty: all that must hold held
  std::array<std::uint64_t, kFaults> fired{};
  std::uint64_t records = 0;  // in the journal at the end
  std::uint64_t starts = 0;   // of the daemon, and those that a fault ended
  std::uint64_t resets = 0;   // of connections
  std::uint64_t repeats = 0;  // of records
  std::uint64_t digest = 0;   // of all that was left to chance: the same seed gives the same
};

// One life of the daemon and of those who send to it, all of it out of the seed: records, faults,
// kills, power cuts, and which thread goes on when. Ends in a calm in which everything is sent and
// then judged. `story`, if given, is told what happened.
SimulationResult simulate(std::uint64_t seed, std::string* story = nullptr);

}  // namespace yagura::test
