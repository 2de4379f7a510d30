// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Any bytes as a scenario. Held: no crash, bounded memory, and either a scenario whose records are
// in order within its span, or errors that all have a file and sane text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "replay/scenario_reader.hpp"

namespace {

yagura::OrganisationTable organisations() {
  return yagura::OrganisationTable({{yagura::OrganisationCode::parse("352047").value(), "萩市",
                                     "Hagi City", yagura::OrganisationKind::city, ""},
                                    {yagura::OrganisationCode::parse("352110").value(), "長門市",
                                     "Nagato City", yagura::OrganisationKind::city, ""}});
}

yagura::ServiceMap services() {
  const auto hagi = yagura::OrganisationCode::parse("352047").value();
  yagura::ServiceMap map;
  map.nodes = {{"mrs-cloud", "MRSクラウドサービス"}, {"konbini-link-4.2", "連携モジュール"}};
  map.sites = {{hagi, "www.hagi.example", "mrs-cloud"}};
  map.feeds = {{hagi, "certificate-updates", "konbini-link-4.2"}};
  return map;
}

bool is_sane(const yagura::Error& error) {
  return error.place && !error.place->file.empty() && !error.message.empty() &&
         error.place->line >= 0 && error.place->column >= 0 && yagura::is_valid_utf8(error.text());
}

bool is_sane(const yagura::Scenario& scenario) {
  return scenario.from < scenario.to &&
         std::is_sorted(scenario.records.begin(), scenario.records.end(),
                        [](const auto& a, const auto& b) { return a.time < b.time; }) &&
         (scenario.records.empty() || (scenario.from <= scenario.records.front().time &&
                                       scenario.records.back().time < scenario.to));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const yagura::ScenarioResult result =
      yagura::parse_scenario(text, "f.yaml", organisations(), services());
  if (result.scenario.has_value() != result.errors.empty() ||
      !std::all_of(result.errors.begin(), result.errors.end(),
                   [](const yagura::Error& error) { return is_sane(error); }) ||
      (result.scenario && !is_sane(*result.scenario))) {
    std::abort();
  }
  return 0;
}
