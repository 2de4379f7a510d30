// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <string>
#include <string_view>

namespace yagura {

// A text that the regular expression finds, most likely: word boundaries are left to chance, and
// what RE2 knows beyond groups, classes, repetition and the usual escapes is taken as it stands.
std::string regex_sample(std::string_view expression, std::mt19937_64& random);

}  // namespace yagura
