// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader_services.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/nearest_name.hpp"
#include "config/reader_organisations.hpp"

namespace yagura {
namespace {

using Ids = std::set<std::string>;

Ids read_nodes(const Section& top, std::string_view list, Ids& taken, ServiceMap& map) {
  Ids ids;
  for (const Section& section : top.sections(list)) {
    CauseNode node{section.text("id"), section.text("name")};
    if (node.id.empty()) {
      continue;
    }
    if (!taken.insert(node.id).second) {
      section.complain("id", fmt::format("the id {} stands twice", in_quotes(node.id)),
                       "ids of providers and modules must differ: rename one");
      continue;
    }
    ids.insert(node.id);
    map.nodes.push_back(std::move(node));
  }
  return ids;
}

// The id that the section refers to under `key`; empty after an error.
std::string reference(const Section& section, std::string_view key, const Ids& ids) {
  std::string id = section.text(key);
  if (id.empty() || ids.contains(id)) {
    return id;
  }
  const std::vector<std::string_view> candidates(ids.begin(), ids.end());
  const auto near = nearest_names(id, candidates, 1);
  section.complain(key, fmt::format("there is no {} {}", key, in_quotes(id)),
                   near.empty() ? fmt::format("add it under {}s", key)
                                : fmt::format("did you mean {}?", near[0]));
  return {};
}

void read_sites(const Section& top, const OrganisationTable* table, const Ids& providers,
                ServiceMap& map) {
  Ids hosts;
  for (const Section& section : top.sections("sites")) {
    const auto organisation = organisation_of(section, "organisation", table);
    Site site{organisation.value_or(OrganisationCode()), section.text("host"),
              reference(section, "provider", providers)};
    if (!site.host.empty() && !hosts.insert(site.host).second) {
      section.complain("host", fmt::format("the host {} stands twice", in_quotes(site.host)),
                       "keep one of the two");
    }
    map.sites.push_back(std::move(site));
  }
}

void read_feeds(const Section& top, const OrganisationTable* table, const Ids& modules,
                ServiceMap& map) {
  std::set<std::pair<OrganisationCode, std::string>> known;
  for (const Section& section : top.sections("feeds")) {
    const auto organisation = organisation_of(section, "organisation", table);
    Feed feed{organisation.value_or(OrganisationCode()), section.text("name"),
              reference(section, "module", modules)};
    if (organisation.value_or(OrganisationCode()) && !feed.name.empty() &&
        !known.emplace(feed.organisation, feed.name).second) {
      section.complain("name",
                       fmt::format("the feed {} of {} stands twice", in_quotes(feed.name),
                                   feed.organisation.to_string()),
                       "keep one of the two");
    }
    map.feeds.push_back(std::move(feed));
  }
}

}  // namespace

ServiceMap read_services(const YamlNode& root, const OrganisationTable* table, FileErrors& errors) {
  const Section top(KeyFile::services, root, "", errors);
  ServiceMap map;
  Ids taken;
  const Ids providers = read_nodes(top, "providers", taken, map);
  const Ids modules = read_nodes(top, "modules", taken, map);
  read_sites(top, table, providers, map);
  read_feeds(top, table, modules, map);
  return map;
}

}  // namespace yagura
