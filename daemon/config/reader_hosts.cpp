// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader_hosts.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "config/key_value.hpp"
#include "config/reader_organisations.hpp"
#include "config/reader_section.hpp"

namespace yagura {

std::vector<Host> read_hosts(const YamlNode& root, const OrganisationTable* table,
                             FileErrors& errors) {
  const Section top(KeyFile::hosts, root, "", errors);
  std::vector<Host> hosts;
  std::set<std::pair<OrganisationCode, std::string>> known;
  for (const Section& section : top.sections("hosts")) {
    const auto organisation = organisation_of(section, "organisation", table);
    Host host{organisation.value_or(OrganisationCode()), section.text("name"),
              section.text("role")};
    if (organisation && !host.name.empty() &&
        !known.emplace(host.organisation, ascii_lower(host.name)).second) {
      section.complain("name",
                       fmt::format("the host {} of {} stands twice", in_quotes(host.name),
                                   host.organisation.to_string()),
                       "keep one of the two; case does not tell hosts apart");
    }
    hosts.push_back(std::move(host));
  }
  return hosts;
}

}  // namespace yagura
