// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/explanation.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "detect/matcher.hpp"

namespace yagura {
namespace {

using Kind = DetectionNode::Kind;

std::string_view field_name(const Event& event, std::size_t index) {
  const auto fields = event.fields();
  return index < fields.size() ? name(fields[index]) : event.unmapped()[index - fields.size()].name;
}

class TestExplainer {
 public:
  TestExplainer(const FieldTest& test, const EventView& event) : test_(test), event_(event) {}

  Explanation::Test explain() {
    made_.holds = holds(test_, event_);
    explain_values();
    if (test_.subject == FieldTest::Subject::field) {
      note_field();
    }
    return std::move(made_);
  }

 private:
  bool is_keyword() const { return test_.subject == FieldTest::Subject::keywords; }

  void explain_values() {
    std::vector<const ValueTest*> tests;
    for (const auto& group : test_.groups) {
      for (const ValueTest& test : group) {
        tests.push_back(&test);
      }
    }
    std::size_t next = 0;
    for (const WrittenValue& written : test_.written.values) {
      bool any = false;
      for (std::size_t i = 0; i < written.tests; ++i, ++next) {
        const ValueTest& test = *tests[next];
        const bool held =
            is_keyword() ? holds_on_any(test, event_) : holds_on_field(test, test_.names, event_);
        if (held && is_keyword()) {
          note_keyword(test);
        }
        any = any || held;
      }
      made_.values.push_back(any);
    }
  }

  void note(const EventView::Entry& entry) {
    if (made_.met.size() < Explanation::kMaxMet) {
      const auto index = static_cast<std::size_t>(&entry - event_.all().data());
      made_.met.push_back({std::string(field_name(event_.event(), index)),
                           std::string(event_.text(entry)), entry.is_null()});
    }
  }

  // The entries that stand for the field: those of the first of its names that is there.
  void note_field() {
    event_.any(test_.names, [&](const EventView::Entry& entry) {
      note(entry);
      return false;
    });
    const auto& fields = test_.names.fields;
    const bool on_time = std::find(fields.begin(), fields.end(), Field::timestamp) != fields.end();
    if (made_.met.empty() && on_time && event_.event().has_own_time) {
      made_.met.push_back({"@timestamp", to_rfc3339(event_.event().time), false});
    }
  }

  void note_keyword(const ValueTest& test) {
    for (const EventView::Entry& entry : event_.all()) {
      const std::array<const EventView::Entry*, 1> alone{&entry};
      if (holds_on_entries(test, test_.names, event_, alone)) {
        note(entry);
        return;
      }
    }
  }

  const FieldTest& test_;
  const EventView& event_;
  Explanation::Test made_;
};

// What it costs, in tests that must come out the other way, to make a node true or false.
class Changes {
 public:
  Changes(const DetectionTree& tree, const Explanation& explanation)
      : tree_(tree), explanation_(explanation), costs_(tree.nodes.size()) {
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {  // children stand before parents
      costs_[i] = {cost(i, false), cost(i, true)};
    }
  }

  // Into `out`: those that make the root true.
  void find(Explanation& out) {
    collect(tree_.root, true);
    for (const auto& [test, wanted] : wanted_) {
      if (out.tests[test].holds != wanted) {
        out.changes.push_back(test);
      }
      out.contradicts_itself =
          out.contradicts_itself || wanted_.find({test, !wanted}) != wanted_.end();
    }
  }

 private:
  using Cost = std::uint64_t;
  static constexpr Cost kMost = std::numeric_limits<std::uint32_t>::max();

  // All children are needed for an `all` to be true and for an `any` to be false.
  static bool needs_every_child(Kind kind, bool wanted) { return (kind == Kind::all) == wanted; }

  Cost of(std::uint32_t node, bool wanted) const { return costs_[node][wanted ? 1 : 0]; }

  Cost cost(std::size_t index, bool wanted) const {
    const DetectionNode& node = tree_.nodes[index];
    if (node.kind == Kind::test) {
      return explanation_.tests[node.test].holds == wanted ? 0 : 1;
    }
    if (node.kind == Kind::negation) {
      return of(node.children.front(), !wanted);
    }
    const bool every = needs_every_child(node.kind, wanted);
    Cost total = every ? 0 : kMost;
    for (const std::uint32_t child : node.children) {
      const Cost one = of(child, wanted);
      total = every ? std::min(kMost, total + one) : std::min(total, one);
    }
    return total;
  }

  // Each node is wanted one way or the other at most once, so this is linear in the tree.
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
  const Explanation& explanation_;
  std::vector<std::array<Cost, 2>> costs_;  // to make each node false, true
  std::set<std::pair<std::uint32_t, bool>> visited_;
  std::set<std::pair<std::uint32_t, bool>> wanted_;  // tests, and how they must come out
};

}  // namespace

Explanation explain(const Rule& rule, const EventView& event, const LogSource& source) {
  Explanation made;
  made.routed = routes(rule.source, source);
  made.holds = matches(rule.tree, event);
  for (std::uint32_t i = 0; i < rule.tree.nodes.size(); ++i) {
    made.nodes.push_back(holds(rule.tree, i, event));
  }
  for (const FieldTest& test : rule.tree.tests) {
    made.tests.push_back(TestExplainer(test, event).explain());
  }
  Changes(rule.tree, made).find(made);
  return made;
}

}  // namespace yagura
