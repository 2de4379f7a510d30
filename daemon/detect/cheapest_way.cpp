// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/cheapest_way.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace yagura {
namespace {

using Kind = DetectionNode::Kind;

class Ways {
 public:
  Ways(const DetectionTree& tree, std::span<const TestCost> tests)
      : tree_(tree), costs_(tree.nodes.size()) {
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {  // children stand before parents
      const DetectionNode& node = tree.nodes[i];
      costs_[i] = node.kind == Kind::test ? tests[node.test]
                                          : TestCost{cost(node, false), cost(node, true)};
    }
  }

  std::vector<WantedTest> find() {
    collect(tree_.root, true);
    return {wanted_.begin(), wanted_.end()};
  }

 private:
  static constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();

  // All children are needed for an `all` to be true and for an `any` to be false.
  static bool needs_every_child(Kind kind, bool wanted) { return (kind == Kind::all) == wanted; }

  std::uint32_t of(std::uint32_t node, bool wanted) const { return costs_[node][wanted ? 1 : 0]; }

  std::uint32_t cost(const DetectionNode& node, bool wanted) const {
    if (node.kind == Kind::negation) {
      return of(node.children.front(), !wanted);
    }
    const bool every = needs_every_child(node.kind, wanted);
    std::uint32_t total = every ? 0 : kMost;
    for (const std::uint32_t child : node.children) {
      const std::uint32_t one = of(child, wanted);
      total = every ? total + std::min(one, kMost - total) : std::min(total, one);
    }
    return total;
  }

  // Each node is wanted one way or the other at most once. Depth is bounded where conditions are
  // parsed, so recursion is safe.
  void collect(std::uint32_t index, bool wanted) {
    if (!visited_.insert({index, wanted}).second) {
      return;
    }
    const DetectionNode& node = tree_.nodes[index];
    if (node.kind == Kind::test) {
      wanted_.insert({node.test, wanted});
    } else if (node.kind == Kind::negation) {
      collect(node.children.front(), !wanted);
    } else if (needs_every_child(node.kind, wanted)) {
      for (const std::uint32_t child : node.children) {
        collect(child, wanted);
      }
    } else {
      collect(*std::min_element(
                  node.children.begin(), node.children.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return of(a, wanted) < of(b, wanted); }),
              wanted);
    }
  }

  const DetectionTree& tree_;
  std::vector<TestCost> costs_;  // of each node
  std::set<std::pair<std::uint32_t, bool>> visited_;
  std::set<WantedTest> wanted_;
};

}  // namespace

std::vector<WantedTest> cheapest_way(const DetectionTree& tree, std::span<const TestCost> costs) {
  return Ways(tree, costs).find();
}

}  // namespace yagura
