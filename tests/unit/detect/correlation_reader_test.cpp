// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_reader.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "detect/rule_set.hpp"

using namespace yagura;

namespace {

constexpr const char* kDetection =
    "title: t\nlogsource:\n  product: windows\ndetection:\n  s:\n    F: x\n  condition: s\n";

// A correlation of the rules a, b, c and d.
RuleLoad of_four(const std::string& body) {
  std::string text;
  for (const char* name : {"a", "b", "c", "d"}) {
    text += fmt::format("id: {}\n{}---\n", name, kDetection);
  }
  return load_rule_text(text + "title: t\nid: corr\ncorrelation:\n  timespan: 5m\n" + body, "r.yml",
                        {});
}

// The ways in which it holds: "0,1 2" for parts 0 and 1 without part 2.
std::vector<std::string> ways_of(const std::string& body) {
  const RuleLoad load = of_four(body);
  for (const Error& error : load.refused) {
    UNSCOPED_INFO(error.text());
  }
  REQUIRE(load.rules->correlations.size() == 1);
  std::vector<std::string> ways;
  for (const auto& way : load.rules->correlations[0].rule.alternatives) {
    ways.push_back(
        fmt::format("{} {}", fmt::join(way.required, ","), fmt::join(way.forbidden, ",")));
  }
  return ways;
}

void check_refused(const std::string& body, const std::string& expected) {
  const RuleLoad load = of_four(body);
  REQUIRE(load.refused.size() == 1);
  CHECK(load.refused[0].text().substr(0, expected.size()) == expected);
}

}  // namespace

TEST_CASE("a temporal condition is a text over names of rules", "[detect]") {
  using Ways = std::vector<std::string>;
  const std::string all = "  type: temporal\n  rules: [a, b, c, d]\n  condition: ";
  CHECK(ways_of(all + "a and (b or c) and not d\n") == Ways{"0,1 3", "0,2 3"});
  CHECK(ways_of(all + "not (a or b) and c and d\n") == Ways{"2,3 0,1"});
}

TEST_CASE("without rules the condition names them", "[detect]") {
  using Ways = std::vector<std::string>;
  CHECK(ways_of("  type: temporal\n  condition: d and not a\n") == Ways{"0 1"});
  CHECK(ways_of("  type: temporal_ordered\n  condition: b and (a or c)\n") == Ways{"0,1 ", "0,2 "});
}

TEST_CASE("an order may ask for some of its rules", "[detect]") {
  using Ways = std::vector<std::string>;
  const std::string three = "  type: temporal_ordered\n  rules: [a, b, c]\n";
  CHECK(ways_of(three) == Ways{"0,1,2 "});
  CHECK(ways_of(three + "  condition: {gte: 3}\n") == Ways{"0,1,2 "});
  CHECK(ways_of(three + "  condition: {gt: 1}\n") == Ways{"0,1 ", "0,2 ", "1,2 "});
  check_refused(three + "  condition: {lt: 2}\n", "r.yml:43:3: temporal_ordered asks for a least");
}

TEST_CASE("a text condition that cannot be computed is refused", "[detect]") {
  const std::string all = "  type: temporal\n  rules: [a, b]\n  condition: ";
  check_refused(all + "a and c\n", "r.yml:43:3: 'c' is not among 'rules'");
  check_refused(all + "a\n", "r.yml:43:3: the condition does not name the rule 'b'");
  check_refused(all + "a and\n", "r.yml:43:3: the condition does not name the rule 'b'");
  check_refused(all + "a b\n", "r.yml:43:3: 'b' is not expected here (character 3 of");
  check_refused(all + "(a or b\n", "r.yml:43:3: a closing bracket is missing");
  check_refused(all + "a and not a and b\n", "r.yml:43:3: the condition can never hold");
}

TEST_CASE("a percentile is named, or the number is a share", "[detect]") {
  using Type = CorrelationRule::Type;
  const auto read = [](const std::string& type, const std::string& condition) {
    const RuleLoad load =
        of_four(fmt::format("  type: {}\n  rules: [a]\n  condition: {{{}}}\n", type, condition));
    REQUIRE(load.refused.empty());
    return load.rules->correlations[0].rule;
  };
  CHECK(read("value_percentile", "field: F, percentile: 95, gt: 500").type ==
        Type::value_percentile);
  CHECK(read("value_percentile", "field: F, percentile: 95, gt: 500").percentile == 95);
  CHECK(read("value_percentile", "field: F, lte: 1").type == Type::value_share);
  CHECK(read("value_median", "field: F, gt: 0.5").percentile == 50);
  CHECK(read("value_sum", "field: F, gt: 100, lte: 200").condition.size() == 2);
  const std::string start = "  rules: [a]\n  type: ";
  check_refused(start + "value_percentile\n  condition: {field: F, percentile: 101, gt: 1}\n",
                "r.yml:43:25: a percentile is a number from 0 to 100");
  check_refused(start + "value_percentile\n  condition: {field: F, gt: 500}\n",
                "r.yml:43:25: without 'percentile:'");
  check_refused(start + "value_median\n  condition: {field: F, percentile: 9, gt: 1}\n",
                "r.yml:43:25: only value_percentile");
  check_refused(start + "value_sum\n  condition: {field: [F, G], gt: 1}\n",
                "r.yml:43:3: numbers are read from one field");
}

TEST_CASE("timespans reach from seconds to years", "[detect]") {
  const std::pair<const char*, std::int64_t> kSpans[] = {
      {"90s", 90}, {"10m", 600}, {"2w", 1'209'600}, {"1M", 2'629'746}, {"1y", 31'556'952}};
  for (const auto& [text, seconds] : kSpans) {
    CHECK(parse_timespan(text) == std::chrono::seconds(seconds));
  }
  for (const char* text : {"0s", "-1s", "1D", "1.5h", "s", "101y", "9999999999y", "99999999999s"}) {
    INFO(text);
    CHECK_FALSE(parse_timespan(text));
  }
}
