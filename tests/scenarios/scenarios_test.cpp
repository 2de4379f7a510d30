// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The whole daemon, fed with the scenarios beside this file, against their expected.json.

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "daemon_fixture.hpp"

namespace yagura {
namespace {

using nlohmann::json;
using test::contents_of;
using test::DaemonFixture;

const std::vector<std::string> kScenarios{"inc1-hosting", "inc2-certificates", "ransomware"};

json expected_of(const std::string& scenario) {
  return json::parse(contents_of(DaemonFixture::scenario(scenario) + "/expected.json"));
}

std::set<std::string> codes_of(const json& organisations) {
  std::set<std::string> codes;
  for (const json& one : organisations) {
    codes.insert(one.is_string() ? one.get<std::string>() : one.at("code").get<std::string>());
  }
  return codes;
}

bool is_near(const json& found, const json& expected, int tolerance) {
  if (found.is_null() || expected.is_null()) {
    return found.is_null() == expected.is_null();
  }
  const auto a = parse_rfc3339(found.get<std::string>(), TimeZone());
  const auto b = parse_rfc3339(expected.get<std::string>(), TimeZone());
  return a && b && std::chrono::abs(*a - *b) <= std::chrono::seconds(tolerance);
}

// The found incident is the expected one, in every point that the truth states.
void check_incident(const json& found, const json& truth) {
  INFO(found.dump(1));
  CHECK(found.at("kind") == truth.at("kind"));
  CHECK(found.at("reach") == truth.at("reach"));
  CHECK(codes_of(found.at("maximum")) == codes_of(truth.at("organisations")));
  CHECK(found.at("ipa_rank") == truth.at("ipa_rank"));
  CHECK(found.at("stages") == truth.at("stages"));
  const int tolerance = truth.at("tolerance_seconds");
  CHECK(is_near(found.at("onset"), truth.at("onset"), tolerance));
  CHECK(is_near(found.at("recovered"), truth.at("recovered"), tolerance));
  if (truth.contains("cause_node")) {
    CHECK(found.at("cause_node") == truth.at("cause_node"));
  }
  std::set<std::string> entities;
  for (const json& entity : found.at("entities")) {
    entities.insert(entity.at("value"));
  }
  for (const json& entity : truth.value("entities", json::array())) {
    CHECK(entities.count(entity) == 1);
  }
}

void check_all(json found, const std::vector<std::string>& scenarios) {
  INFO(found.dump(1));
  REQUIRE(found.size() == scenarios.size());
  std::sort(found.begin(), found.end(), [](const json& a, const json& b) {
    return a.at("detected").get<std::string>() < b.at("detected").get<std::string>();
  });
  for (std::size_t i = 0; i < scenarios.size(); ++i) {
    check_incident(found[i], expected_of(scenarios[i]).at("incidents").at(0));
  }
}

std::vector<std::string> replay_arguments(const std::string& seconds) {
  std::vector<std::string> arguments{"replay", "--duration", seconds};
  for (const std::string& scenario : kScenarios) {
    arguments.push_back(DaemonFixture::scenario(scenario));
  }
  return arguments;
}

bool has_lines(const std::string& text, const std::string& lines) {
  return ("\n" + text).find("\n" + lines + "\n") != std::string::npos;
}

std::set<std::string> ids_of(const json& incidents) {
  std::set<std::string> ids;
  for (const json& incident : incidents) {
    ids.insert(incident.at("id"));
  }
  return ids;
}

std::uint64_t accepted(const DaemonFixture& fixture) {
  const std::string text = fixture.yagura({"status"}).out;
  const auto at = text.find(": ");
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + 2, nullptr, 10);
}

}  // namespace

TEST_CASE("three scenarios in ordinary traffic give three incidents and the council's lines",
          "[scenarios]") {
  DaemonFixture fixture;
  fixture.start();
  const auto replayed = fixture.yagura(replay_arguments("0"));
  INFO(replayed.err << fixture.daemon_log());
  REQUIRE(replayed.exit_code == 0);
  check_all(fixture.incidents(), kScenarios);

  const auto report = fixture.yagura({"report", "council", "--since", "2026-01-15"});
  REQUIRE(report.exit_code == 0);
  CHECK(has_lines(report.out, "(1) 令和8年2月25日判明"));
  CHECK(has_lines(report.out, "・影響 県内5市3町"));
  CHECK(has_lines(report.out, "(2) 令和8年3月16日判明"));
  CHECK(has_lines(report.out, "・影響 県内3市"));
  CHECK(has_lines(report.out, "(3) 令和8年3月18日判明"));
  const auto page =
      fixture.yagura({"report", "council", "--since", "2026-01-15", "--format", "html"});
  CHECK(page.out.find("令和8年3月16日判明") != std::string::npos);

  const std::string id = fixture.incidents().at(0).at("id");
  const auto shown = fixture.yagura({"incidents", "show", id.substr(0, 8)});
  CHECK(shown.exit_code == 0);
  CHECK(shown.out.find(id.substr(0, 8)) != std::string::npos);
  CHECK(fixture.yagura({"incidents", "show", "00000000"}).exit_code == 1);

  // The same records once more: everything is known, nothing is doubled.
  const auto before = ids_of(fixture.incidents());
  REQUIRE(fixture.yagura(replay_arguments("0")).exit_code == 0);
  CHECK(ids_of(fixture.incidents()) == before);
}

TEST_CASE("kill -9 in mid-replay changes neither the incidents nor their ids", "[scenarios]") {
  json undisturbed;
  {
    DaemonFixture fixture;
    fixture.start();
    REQUIRE(fixture.yagura(replay_arguments("0")).exit_code == 0);
    undisturbed = fixture.incidents();
  }
  DaemonFixture fixture;
  fixture.write_config(fixture.shipped_config() + "correlation: {checkpoint_interval: 1s}\n");
  fixture.start();
  const auto replaying = fixture.begin_beside(replay_arguments("15"));
  // Three kills at different places of the journal, each after some thousand further records.
  for (std::uint64_t last = 0, kills = 0; kills < 3; ++kills) {
    while (accepted(fixture) < last + 4000) {
      REQUIRE_FALSE(replaying->ended());
    }
    last = accepted(fixture);
    fixture.daemon().signal(SIGKILL);
    CHECK(fixture.daemon().wait() == 128 + SIGKILL);
    fixture.start();
  }
  INFO(contents_of(fixture.path("beside.err")));
  REQUIRE(replaying->wait() == 0);
  const json found = fixture.incidents();
  check_all(found, kScenarios);
  CHECK(ids_of(found) == ids_of(undisturbed));
}

TEST_CASE("followed files give the same incident as the network", "[scenarios]") {
  DaemonFixture fixture;
  REQUIRE(fixture
              .yagura({"replay", "--to-folder", fixture.path("logs"),
                       DaemonFixture::scenario("ransomware")})
              .exit_code == 0);
  std::string config = fixture.shipped_config();
  const auto sources = config.find("sources:");
  REQUIRE(sources != std::string::npos);
  std::string list = "sources:\n";
  for (const auto& entry : std::filesystem::directory_iterator(fixture.path("logs"))) {
    const std::string code = entry.path().stem().string();
    list += "  - {name: file-" + code + ", type: file, organisation: \"" + code +
            "\", path: " + entry.path().string() + "}\n";
  }
  fixture.write_config(config.substr(0, sources) + list);
  fixture.start();
  std::uint64_t lines = 0;
  for (const auto& entry : std::filesystem::directory_iterator(fixture.path("logs"))) {
    const std::string text = contents_of(entry.path());
    lines += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  }
  REQUIRE(lines > 0);
  while (accepted(fixture) < lines) {
  }
  // A clean stop and start in between must not read anything twice.
  fixture.daemon().signal(SIGTERM);
  CHECK(fixture.daemon().wait() == 0);
  fixture.start();
  CHECK(accepted(fixture) == lines);
  check_all(fixture.incidents(), {"ransomware"});
}

}  // namespace yagura
