// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/field_needs.hpp"

#include <algorithm>
#include <set>

#include "base/arena.hpp"
#include "detect/cheapest_way.hpp"
#include "detect/event_view.hpp"

namespace yagura {
namespace {

bool is_supplied(const FieldTest& test, const FieldSupply& supply) {
  if (test.subject == FieldTest::Subject::keywords) {
    return true;  // any value will do
  }
  if (!supply(test.names)) {
    return false;
  }
  // A comparison with another field needs that one, too.
  const auto compares_in_vain = [&](const ValueTest& value) {
    const auto* other = std::get_if<OtherFieldTest>(&value);
    return other != nullptr && !supply(other->other);
  };
  return std::none_of(test.groups.begin(), test.groups.end(), [&](const auto& group) {
    return std::all_of(group.begin(), group.end(), compares_in_vain);
  });
}

}  // namespace

std::vector<std::string> missing_fields(const Rule& rule, const FieldSupply& supply) {
  if (rule.tree.nodes.empty()) {
    return {};  // an indicator without filters
  }
  Arena arena;
  const Event nothing(arena);
  EventView view;
  view.show(nothing);
  std::vector<TestCost> costs;
  costs.reserve(rule.tree.tests.size());
  for (const FieldTest& test : rule.tree.tests) {
    const bool supplied = is_supplied(test, supply);
    const bool without = !supplied && holds(test, view);
    costs.push_back({!supplied && without ? 1U : 0U, !supplied && !without ? 1U : 0U});
  }
  std::set<std::string> missing;
  for (const WantedTest& wanted : cheapest_way(rule.tree, costs)) {
    if (costs[wanted.test][wanted.holds ? 1 : 0] > 0) {
      const std::string& key = rule.tree.tests[wanted.test].written.key;
      missing.insert(key.substr(0, key.find('|')));
    }
  }
  return {missing.begin(), missing.end()};
}

}  // namespace yagura
