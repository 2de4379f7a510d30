// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/field_needs.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "detect/rule_set.hpp"

using namespace yagura;

namespace {

using Fields = std::vector<std::string>;

// What a rule lacks if only `known` fields come in.
Fields missing(const std::string& detection, const std::set<std::string>& known) {
  const RuleLoad load =
      load_rule_text("title: T\nlogsource: { product: p }\ndetection:\n" + detection, "t.yaml", {});
  REQUIRE(load.refused.empty());
  return missing_fields(load.rules->rules[0],
                        [&](const FieldNames& names) { return known.count(names.own_name) > 0; });
}

}  // namespace

TEST_CASE("a rule lacks the fields without which it cannot match", "[detect]") {
  const std::string both = "  a: { A|contains: x, B: y }\n  c: { C: z }\n";
  CHECK(missing(both + "  condition: a\n", {"A", "B"}).empty());
  CHECK(missing(both + "  condition: a\n", {"A"}) == Fields{"B"});
  CHECK(missing(both + "  condition: a or c\n", {}) == Fields{"C"});  // the fewest
  CHECK(missing(both + "  condition: a or c\n", {"C"}).empty());
  CHECK(missing(both + "  condition: all of them\n", {"B"}) == Fields{"A", "C"});
}

TEST_CASE("a missing field is no hindrance where its absence is asked for", "[detect]") {
  CHECK(missing("  a: { A: x }\n  f: { F: y }\n  condition: a and not f\n", {"A"}).empty());
  CHECK(missing("  a: { A: null }\n  condition: a\n", {}).empty());
  CHECK(missing("  a: { A|exists: false }\n  condition: a\n", {}).empty());
  CHECK(missing("  a: { A|neq: x }\n  condition: a\n", {}).empty());
  CHECK(missing("  a: { A: null }\n  condition: not a\n", {}) == Fields{"A"});
}

TEST_CASE("keywords may stand anywhere, and another field must be there, too", "[detect]") {
  CHECK(missing("  k: [word]\n  condition: k\n", {}).empty());
  CHECK(missing("  a: { A|fieldref: B }\n  condition: a\n", {"A", "B"}).empty());
  CHECK(missing("  a: { A|fieldref: B }\n  condition: a\n", {"A"}) == Fields{"A"});
}
