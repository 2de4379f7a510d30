// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/value_test.hpp"

namespace yagura {

// A text that must stand in a value for a test to hold.
struct Literal {
  enum class Anchor : std::uint8_t { whole, start, end, inside };
  std::string text;  // folded; empty only as the whole of an empty value
  Anchor anchor = Anchor::inside;
  bool decides = false;  // where it stands, the test holds: nothing more is asked
};

// Texts of which at least one stands, where its anchor says, in the folded text of every value
// that `test` holds for. None: the test says nothing that could be searched for.
std::vector<Literal> literals_of(const ValueTest& test);

// Whether the literal stands in a folded text, where its anchor says.
bool stands_in(const Literal& literal, std::string_view folded);

// What share of ordinary values has the literal, by a sample of them and by its length. A guess,
// good enough to put one before the other; greater than 0.
double expected_share(const Literal& literal);

}  // namespace yagura
