// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/explanation_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/level.hpp"

namespace yagura {
namespace {

using Kind = DetectionNode::Kind;

// A list of thousands of indicators is not shown whole: those that hold, and the first others.
constexpr std::size_t kShownValues = 6;

const DetectionSection::Selection* selection_at(const DetectionSection& section,
                                                std::uint32_t node) {
  const auto found =
      std::find_if(section.selections.begin(), section.selections.end(),
                   [&](const DetectionSection::Selection& s) { return s.node == node; });
  return found == section.selections.end() ? nullptr : &*found;
}

class Writer {
 public:
  Writer(const ExplainedEvent& explained, Colour colour)
      : rule_(*explained.rule), explanation_(explained.explanation), colour_(colour) {}

  std::string write(const ExplainedEvent& explained) {
    out_ = rule_heading(*rule_.info, rule_.place);
    out_ += fmt::format("event of line {}: {}\n", explained.line,
                        explanation_.matches() ? "the rule matches" : "the rule does not match");
    line(0, explanation_.routed,
         fmt::format("log source: the rule is for {}, the event is {}",
                     log_source_text(rule_.source), log_source_text(explained.source)));
    for (const DetectionSection& section : rule_.tree.sections) {
      write_section(section);
    }
    return std::move(out_);
  }

 private:
  void line(std::size_t depth, bool holds, std::string_view text) {
    const std::size_t indent = 2 * std::min<std::size_t>(depth, 16);
    out_ += fmt::format("  {} {:{}}{}\n", mark(holds, colour_), "", indent,
                        cut(text, kInspectColumns - 6 - indent));
  }
  void note(std::size_t depth, std::string_view text) {
    const std::size_t indent = 6 + 2 * std::min<std::size_t>(depth, 16);
    out_ += fmt::format("{:{}}{}\n", "", indent, cut(text, kInspectColumns - indent));
  }

  void write_section(const DetectionSection& section) {
    if (!section.filter.empty()) {
      out_ +=
          wrapped(escape_for_terminal(fmt::format("filter {} ({})", section.filter, section.file)),
                  "", kInspectColumns);
    }
    for (const std::string& condition : section.conditions) {
      out_ += wrapped("condition: " + escape_for_terminal(condition), "", kInspectColumns);
    }
    section_ = &section;
    write_node(section.root, 0);
    for (const DetectionSection::Selection& selection : section.selections) {
      out_ += cut(fmt::format("{} (line {})", selection.name, selection.line), kInspectColumns);
      out_ += '\n';
      write_inside(selection.node, 0);
    }
  }

  // A selection is named here and shown once below.
  void write_node(std::uint32_t index, std::size_t depth) {
    if (const auto* selection = selection_at(*section_, index)) {
      line(depth, explanation_.nodes[index], selection->name);
      return;
    }
    write_operator(index, depth);
    for (const std::uint32_t child : rule_.tree.nodes[index].children) {
      write_node(child, depth + 1);
    }
  }

  void write_inside(std::uint32_t index, std::size_t depth) {
    const DetectionNode& node = rule_.tree.nodes[index];
    if (node.kind == Kind::test) {
      write_test(node.test, depth);
      return;
    }
    write_operator(index, depth);
    for (const std::uint32_t child : node.children) {
      write_inside(child, depth + 1);
    }
  }

  void write_operator(std::uint32_t index, std::size_t depth) {
    const Kind kind = rule_.tree.nodes[index].kind;
    line(depth, explanation_.nodes[index],
         kind == Kind::all ? "all of" : (kind == Kind::any ? "any of" : "not"));
  }

  void write_test(std::uint32_t index, std::size_t depth) {
    const FieldTest& test = rule_.tree.tests[index];
    const Explanation::Test& met = explanation_.tests[index];
    const std::string key = test.written.key.empty() ? "keyword" : test.written.key;
    line(depth, met.holds, fmt::format("{} (line {})", key, test.written.line));
    write_values(test.written.values, met, depth + 1);
    const bool keywords = test.subject == FieldTest::Subject::keywords;
    if (met.met.empty()) {
      note(depth + 1, keywords ? "in no value of the event" : "missing in the event");
    }
    for (const Explanation::Met& value : met.met) {
      note(depth + 1, fmt::format("met {} = {}", value.field,
                                  value.is_null ? "null" : "'" + value.text + "'"));
    }
  }

  void write_values(const std::vector<WrittenValue>& values, const Explanation::Test& met,
                    std::size_t depth) {
    std::size_t shown = 0;
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (shown >= kShownValues) {  // beyond the first, only what holds, and little of that
        if (!met.values[i] || shown >= 2 * kShownValues) {
          ++left_out;
          continue;
        }
      }
      ++shown;
      line(depth, met.values[i], fmt::format("'{}'", values[i].text));
      if (!values[i].filled.empty()) {
        note(depth + 1, fmt::format("filled in: {}", fmt::join(values[i].filled, ", ")));
      }
    }
    if (left_out > 0) {
      note(depth, fmt::format("and {} other values", left_out));
    }
  }

  const Rule& rule_;
  const Explanation& explanation_;
  const Colour colour_;
  const DetectionSection* section_ = nullptr;
  std::string out_;
};

void note_tests(const DetectionTree& tree, std::uint32_t index, const TestPlace& place,
                std::vector<TestPlace>& places) {
  const DetectionNode& node = tree.nodes[index];
  if (node.kind == Kind::test) {
    places[node.test] = place;
  }
  for (const std::uint32_t child : node.children) {
    note_tests(tree, child, place, places);
  }
}

}  // namespace

std::vector<TestPlace> test_places(const DetectionTree& tree) {
  std::vector<TestPlace> places(tree.tests.size());
  for (const DetectionSection& section : tree.sections) {
    for (const DetectionSection::Selection& selection : section.selections) {
      note_tests(tree, selection.node, {&section, &selection}, places);
    }
  }
  return places;
}

std::string rule_heading(const RuleInfo& info, const Place& place) {
  std::string out = cut(info.title_ja, kInspectColumns) + '\n';
  if (info.title != info.title_ja) {
    out += cut(info.title, kInspectColumns) + '\n';
  }
  out += fmt::format("  {} {}\n", to_string(info.level), cut(info.id, 80));
  out += fmt::format("  {}\n", cut(fmt::format("{}:{}:{}", place.file, place.line, place.column),
                                   kInspectColumns - 2));
  return out;
}

std::string explanation_text(const ExplainedEvent& explained, Colour colour) {
  return Writer(explained, colour).write(explained);
}

}  // namespace yagura
