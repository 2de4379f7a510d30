// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace yagura {

// A YAML (or JSON) map of placeholder names to a value or a list of values, for `expand`.
Result<std::map<std::string, std::vector<std::string>>> read_placeholders(
    const std::filesystem::path& file);

}  // namespace yagura
