// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/expectation_reader.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "detect/rule_set.hpp"

using namespace yagura;

namespace {

using Entities = ExpectationRule::Entities;

RuleLoad load(const std::string& absence) {
  return load_rule_text(
      "title: b\nid: b\nlogsource: {product: p}\ndetection: {s: {A: x}, condition: s}\n---\n"
      "title: t\nid: t\nabsence:\n  expected: b\n  within: 1h\n" +
          absence,
      "r.yml", {});
}

ExpectationRule rule(const std::string& absence) {
  const RuleLoad loaded = load(absence);
  for (const Error& error : loaded.refused) {
    UNSCOPED_INFO(error.text());
  }
  REQUIRE(loaded.rules->expectations.size() == 1);
  return loaded.rules->expectations[0].rule;
}

void check_refused(const std::string& absence, const std::string& expected) {
  INFO(absence);
  const RuleLoad loaded = load(absence);
  REQUIRE(loaded.refused.size() == 1);
  CHECK(loaded.refused[0].text() == "r.yml:" + expected);
}

}  // namespace

TEST_CASE("who is expected is a list or an inventory", "[detect]") {
  const ExpectationRule named = rule("  entities: [hosts, a]\n  group-by: [host.name]\n");
  CHECK(named.expects == Entities::named);
  CHECK(named.entities == std::vector<std::string>{"hosts", "a"});
  CHECK(rule("  entities: organisations\n").expects == Entities::organisations);
  const ExpectationRule hosts = rule("  entities: hosts\n  group-by: Computer\n  role: server\n");
  CHECK(hosts.expects == Entities::hosts);
  CHECK(hosts.role == "server");
  CHECK(hosts.group_by == std::vector<std::string>{"Computer"});
  CHECK(rule("  entities: hosts\n  group-by: Computer\n").role.empty());
}

TEST_CASE("sources are told by name and need no field", "[detect]") {
  const RuleLoad loaded = load("  entities: sources\n");
  REQUIRE(loaded.rules->expectations.size() == 1);
  CHECK(loaded.rules->expectations[0].rule.group_by == std::vector<std::string>{"source"});
  REQUIRE(loaded.rules->rules[0].expectations.size() == 1);
  CHECK(loaded.rules->rules[0].expectations[0].by_source);
  CHECK(loaded.rules->rules[0].expectations[0].group_by.empty());
}

TEST_CASE("who stays expected keeps its time when others come and go", "[detect]") {
  const std::string field = "  group-by: [host.name]\n";
  const std::string plain = rule("  entities: [a]\n" + field).definition;
  CHECK(rule("  entities: [a, b]\n" + field).definition == plain);
  CHECK(rule("  entities: sources\n").definition != plain);
}

TEST_CASE("an absence that says not clearly who is expected is refused", "[detect]") {
  check_refused("  entities: host\n  group-by: [host.name]\n",
                "11:3: 'entities' must name who is expected; list 1 to 10000, or write "
                "organisations, hosts or sources");
  check_refused("  entities: hosts\n",
                "11:3: 'group-by' does not go with these entities; name the one field that holds "
                "them");
  check_refused("  entities: sources\n  group-by: [host.name]\n",
                "11:3: 'group-by' does not go with these entities; remove it: each of them is one");
  check_refused("  entities: sources\n  role: server\n",
                "12:3: 'role' must name a role of hosts; write it as the hosts file does, and "
                "'entities: hosts'");
  check_refused("  entities: hosts\n  group-by: [host.name]\n  role: [a, b]\n",
                "13:3: 'role' must name a role of hosts; write it as the hosts file does, and "
                "'entities: hosts'");
  check_refused("  after: b\n  role: server\n",
                "12:3: 'after' and 'role' do not go together; remove one");
  check_refused("  group-by: [host.name]\n",
                "8:1: who is expected is missing; add 'after:' with a rule, or 'entities:' with a "
                "list, organisations, hosts or sources");
}
