// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>

#include "detect/rule_set.hpp"

namespace yagura {

// Reads and compiles rule files, and those below folders (*.yml and *.yaml, but not pack.yaml and
// hidden ones), in order of their paths; a file named twice is read once. What cannot be read is
// refused. Reading YAML is most of what loading costs, so all processors take part in it; the
// threads have ended when this returns.
RuleLoad load_rule_files(std::span<const std::filesystem::path> paths, const RuleOptions& options);

}  // namespace yagura
