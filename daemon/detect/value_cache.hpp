// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace yagura {

// What scanning found in values that come again and again, such as the path of a program. Bounded:
// four places for each hash, the one not used for longest is taken. Values that came one after the
// other once, as those of a program do, are expected to do so again and then found without their
// hash. One thread.
class ValueCache {
 public:
  static constexpr std::size_t kMostBytes = 212;  // of a value; longer ones seldom come again
  static constexpr std::size_t kMostFound = 32;

  ValueCache();

  // What was kept for a value under a key (which scanner it was); valid until the next keep().
  std::optional<std::span<const std::uint32_t>> find(std::uint32_t key, std::string_view value);
  // Keeps what find() has just not found; what is too large is left out.
  void keep(std::uint32_t key, std::string_view value, std::span<const std::uint32_t> found);

 private:
  static constexpr std::size_t kWays = 4;
  static constexpr std::size_t kSets = 1024;
  static constexpr std::size_t kFewFound = 8;
  // Lies so that a look-up touches few lines of the processor's cache: what was found stands
  // before the value, and only where it is much, beyond it.
  struct alignas(64) Place {
    std::uint32_t key = 0;
    std::uint32_t next = 0;  // the place that was wanted after this one
    std::uint16_t size = 0;
    std::uint16_t found_count = 0;
    std::array<std::uint32_t, kFewFound> few{};
    std::array<char, kMostBytes> value{};
    std::array<std::uint32_t, kMostFound> many{};
  };
  struct Set {
    std::array<std::uint32_t, kWays> tags{};  // 0 = free
    std::array<std::uint32_t, kWays> used{};  // by clock_
  };

  static std::span<const std::uint32_t> found_in(const Place& place) {
    return {place.found_count <= kFewFound ? place.few.data() : place.many.data(),
            place.found_count};
  }
  void use(std::size_t place);

  std::vector<Set> sets_;
  std::vector<Place> places_;
  std::uint32_t clock_ = 0;
  std::uint32_t tag_ = 0;  // of the last find()
  std::size_t set_ = 0;
  std::size_t last_ = 0;  // the place wanted last
};

}  // namespace yagura
