// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>

#include <chrono>

namespace yagura::test {

// Looks until the condition holds; false when the time is over before.
template <typename Condition>
bool await(Condition holds, std::chrono::milliseconds patience) {
  constexpr int kBetweenLooksMs = 5;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= deadline) {
      return false;
    }
    (void)::poll(nullptr, 0, kBetweenLooksMs);
  }
  return true;
}

}  // namespace yagura::test
