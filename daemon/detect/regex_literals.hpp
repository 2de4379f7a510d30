// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "detect/literal.hpp"
#include "detect/regex.hpp"

namespace yagura {

// literals_of() for a regular expression: RE2's own analysis says which texts every match needs.
std::vector<Literal> literals_of_regex(const Regex& regex);

}  // namespace yagura
