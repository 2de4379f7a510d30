// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/organisation.hpp"
#include "model/service_map.hpp"
#include "replay/scenario.hpp"

namespace yagura {

// Either a whole scenario, or everything that is wrong with it, all at once.
struct ScenarioResult {
  std::optional<Scenario> scenario;
  std::vector<Error> errors;  // in order of line; empty exactly if scenario is there
};

// Reads FILE, or FILE/scenario.yaml if it is a folder. Keys are in tests/scenarios/README.md.
ScenarioResult read_scenario(const std::filesystem::path& file,
                             const OrganisationTable& organisations, const ServiceMap& services);

// The same for a text in memory; `file_name` only stands in the errors.
ScenarioResult parse_scenario(std::string_view text, const std::string& file_name,
                              const OrganisationTable& organisations, const ServiceMap& services);

}  // namespace yagura
