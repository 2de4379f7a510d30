// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace yagura {

// Whether the values of a field come again often enough to be worth looking up. Judged by rounds
// of look-ups; after a poor one there are none for a while. Depends on the values only, so the
// same events always take the same way.
class Recurrence {
 public:
  // Asked before each value.
  bool worth_a_look() {
    if (pause_ > 0) {
      --pause_;
      return false;
    }
    if (++look_ups_ == kRound) {
      pause_ = hits_ < kFewestHits ? kPause : 0;
      look_ups_ = 0;
      hits_ = 0;
    }
    return true;
  }
  void note_hit() { ++hits_; }

 private:
  static constexpr std::uint32_t kRound = 512;
  // A look-up that fails costs about a third of scanning, and drives out a value of another field.
  static constexpr std::uint32_t kFewestHits = kRound * 2 / 5;
  static constexpr std::uint32_t kPause = 64 * kRound;

  std::uint32_t look_ups_ = 0;
  std::uint32_t hits_ = 0;
  std::uint32_t pause_ = 0;
};

}  // namespace yagura
