// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/explanation.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <random>
#include <string>

#include "detect/matcher.hpp"
#include "detect/rule_set.hpp"

using namespace yagura;

namespace {

std::shared_ptr<const RuleSet> rules_of(const std::string& detection, RuleOptions options = {}) {
  const RuleLoad load = load_rule_text(
      "title: T\nlogsource: { product: windows }\ndetection:\n" + detection, "t.yaml", options);
  for (const Error& error : load.refused) {
    FAIL(error.text());
  }
  return load.rules;
}

// An event whose fields a, b, c ... hold "1" where the bit is set and are missing where it is not.
struct BitEvent {
  explicit BitEvent(unsigned bits) {
    constexpr std::string_view kNames = "abcdef";
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if ((bits >> i & 1U) != 0) {
        event.add_unmapped(Origin::none, kNames.substr(i, 1), std::string_view("1"));
      }
    }
    view.show(event);
  }
  Arena arena;
  Event event{arena};
  EventView view;
};

// A random condition; with `once`, each of a to f is named at most once.
std::string random_condition(std::mt19937& random, int depth, std::string& free, bool once) {
  const unsigned pick = depth == 0 ? 0 : random() % 4;
  if (pick == 0 || (once && free.size() == 1)) {
    const std::size_t at = random() % free.size();
    const std::string name(1, free[at]);
    if (once && free.size() > 1) {
      free.erase(at, 1);
    }
    return name;
  }
  if (pick == 1) {
    return "not (" + random_condition(random, depth - 1, free, once) + ")";
  }
  const std::string left = random_condition(random, depth - 1, free, once);
  const std::string right = random_condition(random, depth - 1, free, once);
  return "(" + left + (pick == 2 ? " and " : " or ") + right + ")";
}

unsigned fewest_flips(const DetectionTree& tree, unsigned bits) {
  unsigned fewest = 7;
  for (unsigned other = 0; other < 64; ++other) {
    const BitEvent event(other);
    if (matches(tree, event.view)) {
      fewest = std::min(fewest, static_cast<unsigned>(std::popcount(bits ^ other)));
    }
  }
  return fewest;
}

std::string selections() {
  std::string text;
  for (const char name : std::string("abcdef")) {
    text += std::string("  ") + name + ": { " + name + ": 1 }\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every part is as the plain evaluator says, with what it met", "[detect]") {
  const auto rules = rules_of(
      "  selection:\n    Image|endswith: ['\\a.exe', '\\B.exe']\n    User: null\n"
      "  filter:\n    Line|contains|all: [one, two]\n"
      "  condition: selection and not filter\n");
  const Rule& rule = rules->rules[0];
  Arena arena;
  Event event(arena);
  event.add_unmapped(Origin::none, "Image", std::string_view("C:\\b.EXE"));
  event.add_unmapped(Origin::none, "Line", std::string_view("one"));
  event.add_unmapped(Origin::none, "Line", std::string_view("two three"));
  EventView view;
  view.show(event);
  const Explanation made = explain(rule, view, {"windows", "", ""});
  CHECK(made.routed);
  CHECK_FALSE(made.holds);
  REQUIRE(made.tests.size() == 3);
  CHECK(made.tests[0].holds);
  CHECK(made.tests[0].values == std::vector<bool>{false, true});
  REQUIRE(made.tests[0].met.size() == 1);
  CHECK(made.tests[0].met[0].text == "C:\\b.EXE");
  CHECK(made.tests[1].holds);
  CHECK(made.tests[1].met.empty());  // missing, which is what null asks for
  CHECK(made.tests[2].met.size() == 2);
  CHECK(made.changes == std::vector<std::uint32_t>{2});
  CHECK(rule.tree.tests[0].written.key == "Image|endswith");
  CHECK(rule.tree.tests[0].written.values[1].text == "\\B.exe");
  REQUIRE(rule.tree.sections.size() == 1);
  CHECK(rule.tree.sections[0].selections[1].name == "filter");
  CHECK_FALSE(explain(rule, view, {"linux", "", ""}).routed);
}

TEST_CASE("a written value stands for all its variants and placeholders", "[detect]") {
  RuleOptions options;
  options.placeholders["Servers"] = {"srv01", "srv02"};
  const auto rules = rules_of(
      "  s:\n    Line|base64offset|contains: ['secret', 'other']\n"
      "    Host|expand: ['x', '%Servers%']\n  condition: s\n",
      options);
  Arena arena;
  Event event(arena);
  event.add_unmapped(Origin::none, "Line", std::string_view("xxb3RoZXI="));  // "other"
  event.add_unmapped(Origin::none, "Host", std::string_view("SRV02"));
  EventView view;
  view.show(event);
  const Explanation made = explain(rules->rules[0], view, {});
  CHECK(made.tests[0].values == std::vector<bool>{false, true});
  CHECK(made.tests[1].values == std::vector<bool>{false, true});
  CHECK(rules->rules[0].tree.tests[1].written.values[1].filled == options.placeholders["Servers"]);
}

TEST_CASE("a keyword names the value in which it stands", "[detect]") {
  const auto rules = rules_of("  s: [alpha, beta]\n  condition: s\n");
  Arena arena;
  Event event(arena);
  event.add(Field::user_name, std::string_view("gamma"));
  event.add(Field::process_command_line, std::string_view("run BETA"));
  EventView view;
  view.show(event);
  const Explanation made = explain(rules->rules[0], view, {});
  REQUIRE(made.tests.size() == 2);
  CHECK(made.tests[0].met.empty());
  REQUIRE(made.tests[1].met.size() == 1);
  CHECK(made.tests[1].met[0].field == "process.command_line");
}

TEST_CASE("the changes make the rule match", "[detect]") {
  std::mt19937 random(20260401);
  for (int i = 0; i < 300; ++i) {
    std::string free = "abcdef";
    const std::string condition = random_condition(random, 4, free, false);
    INFO(condition);
    const auto rules = rules_of(selections() + "  condition: " + condition + "\n");
    const DetectionTree& tree = rules->rules[0].tree;
    const unsigned bits = random() % 64;
    const BitEvent event(bits);
    const Explanation made = explain(rules->rules[0], event.view, {});
    CHECK(made.holds == matches(tree, event.view));
    unsigned changed = bits;
    for (const std::uint32_t test : made.changes) {
      changed ^= 1U << (tree.tests[test].written.key[0] - 'a');
    }
    CHECK(made.changes.empty() == made.holds);
    if (!made.contradicts_itself) {
      CHECK(matches(tree, BitEvent(changed).view));
      CHECK(made.changes.size() >= fewest_flips(tree, bits));
    }
  }
}

TEST_CASE("where no selection is named twice the changes are the fewest", "[detect]") {
  std::mt19937 random(7);
  int compared = 0;
  for (int i = 0; i < 300; ++i) {
    std::string free = "abcdef";
    const std::string condition = random_condition(random, 4, free, true);
    if (free.size() == 1) {  // the last letter may have been used again
      continue;
    }
    INFO(condition);
    const auto rules = rules_of(selections() + "  condition: " + condition + "\n");
    const unsigned bits = random() % 64;
    const BitEvent event(bits);
    const Explanation made = explain(rules->rules[0], event.view, {});
    CHECK(made.changes.size() == fewest_flips(rules->rules[0].tree, bits));
    CHECK_FALSE(made.contradicts_itself);
    ++compared;
  }
  CHECK(compared > 100);
}
