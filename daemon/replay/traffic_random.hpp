// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>

namespace yagura {

// The same numbers from the same seed with every compiler and library: std::mt19937_64 is defined
// to the bit, the distributions of <random> are not, so the few needed are written out. Integers
// only, because libm is not the same everywhere either.
//
// The order in which function arguments are evaluated is the compiler's choice: draw into a named
// value first, never twice inside one call.
class TrafficRandom {
 public:
  // Each (purpose, id) has its own sequence, so that one more host does not change the others.
  TrafficRandom(std::uint64_t seed, std::uint64_t purpose, std::uint64_t id)
      : engine_(mix(mix(mix(seed) ^ purpose) ^ id)) {}

  // 0 .. bound-1; bound > 0. The bias of the remainder is below 2^-40 for bounds used here.
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  std::uint64_t between(std::uint64_t lowest, std::uint64_t highest) {
    return lowest + below(highest - lowest + 1);
  }
  bool happens(std::uint64_t permille) { return below(1000) < permille; }

  template <typename T, std::size_t N>
  const T& pick(const std::array<T, N>& choices) {
    return choices[below(N)];
  }

 private:
  // splitmix64 (Steele, Lea, Flood 2014): neighbouring seeds become unlike each other.
  static std::uint64_t mix(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15U;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
  }

  std::mt19937_64 engine_;
};

}  // namespace yagura
