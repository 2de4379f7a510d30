// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <vector>

#include "base/result.hpp"
#include "detect/rule_reader.hpp"

namespace yagura {

// In order of their paths; a file named twice is read once.
using RuleFiles = std::set<std::filesystem::path>;

// Adds a file, or the rule files (.yml, .yaml) below a folder; what is hidden and the folder's
// pack.yaml are none. Why a path cannot be used goes to `refused`.
void find_rule_files(const std::filesystem::path& path, RuleFiles& files,
                     std::vector<Error>& refused);

// What stands in each file, in their order; a file that cannot be read is refused. Reading YAML is
// most of what loading rules costs, so all processors take part.
std::vector<RuleFile> read_rule_files(const RuleFiles& files);

}  // namespace yagura
