// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/match_run.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "temporary_folder.hpp"

using namespace yagura;

namespace {

const std::filesystem::path kRules = std::filesystem::path(YAGURA_SOURCE_DIR) / "rules";

struct Output {
  int code;
  std::string out;
  std::string err;
};

Output match(const std::string& events, MatchOptions options = {}) {
  options.rules = {kRules / "ransomware"};
  std::istringstream in(events);
  std::ostringstream out;
  std::ostringstream err;
  const int code = run_match(options, in, out, err);
  return {code, out.str(), err.str()};
}

constexpr const char* kShadowRule = "\"60eb1e59-2d2c-489f-b14b-0327014ba6a0\"";

}  // namespace

TEST_CASE("every rule we ship passes its own tests", "[engine]") {
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_rules_test({kRules}, out, err) == 0);
  CHECK(err.str().empty());
  CHECK(out.str().find("0 tests") != 0);
}

TEST_CASE("events are read nested, flat, in our names and as EVTX", "[engine]") {
  const std::string command = R"("vssadmin delete shadows")";
  const auto check = [](const std::string& event) {
    INFO(event);
    CHECK(match(event).out == "{\"line\":1,\"rules\":[" + std::string(kShadowRule) + "]}\n");
  };
  check(R"({"CommandLine":)" + command + "}");
  check(R"({"process.command_line":)" + command + "}");
  check(R"({"process":{"command_line":)" + command + "}}");
  check(R"({"winlog.event_data.CommandLine":)" + command + "}");
  check(R"({"Event":{"System":{"EventID":{"#text":1}},"EventData":{"Command Line":)" + command +
        "}}}");
}

TEST_CASE("a line that is no event is told, and the others are matched", "[engine]") {
  const Output output = match("{\n\n[]\n{\"CommandLine\":\"wbadmin delete catalog\"}\n");
  CHECK(output.code == 1);
  CHECK(output.out == "{\"line\":4,\"rules\":[" + std::string(kShadowRule) + "]}\n");
  CHECK(output.err.find("line 1: ") == 0);
  CHECK(output.err.find("line 3: an event is a JSON object\n") != std::string::npos);
}

TEST_CASE("the log source of the events routes rules away", "[engine]") {
  MatchOptions options;
  options.source = *parse_log_source("product=linux");
  CHECK(match(R"({"CommandLine":"vssadmin delete shadows"})", options).out.empty());
  CHECK_FALSE(parse_log_source("vendor=x").has_value());
}

TEST_CASE("a correlation tells group, line and time, with any number of threads", "[engine]") {
  std::string events;
  for (int i = 0; i < 20; ++i) {
    events += "{\"@timestamp\":\"2026-04-01T00:00:" + std::to_string(10 + i) +
              "Z\",\"EventID\":4625,\"LogonType\":3,\"IpAddress\":\"203.0.113.7\","
              "\"Computer\":\"srv01\"}\n";
  }
  MatchOptions threads;
  threads.threads = 3;
  const Output output = match(events, threads);
  CHECK(output.out == match(events).out);
  const std::string firing =
      "\"group\":{\"IpAddress\":\"203.0.113.7\",\"Computer\":\"srv01\"},\"line\":20,"
      "\"time\":\"2026-04-01T00:00:29.000Z\"}\n";
  REQUIRE(output.out.size() > firing.size());
  CHECK(output.out.substr(output.out.size() - firing.size()) == firing);
}

TEST_CASE("rules check exits with 1 when a rule is refused", "[engine]") {
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_rules_check({kRules}, std::nullopt, out, err) == 0);
  CHECK(run_rules_check({kRules / "missing"}, std::nullopt, out, err) == 1);
  CHECK(err.str().find("there is no such file or folder") != std::string::npos);
}

TEST_CASE("rules check names every refusal with its place, and what is odd", "[engine]") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "a.yaml")
      << "title: one\nlogsource: { product: p }\ndetection: { s: { A|frob: x }, condition: s }\n"
         "---\ntitle: two\nlogsource: { product: p }\ndetection:\n  s: { A|re: '(' }\n"
         "  condition: s\n---\ntitle: three\nlogsource: { product: p }\n"
         "detection: { s: { A: x }, condition: s }\n";
  std::ofstream(folder.path() / "b.yaml") << "title: four\n  bad: [\n";
  std::ofstream(folder.path() / "c.yaml")
      << "title: filter\nlogsource: { product: p }\nfilter: { s: { A: y }, condition: s }\n";
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_rules_check({folder.path()}, std::nullopt, out, err) == 1);
  CHECK(out.str() == "1 rules and 0 correlations loaded, 3 refused\n");
  INFO(err.str());
  for (const char* place :
       {"a.yaml:3:19: ", "a.yaml:8:8: ", "b.yaml:2:", "c.yaml:1:1: the filter"}) {
    CHECK(err.str().find(place) != std::string::npos);
  }
}
