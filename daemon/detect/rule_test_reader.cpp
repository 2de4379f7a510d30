// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_test_reader.hpp"

#include <charconv>
#include <utility>

#include "detect/rule_document.hpp"

namespace yagura {
namespace {

constexpr int kMaxRepeat = 10'000;

Result<RuleNode> read_event(const std::string& file, const RuleNode& holder) {
  const RuleNode* event = holder.find("event");
  if (event == nullptr || !event->is_map()) {
    return refuse(file, event != nullptr ? *event : holder, "a test needs 'event:' with fields",
                  "write event: { Field: value }");
  }
  for (const RuleNode& field : event->items) {
    if (field.is_map()) {
      return refuse(file, field, "fields of a test event are flat", "write a.b: value");
    }
  }
  return *event;
}

Result<RuleTest::Step> read_step(const std::string& file, const RuleNode& node) {
  RuleTest::Step step;
  YAGURA_ASSIGN(step.event, read_event(file, node));
  if (const RuleNode* repeat = node.find("repeat"); repeat != nullptr) {
    const char* end = repeat->text.data() + repeat->text.size();
    const auto [last, error] = std::from_chars(repeat->text.data(), end, step.repeat);
    if (error != std::errc{} || last != end || step.repeat < 1 || step.repeat > kMaxRepeat) {
      return refuse(file, *repeat, "'repeat' is out of range", "write a number from 1 to 10000");
    }
  }
  if (const RuleNode* every = node.find("every"); every != nullptr) {
    const auto duration = parse_timespan(every->text);
    if (!duration) {
      return refuse(file, *every, "'every' is no timespan", "write it like 20s or 5m");
    }
    step.every = *duration;
  }
  return step;
}

Result<RuleTest> read_test(const std::string& file, const RuleNode& node) {
  RuleTest test;
  test.place = Place{file, node.line, node.column};
  const RuleNode* match = node.find("match");
  if (match == nullptr || (match->text != "true" && match->text != "false")) {
    return refuse(file, match != nullptr ? *match : node, "a test needs 'match: true' or false",
                  "add it");
  }
  test.expected = match->text == "true";
  if (const RuleNode* name = node.find("name"); name != nullptr) {
    test.name = name->text;
  }
  const RuleNode* events = node.find("events");
  if (events == nullptr) {
    YAGURA_ASSIGN(RuleTest::Step step, read_step(file, node));
    test.steps.push_back(std::move(step));
    return test;
  }
  for (const RuleNode& item : events->items) {
    YAGURA_ASSIGN(RuleTest::Step step, read_step(file, item));
    test.steps.push_back(std::move(step));
  }
  return test;
}

Value value_of(const RuleNode& node) {
  if (node.is_null()) {
    return std::monostate{};
  }
  std::int64_t number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [last, error] = std::from_chars(node.text.data(), end, number);
  const bool plain = node.quoting == RuleNode::Quoting::plain;
  if (plain && !node.text.empty() && error == std::errc{} && last == end) {
    return number;
  }
  return std::string_view(node.text);
}

void add_field(const std::string& name, const RuleNode& value, Event& event) {
  if (const auto field = find_field(name)) {
    event.add(*field, value_of(value));
  } else {
    event.add_unmapped(Origin::none, name, value_of(value));
  }
}

}  // namespace

Result<std::vector<RuleTest>> read_rule_tests(const std::string& file, const RuleNode& tests) {
  std::vector<RuleTest> result;
  if (!tests.is_list()) {
    return refuse(file, tests, "'tests' must be a list", "write one test a line");
  }
  for (const RuleNode& node : tests.items) {
    YAGURA_ASSIGN(RuleTest test, read_test(file, node));
    result.push_back(std::move(test));
  }
  return result;
}

void fill_event(const RuleNode& fields, Event& event) {
  if (const RuleNode* stamp = fields.find("@timestamp"); stamp != nullptr) {
    if (const auto time = parse_rfc3339(stamp->text, TimeZone{})) {
      event.own_time = time;
      event.time = *time;
    }
  }
  for (const RuleNode& field : fields.items) {
    if (!field.is_list()) {
      add_field(field.key, field, event);
      continue;
    }
    for (const RuleNode& member : field.items) {
      add_field(field.key, member, event);
    }
  }
}

}  // namespace yagura
