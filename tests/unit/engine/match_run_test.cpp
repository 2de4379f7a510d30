// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/match_run.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/rule_test_run.hpp"
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
  CHECK(run_rules_test({kRules}, std::nullopt, out, err) == 0);
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

TEST_CASE("an indicator rule matches, feeds correlations and has tests inside", "[engine]") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "bad.csv") << "evil.example,feed,2026-04-30\ncom,feed\n";
  std::ofstream(folder.path() / "rules.yaml") << R"(
title: Bad domain
id: bad
indicator: {kind: domain, lists: bad.csv}
tests:
  - { name: below, match: true, event: { cs-host: www.evil.example } }
  - { name: border, match: false, event: { cs-host: notevil.example } }
  - { name: over, match: false, event: { '@timestamp': '2026-05-01T00:00:00Z', cs-host: evil.example } }
---
title: Twice
id: twice
correlation: {type: event_count, rules: [bad], group-by: [source.ip], timespan: 1h, condition: {gte: 2}, generate: true}
)";
  std::istringstream in(
      R"({"@timestamp":"2026-04-30T23:59:59Z","url":{"domain":"evil.example"},"source":{"ip":"10.0.0.1"}}
{"@timestamp":"2026-04-30T23:59:59Z","QueryName":"a.evil.example","source.ip":"10.0.0.1"}
{"@timestamp":"2026-05-01T00:00:00Z","url.domain":"evil.example","source.ip":"10.0.0.1"}
)");
  for (const MatcherKind kind : {MatcherKind::indexed, MatcherKind::plain}) {
    MatchOptions options;
    options.rules = {folder.path()};
    options.matcher = kind;
    in.clear();
    in.seekg(0);
    std::ostringstream out;
    std::ostringstream err;
    CHECK(run_match(options, in, out, err) == 1);  // an entry was refused
    CHECK(out.str() ==
          "{\"line\":1,\"rules\":[\"bad\"]}\n{\"line\":2,\"rules\":[\"bad\"]}\n"
          "{\"correlation\":\"twice\",\"group\":{\"source.ip\":\"10.0.0.1\"},\"line\":2,"
          "\"time\":\"2026-04-30T23:59:59.000Z\"}\n");
    CHECK(err.str().find("bad.csv:2: 'com' is refused") != std::string::npos);
  }
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_rules_test({folder.path()}, std::nullopt, out, err) == 1);
  CHECK(out.str() == "3 tests of 2 rules, 0 failed, 0 documents refused\n");
  std::ostringstream checked;
  CHECK(run_rules_check({folder.path()}, std::nullopt, checked, err) == 1);
  CHECK(checked.str() ==
        "1 rules and 1 correlations loaded, 0 refused\n1 entries of lists loaded, 1 refused\n");
}

TEST_CASE("an absence fires at the line whose time lets it, a baseline at its event", "[engine]") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "rules.yaml") << R"(
title: Begun
id: begun
logsource: {category: backup}
detection: {s: {event.action: begin}, condition: s}
---
title: Done
id: done
logsource: {category: backup}
detection: {s: {event.action: done}, condition: s}
---
title: Not done
id: missing
absence: {after: begun, expected: done, within: 2h, group-by: [host.name]}
tests:
  - { name: none, match: true, events: [{ every: 3h, event: { event.action: begin, host.name: a } }] }
  - name: done
    match: false
    events:
      - { every: 2h, event: { event.action: begin, host.name: a } }
      - { every: 3h, event: { event.action: done, host.name: a } }
---
title: Silent
id: silent
absence: {expected: done, within: 1d, group-by: [host.name], entities: [a]}
---
title: Much
id: much
baseline: {rules: done, group-by: [host.name], field: bytes, weeks: 2, minimum-weeks: 1, deviations: 2, at-least: 10}
tests:
  - name: much
    match: true
    events: [{ repeat: 2, every: 7d, event: { event.action: done, host.name: a, bytes: 100 } },
             { event: { event.action: done, host.name: a, bytes: 103 } }]
  - name: usual
    match: false
    events: [{ repeat: 2, every: 7d, event: { event.action: done, host.name: a, bytes: 100 } },
             { event: { event.action: done, host.name: a, bytes: 102 } }]
---
title: Nobody
id: nobody
absence: {expected: missing, within: 1d, entities: organisations}
)";
  std::istringstream in(
      R"({"@timestamp":"2026-04-01T00:00:00Z","event.action":"begin","host.name":"a"}
{"@timestamp":"2026-04-01T02:00:00Z","event.action":"x"}
{"@timestamp":"2026-04-01T02:00:00.001Z","event.action":"x"}
{"@timestamp":"2026-04-01T03:00:00Z","event.action":"done","host.name":"a"}
{"@timestamp":"2026-04-02T03:00:01Z","event.action":"begin","host.name":"a"}
)");
  MatchOptions options;
  options.rules = {folder.path()};
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_match(options, in, out, err) == 1);
  CHECK(err.str().find("the rule 'missing' is not known") != std::string::npos);
  CHECK(out.str() ==
        "{\"line\":1,\"rules\":[\"begun\"]}\n"
        "{\"correlation\":\"missing\",\"group\":{\"host.name\":\"a\"},\"line\":3,"
        "\"time\":\"2026-04-01T02:00:00.000Z\"}\n"
        "{\"line\":4,\"rules\":[\"done\"]}\n"
        "{\"line\":5,\"rules\":[\"begun\"]}\n"
        "{\"correlation\":\"silent\",\"group\":{\"host.name\":\"a\"},\"line\":5,"
        "\"time\":\"2026-04-02T03:00:00.000Z\"}\n");
  std::ostringstream tested;
  CHECK(run_rules_test({folder.path()}, std::nullopt, tested, err) == 1);
  CHECK(tested.str() == "4 tests of 5 rules, 0 failed, 1 documents refused\n");
}

TEST_CASE("without an inventory those are expected whom events name", "[engine]") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "rules.yaml") << R"(
title: Done
id: done
logsource: {category: backup}
detection: {s: {event.action: done}, condition: s}
---
title: Silent host
id: host
absence: {expected: done, within: 1d, group-by: [host.name], entities: hosts}
tests:
  - { name: silent, match: true, events: [{ every: 2d, event: { event.action: done, host.name: a } }] }
  - { name: daily, match: false, events: [{ repeat: 3, every: 1d, event: { event.action: done, host.name: a } }] }
---
title: Silent organisation
id: organisation
absence: {expected: done, within: 3d, entities: organisations}
---
title: Silent source
id: source
absence: {expected: done, within: 2d, entities: sources}
)";
  std::istringstream in(
      R"({"@timestamp":"2026-04-01T00:00:00Z","event.action":"done","host.name":"a"}
{"@timestamp":"2026-04-01T12:00:00Z","event.action":"done","host.name":"B"}
{"@timestamp":"2026-04-02T11:00:00Z","event.action":"done","host.name":"b"}
{"@timestamp":"2026-04-06T00:00:00Z","event.action":"x"}
)");
  MatchOptions options;
  options.rules = {folder.path()};
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_match(options, in, out, err) == 0);
  const auto silent = [](const std::string& rule, const std::string& group, int line,
                         const std::string& time) {
    return R"({"correlation":")" + rule + R"(","group":{)" + group + R"(},"line":)" +
           std::to_string(line) + R"(,"time":"2026-04-)" + time + "\"}\n";
  };
  CHECK(out.str() ==
        "{\"line\":1,\"rules\":[\"done\"]}\n{\"line\":2,\"rules\":[\"done\"]}\n"
        "{\"line\":3,\"rules\":[\"done\"]}\n" +
            silent("host", R"("host.name":"a")", 3, "02T00:00:00.000Z") +
            silent("host", R"("host.name":"B")", 4, "03T11:00:00.000Z") +
            silent("organisation", "", 4, "05T11:00:00.000Z") +
            silent("source", R"("source":"input")", 4, "04T11:00:00.000Z"));
  std::ostringstream tested;
  CHECK(run_rules_test({folder.path()}, std::nullopt, tested, err) == 0);
  CHECK(tested.str() == "2 tests of 4 rules, 0 failed, 0 documents refused\n");
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

TEST_CASE("the tests of rules know placeholders", "[engine]") {
  const test::TemporaryFolder folder;
  std::ofstream(folder.path() / "rule.yml") << R"(title: Admins only
id: admins
logsource: { product: windows }
detection: { s: { User|expand: '%Admins%' }, condition: s }
tests:
  - { name: an admin, match: true, event: { User: root } }
  - { name: nobody, match: false, event: { User: guest } }
)";
  const auto placeholders = folder.path() / "placeholders.yaml";
  std::ofstream(placeholders) << "Admins: [root]\n";
  std::ostringstream out;
  std::ostringstream err;
  CHECK(run_rules_test({folder.path() / "rule.yml"}, placeholders, out, err) == 0);
  CHECK(out.str() == "2 tests of 1 rules, 0 failed, 0 documents refused\n");
  CHECK(run_rules_test({folder.path() / "rule.yml"}, std::nullopt, out, err) == 1);
  CHECK(run_rules_test({folder.path() / "rule.yml"}, folder.path() / "none.yaml", out, err) == 3);
}
