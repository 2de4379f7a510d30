// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/rule.hpp"

namespace yagura {

// What a test costs if it is to come out false [0] or true [1].
using TestCost = std::array<std::uint32_t, 2>;

// A test and how it must come out.
struct WantedTest {
  std::uint32_t test = 0;  // index into DetectionTree::tests
  bool holds = true;
  auto operator<=>(const WantedTest&) const = default;
};

// The tests of a cheapest way through a condition to its holding, in order of writing; of equally
// cheap ways the one written first. Tests count as independent, and a selection that stands in the
// condition twice is paid for twice: with such, a cheaper way may exist, and a test may be wanted
// both ways. Linear in the tree.
std::vector<WantedTest> cheapest_way(const DetectionTree& tree, std::span<const TestCost> costs);

}  // namespace yagura
