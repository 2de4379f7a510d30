// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <string_view>

namespace yagura {

// What every text in which a regular expression is found has: most values lack it, and that is
// cheaper to see than a search.
struct RegexNeeds {
  static constexpr std::size_t kBytes = 256;

  std::size_t shortest = 0;       // bytes
  std::size_t run = 0;            // so many bytes in a row, all of them of `run_bytes`
  std::bitset<kBytes> run_bytes;  // such as the digits of a hash

  bool met_by(std::string_view text) const;
};

// Nothing is needed where the expression has something this does not know.
RegexNeeds needs_of(std::string_view expression);

}  // namespace yagura
