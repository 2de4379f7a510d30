// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "detect/rule_options.hpp"

namespace yagura {

// The shared Sigma data beside the source folder.
const std::filesystem::path kSigma = std::filesystem::path(YAGURA_SHARED_DIR) / "sigma";

// What all published rules load with.
RuleOptions corpus_options();

// All texts of JSON in a file that may hold several values one after the other.
std::vector<nlohmann::json> read_json_values(const std::filesystem::path& path);

}  // namespace yagura
