// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace yagura {

// Bytes that every match of the regular expression has at least: most values are too short for
// what rules look for, and that is cheaper to see than a search. 0 where the expression has
// something this does not know.
std::size_t shortest_match(std::string_view expression);

}  // namespace yagura
