// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/group_table.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace yagura;
using namespace std::chrono_literals;

namespace {

const OrganisationCode kUbe = OrganisationCode::parse("352021").value();
const OrganisationCode kHagi = OrganisationCode::parse("352047").value();

// Hears of groups named by numbers.
class Table {
 public:
  explicit Table(CorrelatorLimits limits) : table_(limits) {
    rule_.timespan = 1h;
    rule_.condition = {{Comparison::gte, 3}};
  }

  void hear(std::uint64_t name, std::size_t rule = 0, OrganisationCode organisation = kUbe) {
    const WindowPlan plan(rule_);
    GroupTable::Group& group = table_.hear({name, rule}, rule, organisation);
    group.window.observe(plan, {TimePoint{}, 0}, TimePoint{}, thinning_);
    table_.weigh(group, plan);
  }

  // The groups of a shelf, those silent longest first.
  std::vector<std::uint64_t> groups(std::size_t shelf) {
    std::vector<std::uint64_t> names;
    table_.visit(shelf, [&](GroupTable::Group& group) { names.push_back(group.key.low); });
    return names;
  }

  GroupTable& table() { return table_; }

 private:
  CorrelationRule rule_;
  GroupTable table_;
  Thinning thinning_;
};

// What one group with one entry takes.
std::size_t one_group() {
  Table table(CorrelatorLimits{});
  table.hear(1);
  return table.table().bytes();
}

using Names = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("the group that was silent for longest is forgotten first", "[correlate]") {
  Table table({.rule_bytes = one_group() * 3 + 100});
  for (const std::uint64_t name : {1U, 2U, 3U, 1U, 4U}) {
    table.hear(name);
  }
  CHECK(table.groups(0) == Names{3, 1, 4});
  CHECK(table.table().shelves()[0].evicted == 1);
}

TEST_CASE("a flood against a rule costs its organisation's groups of the rule", "[correlate]") {
  Table table({.rule_bytes = one_group() * 3});
  table.hear(1, 0, kHagi);
  table.hear(2, 1, kUbe);
  for (std::uint64_t name = 10; name < 100; ++name) {
    table.hear(name, 0, kUbe);
  }
  CHECK(table.groups(0) == Names{1});
  CHECK(table.groups(1) == Names{2});
  CHECK(table.groups(2) == Names{97, 98, 99});
}

TEST_CASE("an organisation's limit is over all rules, the last over all", "[correlate]") {
  Table one({.organisation_bytes = one_group() * 3});
  one.hear(1, 0, kHagi);
  for (std::uint64_t name = 10; name < 15; ++name) {
    one.hear(name, name % 2, kUbe);
  }
  CHECK(one.groups(0) == Names{1});
  CHECK(one.groups(1) == Names{12, 14});
  CHECK(one.groups(2) == Names{13});

  Table all({.total_bytes = one_group() * 3});
  all.hear(1, 0, kHagi);
  all.hear(2, 0, kUbe);
  all.hear(1, 0, kHagi);
  all.hear(3, 0, kUbe);
  all.hear(4, 1, kUbe);
  CHECK(all.groups(0).empty());
  CHECK(all.table().shelves()[1].evicted == 1);
  CHECK(all.table().groups() == 2);
}

TEST_CASE("two thousand groups for each that fits leave the memory as it is", "[correlate]") {
  const std::size_t limit = one_group() * 100;
  Table table({.total_bytes = limit});
  constexpr std::uint64_t kNames = 200'000;
  for (std::uint64_t name = 0; name < kNames; ++name) {
    table.hear(name);
    REQUIRE(table.table().bytes() <= limit);
  }
  CHECK(table.table().groups() >= 98);
  CHECK(table.table().shelves()[0].evicted == kNames - table.table().groups());
}

TEST_CASE("bytes are given back with the group", "[correlate]") {
  Table table(CorrelatorLimits{});
  for (std::uint64_t name = 0; name < 1000; ++name) {
    table.hear(name % 300);
  }
  table.table().expire(0, [](const Window&) { return true; });
  CHECK(table.table().groups() == 0);
  CHECK(table.table().bytes() == 0);
  table.hear(1);
  CHECK(table.groups(0) == Names{1});
}
