// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/explanation.hpp"

#include <algorithm>
#include <utility>

#include "detect/cheapest_way.hpp"
#include "detect/matcher.hpp"

namespace yagura {
namespace {

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
    if (made_.met.empty() && on_time && event_.event().own_time) {
      made_.met.push_back({"@timestamp", to_rfc3339(*event_.event().own_time), false});
    }
  }

  void note_keyword(const ValueTest& test) {
    for (const EventView::Entry& entry : event_.all()) {
      if (holds_on_value(test, event_, entry)) {
        note(entry);
        return;
      }
    }
  }

  const FieldTest& test_;
  const EventView& event_;
  Explanation::Test made_;
};

void find_changes(const DetectionTree& tree, Explanation& made) {
  std::vector<TestCost> costs;
  costs.reserve(made.tests.size());
  for (const Explanation::Test& test : made.tests) {
    costs.push_back({test.holds ? 1U : 0U, test.holds ? 0U : 1U});
  }
  const std::vector<WantedTest> way = cheapest_way(tree, costs);
  for (std::size_t i = 0; i < way.size(); ++i) {
    if (made.tests[way[i].test].holds != way[i].holds) {
      made.changes.push_back(way[i].test);
    }
    const bool both_ways = i > 0 && way[i - 1].test == way[i].test;
    made.contradicts_itself = made.contradicts_itself || both_ways;
  }
}

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
  find_changes(rule.tree, made);
  return made;
}

}  // namespace yagura
