// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_set.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace yagura;

namespace {

std::string rule(const std::string& detection) {
  return "title: t\nlogsource:\n  product: windows\ndetection:\n" + detection;
}

// The first refusal, or "" if everything loaded.
std::string refusal(const std::string& text) {
  const RuleLoad load = load_rule_text(text, "r.yml", {});
  return load.refused.empty() ? std::string{} : load.refused.front().text();
}

void check(const std::string& text, const std::string& start) {
  INFO(text);
  CHECK(refusal(text).substr(0, start.size()) == start);
}

}  // namespace

TEST_CASE("a refusal says where, what and how to mend", "[detect]") {
  CHECK(refusal(rule("  s:\n    F|frob: x\n  condition: s\n")) ==
        "r.yml:6:5: unknown modifier 'frob'; see rules/README.md for those that exist");
  CHECK(refusal(rule("  s:\n    F: x\n  condition: s and z\n")) ==
        "r.yml:7:3: 'z' is not defined under detection (character 7 of the condition); "
        "define it, or correct the name");
}

TEST_CASE("columns count characters, not bytes", "[detect]") {
  check("title: t\nlogsource: { 製品: x, product: a, product: b }\n",
        "r.yml:2:33: the key 'product' stands twice in one map");
}

TEST_CASE("what the language does not have is refused", "[detect]") {
  const std::string tail = "\n  condition: s\n";
  check(rule("  s:\n    F|re: 'a(?=b)'" + tail), "r.yml:6:5: the regular expression");
  check(rule("  s:\n    F|contains|re: a" + tail), "r.yml:6:5: the modifier 'contains'");
  check(rule("  s:\n    F|i: a" + tail), "r.yml:6:5: the modifier 'i'");
  check(rule("  s:\n    F|cidr: 10.0.0.1/8" + tail), "r.yml:6:5: '10.0.0.1/8' is not a network");
  check(rule("  s:\n    F|exists: maybe" + tail), "r.yml:6:5: exists takes");
  check(rule("  s:\n    F|gt|lt: 3" + tail), "r.yml:6:5: two modifiers");
  check(rule("  s:\n    F: [a, null]" + tail), "r.yml:6:12: null may not stand");
  check(rule("  s:\n    F: []" + tail), "r.yml:6:5: the list of values is empty");
  check(rule("  s:\n    F: { a: b }" + tail), "r.yml:6:5: 'F' has a map");
  check(rule("  s:\n    F|contains: null" + tail), "r.yml:6:5: null has no meaning");
  check(rule("  s:\n    '|gt': 3" + tail), "r.yml:6:5: keywords are searched");
  check(rule("  s:\n    F|base64: 'a*'" + tail), "r.yml:6:5: a value with wildcards");
  check(rule("  s: {}" + tail), "r.yml:5:3: the selection is empty");
  check(rule("  s: null" + tail), "r.yml:5:3: the selection 's' is empty");
  check(rule("  timeframe: 5m\n  s: x" + tail), "r.yml:5:3: 'timeframe' is no longer");
  check(rule("  s: &a x" + tail), "r.yml:5:6: an anchor");
  check("title: t\nlogsource: {product: a}\n", "r.yml:1:1: this is no rule");
  check("logsource: {product: a}\ndetection: {s: x, condition: s}\n",
        "r.yml:1:1: the title is missing");
  check("title: t\ndetection: {s: x, condition: s}\n", "r.yml:1:1: the logsource is missing");
  check("title: t\naction: global\n", "r.yml:2:1: 'action'");
  check("title: [t\n", "r.yml:2:1: the YAML is broken");
  // yaml-cpp names one byte of the character.
  CHECK(refusal("title: \"\\山\"\n").find("\\xe5") != std::string::npos);
  check("title: t\nlevel: hihg\nlogsource: {product: a}\ndetection: {s: x, condition: s}\n",
        "r.yml:2:1: 'hihg' is no level");
  check("title: t\ntags: [ipa.2026.11]\nlogsource: {product: a}\ndetection: {s: x, condition: s}",
        "r.yml:2:8: 'ipa.2026.11' is no rank");
  check(std::string(20, '[') + std::string(20, ']'), "r.yml:1:17: nested deeper");
  check("a: \xff", "r.yml: the file is not UTF-8 text");
}

TEST_CASE("one bad document never stops the others", "[detect]") {
  const std::string good = rule("  s:\n    F: x\n  condition: s\n");
  const RuleLoad load =
      load_rule_text("id: one\n" + good + "---\nid: two\ntitle: bad\n---\nid: " + "one\n" + good +
                         "---\nid: three\n" + good,
                     "r.yml", {});
  REQUIRE(load.rules->rules.size() == 2);
  CHECK(load.rules->rules[1].info->id == "three");
  REQUIRE(load.refused.size() == 2);
  CHECK(load.refused[1].message == "the id 'one' is taken by r.yml:1");
}

TEST_CASE("tags give rank, tactics and techniques", "[detect]") {
  const RuleLoad load = load_rule_text(
      "title: t\ntags: [ipa.2026.03, attack.credential-access, attack.t1110.001, attack.g0010, "
      "cve.2026-1]\nlevel: high\n" +
          rule("  s:\n    F: x\n  condition: s\n").substr(9),
      "r.yml", {});
  REQUIRE(load.refused.empty());
  const RuleInfo& info = *load.rules->rules[0].info;
  CHECK(info.ipa_rank == 3);
  CHECK(info.tactics == std::vector<std::string>{"credential-access"});
  CHECK(info.techniques == std::vector<std::string>{"T1110.001"});
  CHECK(info.title_ja == "t");
  CHECK(info.level == Level::high);
}

namespace {

std::string correlation(const std::string& body) {
  return "id: base\n" + rule("  s:\n    F: x\n  condition: s\n") +
         "---\ntitle: c\nid: corr\ncorrelation:\n" + body;
}

}  // namespace

TEST_CASE("a correlation withholds the alerts of its rules unless it generates them", "[detect]") {
  const std::string body =
      "  type: event_count\n  rules: [base]\n  timespan: 5m\n  condition: {gte: 3}\n";
  const RuleLoad silent = load_rule_text(correlation(body), "r.yml", {});
  REQUIRE(silent.refused.empty());
  CHECK(silent.rules->rules[0].alerting == Alerting::withheld);
  CHECK(silent.rules->correlations[0].rule.alerting == Alerting::raised);
  const RuleLoad loud = load_rule_text(correlation(body + "generate: true\n"), "r.yml", {});
  CHECK(loud.rules->rules[0].alerting == Alerting::raised);
}

TEST_CASE("a correlation that cannot be computed is refused", "[detect]") {
  const std::string rest = "  timespan: 5m\n  condition: {gte: 3}\n";
  const auto count = [](const std::string& more) {
    return correlation("  type: event_count\n  rules: [base]\n" + more);
  };
  check(correlation("  type: value_mode\n  rules: [base]\n" + rest),
        "r.yml:13:3: the correlation type 'value_mode' is not supported");
  check(correlation("  type: event_count\n  rules: [nobody]\n" + rest),
        "r.yml:10:1: the rule 'nobody' is not known");
  check(correlation("  type: event_count\n  rules: [corr]\n" + rest),
        "r.yml:10:1: the correlation waits for itself");
  check(count("  timespan: 5x\n  condition: {gte: 3}\n"), "r.yml:15:3: the timespan");
  check(count("  timespan: 5m\n"), "r.yml:12:1: the condition is missing");
  check(count("  timespan: 5m\n  condition: base\n"),
        "r.yml:16:3: only temporal correlations take a condition written as text");
  check(count("  timespan: 5m\n  condition: {gte: -1}\n"), "r.yml:16:15: a count must be");
  check(count("  timespan: 5m\n  condition: {gte: 2, field: F}\n"),
        "r.yml:16:3: this correlation type reads no field");
  check(count(rest + "  window: tumbling\n"), "r.yml:17:3: 'window' is not known");
}

TEST_CASE("a filter that hardly does what was meant is noted, and still used", "[detect]") {
  const auto noticed = [](const std::string& filter) {
    const RuleLoad load =
        load_rule_text(rule("  s: { F: x }\n  condition: s\n") +
                           "---\ntitle: f\nlogsource: { product: windows }\nfilter:\n" + filter,
                       "r.yml", {});
    REQUIRE(load.refused.empty());
    REQUIRE(load.rules->rules.size() == 1);
    return load.noticed.empty() ? std::string{} : load.noticed.front().text();
  };
  CHECK(noticed("  rules: any\n  s: { G: y }\n  condition: not s\n").empty());
  CHECK(noticed("  s: { G|neq: y }\n  condition: s\n").empty());
  CHECK(noticed("  s: { G: y }\n  condition: s\n").find("r.yml:8:1: the filter has no 'not'") == 0);
  CHECK(noticed("  rules: [other]\n  s: { G: y }\n  condition: not s\n")
            .find("r.yml:8:1: the filter applies to no rule") == 0);
}
