// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "detect/condition_parser.hpp"
#include "detect/rule_document.hpp"

namespace yagura {
namespace {

using Index = std::uint32_t;

Index add_node(DetectionTree& tree, DetectionNode node) {
  tree.nodes.push_back(std::move(node));
  return static_cast<Index>(tree.nodes.size() - 1);
}

Index add_test(DetectionTree& tree, FieldTest test) {
  tree.tests.push_back(std::move(test));
  return add_node(tree, {DetectionNode::Kind::test, {}, static_cast<Index>(tree.tests.size() - 1)});
}

Index join(DetectionTree& tree, DetectionNode::Kind kind, std::vector<Index> children) {
  return children.size() == 1 ? children[0] : add_node(tree, {kind, std::move(children), 0});
}

Result<Index> compile_map(const RuleContext& context, const RuleNode& map, DetectionTree& tree) {
  if (map.items.empty()) {
    return refuse(context.file, map, "the selection is empty", "give it a field and a value");
  }
  std::vector<Index> children;
  for (const RuleNode& item : map.items) {
    YAGURA_ASSIGN(FieldTest test, compile_item(context, item));
    children.push_back(add_test(tree, std::move(test)));
  }
  return join(tree, DetectionNode::Kind::all, std::move(children));
}

Result<Index> compile_list(const RuleContext& context, const RuleNode& list, DetectionTree& tree) {
  if (list.items.empty()) {
    return refuse(context.file, list, "the selection is empty", "give it a value");
  }
  std::vector<Index> children;
  for (const RuleNode& item : list.items) {
    if (item.is_list()) {
      return refuse(context.file, item, "a list may not stand in a list", "flatten it");
    }
    if (item.is_map()) {
      YAGURA_ASSIGN(const Index child, compile_map(context, item, tree));
      children.push_back(child);
      continue;
    }
    YAGURA_ASSIGN(FieldTest test, compile_keyword(context, item));
    children.push_back(add_test(tree, std::move(test)));
  }
  return join(tree, DetectionNode::Kind::any, std::move(children));
}

Result<Index> compile_selection(const RuleContext& context, const RuleNode& selection,
                                DetectionTree& tree) {
  switch (selection.kind) {
    case RuleNode::Kind::map:
      return compile_map(context, selection, tree);
    case RuleNode::Kind::list:
      return compile_list(context, selection, tree);
    case RuleNode::Kind::scalar: {
      YAGURA_ASSIGN(FieldTest test, compile_keyword(context, selection));
      return add_test(tree, std::move(test));
    }
    case RuleNode::Kind::null:
      break;
  }
  return refuse(context.file, selection,
                fmt::format("the selection '{}' is empty", escape_for_terminal(selection.key)),
                "give it a field and a value");
}

// Single-line conditions are long: pointing at the word, not at `condition:`, saves counting.
// The text's own column is not known when it is folded or quoted, so this names the word only.
Result<Index> compile_condition(const RuleContext& context, const RuleNode& condition,
                                const std::vector<std::string>& names,
                                const std::vector<Index>& selections, DetectionTree& tree) {
  if (!condition.is_scalar()) {
    return refuse(context.file, condition, "a condition must be a text", "write it in one line");
  }
  std::size_t offset = 0;
  auto parsed = parse_condition(condition.text, names, offset);
  if (!parsed) {
    return refuse(
        context.file, condition,
        fmt::format("{} (character {} of the condition)", parsed.error().message, offset + 1),
        parsed.error().how_to_mend);
  }
  std::vector<Index> made;
  made.reserve(parsed->size());
  for (ConditionNode& node : *parsed) {
    if (node.kind == ConditionNode::Kind::identifier) {
      made.push_back(selections[node.identifier]);
      continue;
    }
    for (Index& child : node.children) {
      child = made[child];
    }
    const DetectionNode::Kind kind =
        node.kind == ConditionNode::Kind::all   ? DetectionNode::Kind::all
        : node.kind == ConditionNode::Kind::any ? DetectionNode::Kind::any
                                                : DetectionNode::Kind::negation;
    made.push_back(add_node(tree, {kind, std::move(node.children), 0}));
  }
  return made.back();
}

Result<Index> compile_conditions(const RuleContext& context, const RuleNode& condition,
                                 const std::vector<std::string>& names,
                                 const std::vector<Index>& selections, DetectionTree& tree) {
  if (!condition.is_list()) {
    return compile_condition(context, condition, names, selections, tree);
  }
  if (condition.items.empty()) {
    return refuse(context.file, condition, "the list of conditions is empty", "give it one");
  }
  std::vector<Index> children;
  for (const RuleNode& item : condition.items) {
    YAGURA_ASSIGN(const Index child, compile_condition(context, item, names, selections, tree));
    children.push_back(child);
  }
  return join(tree, DetectionNode::Kind::any, std::move(children));
}

}  // namespace

Result<Index> compile_detection(const RuleContext& context, const RuleNode& section,
                                DetectionTree& tree) {
  if (!section.is_map()) {
    return refuse(context.file, section, fmt::format("'{}' must be a map", section.key),
                  "give it selections and a condition");
  }
  if (const RuleNode* timeframe = section.find("timeframe"); timeframe != nullptr) {
    return refuse(context.file, *timeframe, "'timeframe' is no longer part of Sigma",
                  "write a correlation rule with a timespan");
  }
  const RuleNode* condition = section.find("condition");
  if (condition == nullptr) {
    return refuse(context.file, section, "the condition is missing", "add 'condition:'");
  }
  DetectionSection written;
  std::vector<std::string> names;
  std::vector<Index> selections;
  for (const RuleNode& item : section.items) {
    if (&item == condition || (item.key == "rules" && section.key == "filter")) {
      continue;
    }
    if (item.key.empty()) {
      return refuse(context.file, item, "a selection needs a name", "name it");
    }
    YAGURA_ASSIGN(const Index node, compile_selection(context, item, tree));
    names.push_back(item.key);
    selections.push_back(node);
    written.selections.push_back({item.key, item.line, node});
  }
  if (names.empty()) {
    return refuse(context.file, section, "there is no selection", "add one");
  }
  YAGURA_ASSIGN(const Index root, compile_conditions(context, *condition, names, selections, tree));
  written.root = root;
  written.file = context.file;
  YAGURA_ASSIGN(written.conditions, text_list(context.file, *condition));
  tree.sections.push_back(std::move(written));
  return root;
}

}  // namespace yagura
