// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/condition_parser.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace yagura;

namespace {

const std::vector<std::string> kNames{"a", "b", "c", "notepad", "order", "sel_1", "sel_2", "_x"};

// The tree with all its brackets: "(a or (not b))".
std::string text_of(const Condition& tree, std::uint32_t index) {
  const ConditionNode& node = tree[index];
  switch (node.kind) {
    case ConditionNode::Kind::identifier:
      return kNames[node.identifier];
    case ConditionNode::Kind::negation:
      return "(not " + text_of(tree, node.children[0]) + ")";
    default:
      break;
  }
  std::string text;
  for (const std::uint32_t child : node.children) {
    text += text.empty() ? "(" : node.kind == ConditionNode::Kind::all ? " and " : " or ";
    text += text_of(tree, child);
  }
  return text + ")";
}

std::string parsed(std::string_view text) {
  std::size_t offset = 0;
  const auto tree = parse_condition(text, kNames, offset);
  return tree ? text_of(*tree, static_cast<std::uint32_t>(tree->size() - 1))
              : "error at " + std::to_string(offset);
}

}  // namespace

TEST_CASE("not binds before and, and before or", "[detect]") {
  const auto check = [](std::string_view text, std::string_view expected) {
    INFO(text);
    CHECK(parsed(text) == expected);
  };
  check("a", "a");
  check("a or b and not c", "(a or (b and (not c)))");
  check("(a or b) and not c", "((a or b) and (not c))");
  check("not not a", "a");
  check("not (a)", "(not a)");
  check("a\n  AND\tb", "(a and b)");
  check("(a)and(b)", "(a and b)");
}

TEST_CASE("operators are whole words", "[detect]") {
  CHECK(parsed("notepad and not order") == "(notepad and (not order))");
}

TEST_CASE("x of names the identifiers that fit, without those that start with _", "[detect]") {
  const auto check = [](std::string_view text, std::string_view expected) {
    INFO(text);
    CHECK(parsed(text) == expected);
  };
  check("1 of sel_*", "(sel_1 or sel_2)");
  check("all of *_2", "sel_2");
  check("any of s*l*", "(sel_1 or sel_2)");
  check("not 1 of sel_*", "(not (sel_1 or sel_2))");
  check("1 of _*", "_x");
  check("all of them", "(a and b and c and notepad and order and sel_1 and sel_2)");
}

TEST_CASE("a condition that has no meaning is refused where it goes wrong", "[detect]") {
  const auto check = [](std::string_view text, std::size_t offset) {
    INFO(text);
    CHECK(parsed(text) == "error at " + std::to_string(offset));
  };
  check("", 0);
  check("a and", 5);
  check("a b", 2);
  check("(a", 2);
  check("a)", 1);
  check("a and missing", 6);
  check("2 of sel_*", 0);
  check("1 of", 4);
  check("1 of nothing_*", 5);
  check("a | count() > 5", 2);
  check(std::string(1000, '('), 64);
}
