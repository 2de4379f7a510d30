// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace yagura {

// A sample of values as benign logs have them all day, folded, each with how often. What stands in
// it is a poor thing to look for. It decides speed only, never what matches.
struct OrdinaryLine {
  unsigned weight;
  std::string_view text;
};
std::span<const OrdinaryLine> ordinary_lines();

// Bytes of the windows that literals are found by.
constexpr std::size_t kWindow = 4;

// How often the window of kWindow bytes at `bytes` stands in the sample, or a little more often.
unsigned ordinary_windows(const char* bytes);
// The same for the two bytes there.
unsigned ordinary_pairs(const char* bytes);

}  // namespace yagura
