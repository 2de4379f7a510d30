// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/scenario_reader.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "prefecture.hpp"

namespace yagura {
namespace {

constexpr const char* kHead = R"(title: A day
title_ja: ある日
day: 2026-02-25
from: "12:00"
to: "22:30"
seed: 5
scale: 0.25
)";

ScenarioResult parse(const std::string& text) {
  return parse_scenario(text, "s.yaml", prefecture(), prefecture_services());
}

// The errors of kHead followed by `rest`, one a line.
std::string errors_of(const std::string& rest) {
  std::string text;
  const ScenarioResult result = parse(kHead + rest);
  CHECK(result.scenario.has_value() == result.errors.empty());
  for (const Error& error : result.errors) {
    text += error.text() + "\n";
  }
  return text;
}

Scenario good(const std::string& rest) {
  ScenarioResult result = parse(kHead + rest);
  for (const Error& error : result.errors) {
    UNSCOPED_INFO(error.text());
  }
  REQUIRE(result.scenario);
  return *std::move(result.scenario);
}

std::string utc(TimePoint time) {
  return to_rfc3339(time);
}

}  // namespace

TEST_CASE("the head of a scenario is read in Japan's time", "[replay]") {
  const Scenario scenario = good("");
  CHECK(scenario.title == "A day");
  CHECK(scenario.title_ja == "ある日");
  CHECK(utc(scenario.from) == "2026-02-25T03:00:00.000Z");
  CHECK(utc(scenario.to) == "2026-02-25T13:30:00.000Z");
  CHECK(scenario.seed == 5);
  CHECK(scenario.scale_permille == 250);
}

TEST_CASE("outages are given by organisation, host or provider", "[replay]") {
  const auto check = [](const std::string& whom, std::size_t sites) {
    const Scenario scenario = good("site_outages:\n  - {" + whom +
                                   ", onset: \"12:30:00\", recovery: \"21:54\", symptom: reset}\n");
    CAPTURE(whom);
    REQUIRE(scenario.site_outages.size() == sites);
    CHECK(utc(scenario.site_outages[0].onset) == "2026-02-25T03:30:00.000Z");
    CHECK(utc(scenario.site_outages[0].recovery) == "2026-02-25T12:54:00.000Z");
    CHECK(scenario.site_outages[0].symptom == Symptom::reset);
  };
  check("organisations: [萩市]", 1);
  check("organisations: [\"352047\", 光市]", 2);
  check("organisations: [352047]", 1);
  check("hosts: [www.org352047.example]", 1);
  check("provider: mrs-cloud", 8);
}

TEST_CASE("feed disturbances are given by organisation or module", "[replay]") {
  const Scenario scenario = good(R"(
feed_stalls:
  - {module: konbini-link-4.2, from: "12:00", until: "16:40"}
quiet_feeds:
  - {organisations: [山口市]}
late_batches:
  - {organisations: [周南市], time: "13:12", minutes: 9}
)");
  REQUIRE(scenario.feed_stalls.size() == 3);
  CHECK(scenario.feed_stalls[0].feed == "certificate-updates");
  CHECK(utc(scenario.feed_stalls[0].until) == "2026-02-25T07:40:00.000Z");
  REQUIRE(scenario.quiet_feeds.size() == 1);
  CHECK(scenario.quiet_feeds[0].organisation.to_string() == "352039");
  REQUIRE(scenario.late_batches.size() == 1);
  CHECK(scenario.late_batches[0].delay == std::chrono::minutes(9));
}

TEST_CASE("authored records become what a source would send", "[replay]") {
  const Scenario scenario = good(R"(
records:
  - time: "13:00:00"
    organisation: 長門市
    repeat: 2
    every_seconds: 10
    windows: {EventID: 4625, Channel: Security, Hostname: nagato-fs01, LogonType: 10, IpPort: "0"}
  - time: "12:59:00"
    organisation: "352110"
    raw: '{epoch} 40 10.19.0.20 TCP_MISS/200 {utc}'
  - time: "14:00"
    organisation: 長門市
    host: nagato-ad01
    raw: '{"a":"{utc}"}'
)");
  REQUIRE(scenario.records.size() == 4);
  CHECK(scenario.records[0].text ==
        "1771991940.000 40 10.19.0.20 TCP_MISS/200 2026-02-25T03:59:00.000Z");
  CHECK(scenario.records[0].host.empty());
  CHECK(scenario.records[1].text ==
        R"({"@timestamp":"2026-02-25T04:00:00.000Z","EventID":4625,"Channel":"Security",)"
        R"("Hostname":"nagato-fs01","LogonType":10,"IpPort":"0","Computer":"nagato-fs01"})");
  CHECK(scenario.records[1].host == "nagato-fs01");
  CHECK(utc(scenario.records[2].time) == "2026-02-25T04:00:10.000Z");
  CHECK(scenario.records[3].host == "nagato-ad01");
  CHECK(scenario.records[3].text == R"({"a":"2026-02-25T05:00:00.000Z"})");
}

TEST_CASE("every mistake is told with its place", "[replay]") {
  // kHead has seven lines.
  const auto check = [](const std::string& rest, const std::string& expected) {
    CAPTURE(rest);
    CHECK(errors_of(rest) == expected);
  };
  check("color: red\n", "s.yaml:8:1: 'color' is no key of a scenario\n");
  check("seed: 6\n", "s.yaml:8:1: 'seed' stands twice; remove one of them\n");
  check("site_outages: 3\n", "s.yaml:8:15: 'site_outages' must be a list\n");
  check(
      "site_outages:\n- {organisations: [萩市, 萩町], onset: \"12:30\", recovery: \"13:00\", "
      "symptom: timeout}\n",
      "s.yaml:9:24: '萩町' is no organisation; write the name or the 6-digit code as in the "
      "configuration\n");
  check(
      "site_outages:\n- {provider: nobody, onset: \"13:30\", recovery: \"13:00\", "
      "symptom: slow}\n",
      "s.yaml:9:14: 'nobody' is no node of the service map\n"
      "s.yaml:9:48: 'recovery' must be later than 'onset'\n"
      "s.yaml:9:66: 'symptom' is unknown; it is one of timeout, reset, http_503, aborted, "
      "certificate\n");
  check("site_outages:\n- {onset: \"12:30\", recovery: \"13:00\", symptom: reset}\n",
        "s.yaml:9:3: exactly one of 'organisations', 'hosts', 'provider' must be given\n");
  check(
      "site_outages:\n"
      "- {hosts: [www.org352047.example], onset: \"12:30\", recovery: \"13:00\", symptom: reset}\n"
      "- {provider: mrs-cloud, onset: \"12:59\", recovery: \"14:00\", symptom: timeout}\n",
      "s.yaml:10:3: www.org352047.example is in two outages at once\n");
  check("feed_stalls:\n- {organisations: [美祢市], from: \"12:30\", until: \"25:00\"}\n",
        "s.yaml:9:20: no feed of the service map belongs to this\n"
        "s.yaml:9:48: 'until' must be a time of day; write it as 12:30 or 12:30:05, Japan's "
        "clock\n");
  check("late_batches:\n- {organisations: [周南市], time: \"13:12\", minutes: 0}\n",
        "s.yaml:9:50: 'minutes' must be a whole number from 1 to 1440\n");
  check("records:\n- {time: \"11:00\", organisation: 萩市, raw: x}\n",
        "s.yaml:9:10: the record lies outside the scenario's 'from' and 'to'\n");
  check("records:\n- {time: \"22:29\", organisation: 萩市, raw: x, repeat: 61}\n",
        "s.yaml:9:10: the record lies outside the scenario's 'from' and 'to'\n");
  check("records:\n- {time: \"13:00\", organisation: 萩市, windows: {EventID: 1}}\n",
        "s.yaml:9:46: 'windows' must be a map with EventID, Channel and Hostname\n");
  check("records:\n- {time: \"13:00\", organisation: 萩市, host: a b, raw: x}\n",
        "s.yaml:9:3: 'a b' is no host name\n");
  check("records:\n- {time: \"13:00\", organisation: 萩市, raw: \"x\\ny\"}\n",
        "s.yaml:9:42: 'raw' must be one line of at most 32768 bytes\n");
}

TEST_CASE("what is no scenario at all is refused", "[replay]") {
  const auto check = [](const std::string& text, const std::string& expected) {
    const ScenarioResult result = parse(text);
    REQUIRE_FALSE(result.errors.empty());
    CHECK_FALSE(result.scenario);
    CHECK(result.errors[0].text() == expected);
  };
  check("", "s.yaml: the file must hold one YAML document");
  // Endless empty documents for YAML::LoadAll of yaml-cpp 0.7.
  check(", a", "s.yaml: the file must hold one YAML document");
  check("]", "s.yaml:1:1: this is not YAML: illegal flow end");
  check("a: 1\n---\nb: 2\n", "s.yaml: the file must hold one YAML document");
  check("- 1\n", "s.yaml:1:1: a scenario must be a map of keys to values");
  check("title: [1\n", "s.yaml:2:1: this is not YAML: end of sequence flow not found");
  check("title: \"\\萩\"\n", R"(s.yaml:1:11: this is not YAML: unknown escape character: \xe8)");
  check("title: \xff\n", "s.yaml: the scenario is not UTF-8");
  check(std::string(2'000'000, 'x'), "s.yaml: the scenario is larger than 1 MiB");
  CHECK(parse("title: A\n").errors.size() == 1 + 5);
}

TEST_CASE("hostile YAML is refused in bounded time and memory", "[replay]") {
  CHECK_FALSE(parse(std::string(500'000, '[')).scenario);
  CHECK_FALSE(parse(std::string(500'000, '{')).scenario);
  // Many aliases of one long list, and one long text.
  std::string list = "site_outages:\n";
  for (int i = 0; i < 900; ++i) {
    list += i == 0 ? "- &a {provider: mrs-cloud, onset: \"12:30\", recovery: \"13:00\", symptom: "
                     "reset}\n"
                   : "- *a\n";
  }
  CHECK_FALSE(parse(kHead + list).scenario);
  std::string records = "records:\n- &r {time: \"13:00\", organisation: 萩市, raw: \"" +
                        std::string(30'000, 'x') + "\", repeat: 10000}\n";
  for (int i = 0; i < 900; ++i) {
    records += "- *r\n";
  }
  CHECK_FALSE(parse(kHead + records).scenario);
}

TEST_CASE("the shipped scenarios are read", "[replay]") {
  const auto check = [](const char* name, std::size_t outages, std::size_t stalls,
                        std::size_t records) {
    const std::string folder = std::string(YAGURA_SOURCE_DIR) + "/tests/scenarios/" + name;
    const ScenarioResult result = read_scenario(folder, prefecture(), prefecture_services());
    for (const Error& error : result.errors) {
      UNSCOPED_INFO(error.text());
    }
    REQUIRE(result.scenario);
    CHECK(result.scenario->site_outages.size() == outages);
    CHECK(result.scenario->feed_stalls.size() == stalls);
    CHECK(result.scenario->records.size() == records);
  };
  check("ransomware", 0, 0, 36 + 1 + 2 + 1 + 40 + 2);
  check("inc1-hosting", 11, 0, 0);
  check("inc2-certificates", 0, 3, 0);
  CHECK(read_scenario("/nowhere", prefecture(), prefecture_services()).errors[0].text() ==
        "/nowhere: the scenario cannot be read");
}

}  // namespace yagura
