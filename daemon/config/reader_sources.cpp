// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "config/reader_organisations.hpp"

namespace yagura {
namespace {

using enum SourceType;

constexpr std::array kTypes{
    std::pair{"syslog_tcp", syslog_tcp},
    std::pair{"syslog_tls", syslog_tls},
    std::pair{"syslog_udp", syslog_udp},
    std::pair{"relp", relp},
    std::pair{"http", http},
    std::pair{"file", file},
    std::pair{"stdin", standard_input},
};

constexpr unsigned any_of(std::initializer_list<SourceType> types) {
  unsigned bits = 0;
  for (const SourceType type : types) {
    bits |= 1U << static_cast<unsigned>(type);
  }
  return bits;
}

// Keys that not every type has.
struct KeyUse {
  std::string_view key;
  unsigned types;
};
constexpr unsigned kListening = any_of({syslog_tcp, syslog_tls, syslog_udp, relp, http});
constexpr unsigned kConnected = any_of({syslog_tcp, syslog_tls, relp, http});
constexpr std::array kKeyUses{
    KeyUse{"organisations_by_address", any_of({syslog_tcp, syslog_udp, relp})},
    KeyUse{"address", kListening},
    KeyUse{"port", kListening},
    KeyUse{"max_connections", kConnected},
    KeyUse{"idle_timeout", kConnected},
    KeyUse{"path", any_of({file})},
    KeyUse{"receive_buffer", any_of({syslog_udp})},
    KeyUse{"tokens", any_of({http})},
    KeyUse{"tls", any_of({syslog_tls, relp, http})},
};

bool has_key(SourceType type, std::string_view key) {
  return std::any_of(kKeyUses.begin(), kKeyUses.end(), [&](const KeyUse& use) {
    return use.key == key && (use.types & any_of({type})) != 0;
  });
}

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

OrganisationsByDigest read_digests(const Section& section, std::string_view key,
                                   const OrganisationTable* table) {
  OrganisationsByDigest digests;
  const YamlNode* map = section.node(key);
  if (map == nullptr) {
    return digests;
  }
  if (map->kind != YamlNode::Kind::map) {
    section.complain(key, fmt::format("'{}' must be a map", key),
                     "write lines of 64 hexadecimal digits, a colon and an organisation");
    return digests;
  }
  std::set<std::string> known;
  for (const YamlEntry& entry : map->entries) {
    const auto digest = Sha256::parse(entry.key);
    const auto code = find_organisation(table, entry.value.text);
    if (!digest) {
      section.errors().add(entry.line, entry.column,
                           fmt::format("{} is not a SHA-256", in_quotes(entry.key)),
                           "write its 64 hexadecimal digits");
    } else if (!known.insert(digest->hex()).second) {
      section.errors().add(entry.line, entry.column,
                           fmt::format("the SHA-256 {} stands twice", digest->hex()),
                           "keep one of the two");
    }
    if (!code) {
      section.errors().add(entry.value.line, entry.value.column, code.error().message,
                           code.error().how_to_mend);
    }
    if (digest && code) {
      digests.emplace_back(*digest, *code);
    }
  }
  return digests;
}

std::optional<TlsConfig> read_tls(const Section& source, const OrganisationTable* table) {
  if (!source.has("tls")) {
    return std::nullopt;
  }
  const Section section = source.section("tls");
  return TlsConfig{section.path("certificate"), section.path("private_key"),
                   section.path("client_ca"), section.path("client_revocations"),
                   read_digests(section, "pinned_keys", table)};
}

void check_tls(const Section& source, SourceType type, const std::optional<TlsConfig>& tls) {
  if (!tls) {
    if (type == syslog_tls) {
      source.complain("", "a source of type syslog_tls has no 'tls'",
                      "add 'tls:' with certificate, private_key and client_ca or pinned_keys");
    }
    return;
  }
  const bool by_token = type == http && source.has("tokens");
  if (!by_token && tls->client_ca.empty() && source.node("tls")->find("pinned_keys") == nullptr) {
    source.complain("tls", "no certificate would be let in",
                    "add 'client_ca: FILE' or 'pinned_keys:' with the senders' keys");
  }
  if (tls->client_ca.empty() && !tls->client_revocations.empty()) {
    source.complain("tls", "'client_revocations' has no meaning without 'client_ca'",
                    "take it out; a pinned key is revoked by taking it out of pinned_keys");
  }
}

void check_plain_http(const Section& source, const std::string& address) {
  if (!source.has("tokens")) {
    source.complain("", "the source does not say whose records these are",
                    "add 'tokens:' with lines of a token's SHA-256, a colon and an organisation");
  }
  const auto ip = IpAddress::parse(address);
  if (ip && !IpNetwork::parse("127.0.0.0/8")->contains(*ip) && ip->to_string() != "::1") {
    source.complain("address",
                    fmt::format("without 'tls' tokens would cross the network in clear "
                                "to {}",
                                address),
                    "add 'tls:', or listen on 127.0.0.1 behind a proxy that has it");
  }
}

void check_owner(const Section& source, SourceType type) {
  const bool one = source.node("organisation") != nullptr;
  const bool proven = type == syslog_tls || type == http;  // by certificate or token
  if (proven || (source.has("tls") && has_key(type, "tls"))) {
    for (const std::string_view key : {std::string_view("organisation"), kByAddress}) {
      if (source.has(key) && (key != kByAddress || has_key(type, key))) {
        source.complain(key,
                        fmt::format("'{}' has no meaning {}", key,
                                    type == http ? "for type http" : "with 'tls'"),
                        fmt::format("take it out: the sender's {} says whose records these are",
                                    type == http ? "token or certificate" : "certificate"));
      }
    }
    return;
  }
  const bool by_address = has_key(type, kByAddress) && source.node(kByAddress) != nullptr;
  if (one && by_address) {
    source.complain(kByAddress,
                    "'organisation' and 'organisations_by_address' cannot stand together",
                    "keep the one that says whose records these are");
  } else if (!one && !by_address) {
    source.complain("", "the source does not say whose records these are",
                    has_key(type, kByAddress)
                        ? "add 'organisation: CODE' or 'organisations_by_address:'"
                        : "add 'organisation: CODE'");
  }
}

void check_keys_of_type(const Section& source, SourceType type, std::string_view name) {
  for (const KeyUse& use : kKeyUses) {
    if (source.has(use.key) && (use.types & any_of({type})) == 0) {
      source.complain(use.key, fmt::format("'{}' has no meaning for type {}", use.key, name),
                      "take it out, or change the type");
    }
  }
  if (type == file && !source.has("path")) {
    source.complain("", "a source of type file has no 'path'",
                    "add 'path: FILE': the file to follow");
  }
}

SourceConfig read_source(const Section& section, const OrganisationTable* table,
                         const SourceDefaults& defaults, const std::string& zone_name) {
  SourceConfig source;
  source.name = section.text("name");
  const std::string type = section.text("type");
  for (const auto& [name, value] : kTypes) {
    source.type = type == name ? value : source.type;
  }
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
  check_keys_of_type(section, source.type, type);
  if (source.type == standard_input) {
    return source;
  }
  if (!has_key(source.type, "port")) {
    source.path = section.path("path");
    return source;
  }
  source.organisations_by_address = read_networks(section, table);
  source.address = section.address("address").to_string();
  source.port = section.number<std::uint16_t>("port");
  source.max_connections = section.number<int>("max_connections");
  source.idle_timeout = section.duration<std::chrono::seconds>("idle_timeout");
  source.receive_buffer = section.number<std::size_t>("receive_buffer");
  source.tokens = has_key(source.type, "tokens") ? read_digests(section, "tokens", table)
                                                 : OrganisationsByDigest{};
  source.tls = has_key(source.type, "tls") ? read_tls(section, table) : std::nullopt;
  check_tls(section, source.type, source.tls);
  if (source.type == http && !source.tls) {
    check_plain_http(section, source.address);
  }
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
  bool reads_standard_input = false;
  // TCP and UDP have ports of their own.
  std::set<std::tuple<bool, std::string, std::uint16_t>> listening;
  for (const Section& section : top.sections("sources")) {
    SourceConfig source = read_source(section, table, defaults, zone_name);
    if (!source.name.empty() && !names.insert(source.name).second) {
      section.complain("name", fmt::format("the source {} stands twice", in_quotes(source.name)),
                       "rename one of the two");
    }
    if (source.type == standard_input && std::exchange(reads_standard_input, true)) {
      section.complain("type", "another source reads standard input",
                       "there is only one: take one out");
    }
    const bool listens = has_key(source.type, "port") && !source.address.empty();
    if (listens && source.port != 0 &&
        !listening.emplace(source.type == syslog_udp, source.address, source.port).second) {
      section.complain(
          "port", fmt::format("another source listens on {} port {}", source.address, source.port),
          "give this one a port of its own");
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace yagura
