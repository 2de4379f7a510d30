// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace yagura {

// What of `fresh` a daemon that was started with `old` cannot take up while it runs: one line each,
// with the key, both values and the reason. Everything that is not told here a reload takes up.
std::vector<std::string> restart_needs(const Config& old, const Config& fresh);

}  // namespace yagura
