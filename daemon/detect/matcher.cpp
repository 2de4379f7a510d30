// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/matcher.hpp"

#include <algorithm>

namespace yagura {
namespace {

bool agree(const std::string& rule, const std::string& event) {
  return rule.empty() || event.empty() || rule == event;
}

}  // namespace

bool routes(const LogSource& rule, const LogSource& event) {
  return agree(rule.product, event.product) && agree(rule.category, event.category) &&
         agree(rule.service, event.service);
}

// Depth is bounded where conditions are parsed, so recursion is safe here.
bool holds(const DetectionTree& tree, std::uint32_t index, const EventView& event) {
  const DetectionNode& node = tree.nodes[index];
  const auto child_holds = [&](std::uint32_t child) { return holds(tree, child, event); };
  switch (node.kind) {
    case DetectionNode::Kind::all:
      return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case DetectionNode::Kind::any:
      return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case DetectionNode::Kind::negation:
      return !child_holds(node.children.front());
    case DetectionNode::Kind::test:
      return holds(tree.tests[node.test], event);
  }
  return false;
}

bool matches(const DetectionTree& tree, const EventView& event) {
  return holds(tree, tree.root, event);
}

void PlainMatcher::match(const Event& event, const LogSource& source,
                         std::vector<const Rule*>& out) {
  view_.show(event);
  for (const Rule& rule : rules_.rules) {
    if (routes(rule.source, source) && matches(rule.tree, view_)) {
      out.push_back(&rule);
    }
  }
}

}  // namespace yagura
