// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <string>

#include "base/time.hpp"
#include "model/organisation.hpp"
#include "replay/scenario.hpp"
#include "replay/scenario_reader_fields.hpp"

namespace yagura {

// Reads the records that a scenario writes out, one list item at a time, into `scenario`, whose
// span must be known by then. Part of the scenario reader. References must outlive it.
class AuthoredReader {
 public:
  AuthoredReader(YamlFields& yaml, const OrganisationTable& organisations, TimePoint midnight,
                 Scenario& scenario)
      : yaml_(yaml), organisations_(organisations), midnight_(midnight), scenario_(scenario) {}

  void read(const YAML::Node& node);

 private:
  bool valid_payload(const YAML::Node& node);
  bool valid_host(const YAML::Node& node);
  bool valid_raw(const YAML::Node& node);
  bool valid_windows(const YAML::Node& windows);

  YamlFields& yaml_;
  const OrganisationTable& organisations_;
  TimePoint midnight_;
  Scenario& scenario_;
  std::size_t text_bytes_ = 0;  // of scenario_.records
};

// By name or code; null and an error if there is none.
const Organisation* find_organisation(YamlFields& yaml, const OrganisationTable& organisations,
                                      const YAML::Node& node);

}  // namespace yagura
