// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>
#include <utility>

#include "config/reader_organisations.hpp"

namespace yagura {
namespace {

constexpr std::array<std::string_view, 5> kTcpOnly{"organisations_by_address", "address", "port",
                                                   "max_connections", "idle_timeout"};

constexpr std::string_view kByAddress = "organisations_by_address";

using ByAddress = std::vector<std::pair<IpNetwork, OrganisationCode>>;

// Prefix length in the 128-bit form, in which IPv4 and IPv6 compare.
int specificity(const IpNetwork& network) {
  const std::string text = network.to_string();
  const auto slash = text.find('/');
  const bool v6 = text.find(':') != std::string::npos;
  if (slash == std::string::npos) {
    return 128;
  }
  int bits = 0;
  std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
  return v6 ? bits : bits + 96;
}

ByAddress read_networks(const Section& source, const OrganisationTable* table) {
  ByAddress networks;
  const YamlNode* map = source.node(kByAddress);
  if (map == nullptr) {
    return networks;
  }
  if (map->kind != YamlNode::Kind::map) {
    source.complain(kByAddress, fmt::format("'{}' must be a map", kByAddress),
                    "write lines such as '10.11.0.0/16: 352012'");
    return networks;
  }
  FileErrors& errors = source.errors();
  std::set<std::string> known;
  for (const YamlEntry& entry : map->entries) {
    const auto network = IpNetwork::parse(entry.key);
    const auto code = find_organisation(table, entry.value.text);
    if (!network) {
      errors.add(entry.line, entry.column, fmt::format("{} is not a network", in_quotes(entry.key)),
                 "write for example 10.11.0.0/16, with no bits set behind the prefix");
    } else if (!known.insert(network->to_string()).second) {
      errors.add(entry.line, entry.column,
                 fmt::format("the network {} stands twice", network->to_string()),
                 "keep one of the two");
    }
    if (!code) {
      errors.add(entry.value.line, entry.value.column, code.error().message,
                 code.error().how_to_mend);
    }
    if (network && code) {
      networks.emplace_back(*network, *code);
    }
  }
  std::stable_sort(networks.begin(), networks.end(), [](const auto& a, const auto& b) {
    return specificity(a.first) > specificity(b.first);
  });
  return networks;
}

void check_owner(const Section& source, SourceType type) {
  const bool one = source.node("organisation") != nullptr;
  const bool by_address =
      type == SourceType::syslog_tcp && source.node("organisations_by_address") != nullptr;
  if (one && by_address) {
    source.complain("organisations_by_address",
                    "'organisation' and 'organisations_by_address' cannot stand together",
                    "keep the one that says whose records these are");
  } else if (!one && !by_address) {
    source.complain("", "the source does not say whose records these are",
                    type == SourceType::file
                        ? "add 'organisation: CODE'"
                        : "add 'organisation: CODE' or 'organisations_by_address:'");
  }
}

void check_keys_of_type(const Section& source, SourceType type) {
  if (type == SourceType::file) {
    for (const std::string_view key : kTcpOnly) {
      if (source.has(key)) {
        source.complain(key, fmt::format("'{}' has no meaning for type file", key), "take it out");
      }
    }
    if (!source.has("path")) {
      source.complain("", "a source of type file has no 'path'",
                      "add 'path: FILE': the file to follow");
    }
  } else if (source.has("path")) {
    source.complain("path", "'path' has no meaning for type syslog_tcp",
                    "take it out, or make it 'type: file'");
  }
}

SourceConfig read_source(const Section& section, const OrganisationTable* table,
                         const SourceDefaults& defaults, const std::string& zone_name) {
  SourceConfig source;
  source.name = section.text("name");
  const std::string type = section.text("type");
  source.type = type == "file" ? SourceType::file : SourceType::syslog_tcp;
  source.format = section.text("format");
  source.charset = section.text("charset");
  source.time_zone = section.time_zone("time_zone", defaults.zone);
  const YamlNode* own_zone = section.node("time_zone");
  source.time_zone_name = own_zone == nullptr ? zone_name : own_zone->text;
  source.lateness = section.has("lateness") ? section.duration<std::chrono::seconds>("lateness")
                                            : defaults.lateness;
  source.organisation = organisation_of(section, "organisation", table);
  if (type.empty()) {
    source.address.clear();
    return source;
  }
  check_owner(section, source.type);
  check_keys_of_type(section, source.type);
  if (source.type == SourceType::file) {
    source.path = section.path("path");
    return source;
  }
  source.organisations_by_address = read_networks(section, table);
  source.address = section.address("address").to_string();
  source.port = section.number<std::uint16_t>("port");
  source.max_connections = section.number<int>("max_connections");
  source.idle_timeout = section.duration<std::chrono::seconds>("idle_timeout");
  return source;
}

}  // namespace

std::vector<SourceConfig> read_sources(const Section& top, const OrganisationTable* table,
                                       const SourceDefaults& defaults) {
  const YamlNode* zone_node = top.node("time_zone");
  const std::string zone_name =
      zone_node == nullptr ? std::string(find_key(KeyFile::configuration, "time_zone")->initial)
                           : zone_node->text;
  std::vector<SourceConfig> sources;
  std::set<std::string> names;
  std::set<std::pair<std::string, std::uint16_t>> listening;
  for (const Section& section : top.sections("sources")) {
    SourceConfig source = read_source(section, table, defaults, zone_name);
    if (!source.name.empty() && !names.insert(source.name).second) {
      section.complain("name", fmt::format("the source {} stands twice", in_quotes(source.name)),
                       "rename one of the two");
    }
    const bool listens = source.type == SourceType::syslog_tcp && !source.address.empty();
    if (listens && source.port != 0 && !listening.emplace(source.address, source.port).second) {
      section.complain(
          "port", fmt::format("another source listens on {} port {}", source.address, source.port),
          "give this one a port of its own");
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace yagura
