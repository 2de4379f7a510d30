// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace yagura {

// How many characters must be added, left out, changed or swapped with their neighbour to make
// one text of the other (optimal string alignment). Characters are code points.
std::size_t edit_distance(std::string_view a, std::string_view b);

// What the writer of `wrong` may have meant: the candidates that begin with it or are a few
// mistakes away, nearest first, at most `most`. Very long texts are near nothing, so the cost is
// bounded however long `wrong` is.
std::vector<std::string_view> nearest_names(std::string_view wrong,
                                            const std::vector<std::string_view>& candidates,
                                            std::size_t most);

}  // namespace yagura
