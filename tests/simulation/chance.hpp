// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace yagura::test {

// Everything that is left to chance in a simulation comes from here, so that a seed tells it whole.
// SplitMix64: the standard library's distributions differ between its makers.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  // 0 to most, both included.
  std::size_t upto(std::size_t most) { return static_cast<std::size_t>(next() % (most + 1)); }
  std::size_t between(std::size_t least, std::size_t most) { return least + upto(most - least); }
  bool one_in(std::size_t count) { return next() % count == 0; }
  bool happens(double probability) {
    return static_cast<double>(next() >> 11U) * 0x1.0p-53 < probability;
  }

 private:
  std::uint64_t state_;
};

}  // namespace yagura::test
