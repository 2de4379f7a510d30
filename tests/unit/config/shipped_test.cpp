// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include "config/config.hpp"

namespace yagura {
namespace {

Config shipped(const std::string& file) {
  const ConfigResult result = read_config(std::string(YAGURA_SOURCE_DIR "/config/") + file);
  for (const Error& error : result.errors) {
    UNSCOPED_INFO(error.text());
  }
  REQUIRE(result.config);
  return *result.config;
}

OrganisationCode owner(const SourceConfig& source, const char* address) {
  for (const auto& [network, code] : source.organisations_by_address) {
    if (network.contains(*IpAddress::parse(address))) {
      return code;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("the shipped configuration loads and knows every sender", "[config]") {
  const Config config = shipped("yagura.yaml");
  CHECK(config.state_directory == "/var/lib/yagura");
  REQUIRE(config.sources.size() == 1);
  const SourceConfig& source = config.sources[0];
  CHECK(source.organisations_by_address.size() == 20);
  CHECK(owner(source, "10.10.3.4").to_string() == "350001");
  CHECK(owner(source, "10.29.255.255").to_string() == "355020");
  CHECK_FALSE(owner(source, "10.30.0.1"));
}

TEST_CASE("the demonstration loads and stays on loopback", "[config]") {
  const Config config = shipped("demo.yaml");
  CHECK(config.state_directory ==
        std::filesystem::path(YAGURA_SOURCE_DIR "/demo-run").lexically_normal());
  CHECK(config.api.address == "127.0.0.1");
  CHECK(config.api.port == 0);
  REQUIRE(config.sources.size() == 1);
  const SourceConfig& source = config.sources[0];
  CHECK(source.name == "prefecture");
  CHECK(source.address == "127.0.0.1");
  CHECK(source.port == 0);
  int last = 0;
  for (const Organisation& organisation : config.organisations->all()) {
    const std::string address = "127.0.1." + std::to_string(++last);
    CHECK(owner(source, address.c_str()) == organisation.code);
  }
  REQUIRE(config.meetings.size() == 1);
  using std::chrono::year_month_day;
  CHECK(config.meetings[0].date == year_month_day(std::chrono::year(2026) / 1 / 15));
}

TEST_CASE("the shipped bodies are one prefecture, 13 cities and 6 towns", "[config]") {
  const Config config = shipped("yagura.yaml");
  std::map<OrganisationKind, int> count;
  std::set<OrganisationCode> all;
  for (const Organisation& organisation : config.organisations->all()) {
    ++count[organisation.kind];
    all.insert(organisation.code);
    CHECK(organisation.name.ends_with(organisation.kind == OrganisationKind::prefecture ? "県"
                                      : organisation.kind == OrganisationKind::city     ? "市"
                                                                                        : "町"));
  }
  CHECK(count[OrganisationKind::prefecture] == 1);
  CHECK(count[OrganisationKind::city] == 13);
  CHECK(count[OrganisationKind::town] == 6);
  CHECK(reach_text(*config.organisations, all) == "県及び県内13市6町");
}

TEST_CASE("reach counts any set of the shipped bodies", "[config]") {
  const Config config = shipped("yagura.yaml");
  const auto& all = config.organisations->all();
  // The definition, said another way than the code does.
  const auto expected = [&](const std::set<OrganisationCode>& codes) {
    const auto count = [&](OrganisationKind kind) {
      return std::count_if(all.begin(), all.end(), [&](const Organisation& o) {
        return o.kind == kind && codes.contains(o.code);
      });
    };
    const auto cities = count(OrganisationKind::city);
    const auto towns = count(OrganisationKind::town);
    const bool prefecture = count(OrganisationKind::prefecture) > 0;
    if (cities + towns == 0) {
      return std::string(prefecture ? "県" : "");
    }
    return std::string(prefecture ? "県及び" : "") + "県内" +
           (cities > 0 ? std::to_string(cities) + "市" : "") +
           (towns > 0 ? std::to_string(towns) + "町" : "");
  };
  for (const Organisation& a : all) {
    for (const Organisation& b : all) {
      const std::set<OrganisationCode> pair{a.code, b.code};
      CHECK(reach_text(*config.organisations, pair) == expected(pair));
    }
  }
  std::mt19937 random(20260225);
  for (int i = 0; i < 2'000; ++i) {
    const auto bits = random();
    std::set<OrganisationCode> subset;
    for (std::size_t k = 0; k < all.size(); ++k) {
      if ((bits >> k & 1U) != 0) {
        subset.insert(all[k].code);
      }
    }
    CHECK(reach_text(*config.organisations, subset) == expected(subset));
  }
}

TEST_CASE("the shipped services carry both known incidents", "[config]") {
  const Config config = shipped("yagura.yaml");
  std::map<std::string, std::set<OrganisationCode>> on;
  std::set<OrganisationCode> with_site;
  for (const Site& site : config.services->sites) {
    on[site.provider].insert(site.organisation);
    with_site.insert(site.organisation);
    CHECK(site.host.ends_with(".example"));
  }
  for (const Feed& feed : config.services->feeds) {
    CHECK(feed.name == "certificate-updates");
    on[feed.module].insert(feed.organisation);
  }
  CHECK(with_site.size() == 20);
  CHECK(on.size() == 7);
  CHECK(reach_text(*config.organisations, on["mrs-cloud"]) == "県内5市3町");
  CHECK(reach_text(*config.organisations, on["konbini-link-4.2"]) == "県内3市");
  CHECK(reach_text(*config.organisations, on["konbini-link-4.1"]) == "県内9市");
}

}  // namespace yagura
