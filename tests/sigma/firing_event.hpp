// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "detect/rule.hpp"
#include "model/event.hpp"

namespace yagura {

// Makes events that a rule matches, by walking its tree: chooses what must hold and what must not,
// puts texts, numbers and addresses that do so into the fields, and asks the plain evaluator
// whether it worked. Each seed makes other choices.
class FiringEvent {
 public:
  explicit FiringEvent(const Rule& rule) : rule_(rule) {}

  // Fills `event` so that the rule matches it. False if no such event was found: `event` is then
  // the last that was tried. Texts are kept in the event's arena.
  bool build(std::uint64_t seed, Event& event);

 private:
  struct Demand {
    const ValueTest* test = nullptr;
    bool holds = true;
  };
  struct FieldDraft {
    const FieldNames* names = nullptr;  // null: any value
    std::vector<Demand> demands;
  };
  enum class Shape { one_value, value_each };

  void demand_node(std::uint32_t node, bool holds);
  void demand_test(const FieldTest& test, bool holds);
  FieldDraft& draft_of(const FieldNames* names);
  void fill(const FieldDraft& draft, Shape shape, Event& event);
  std::vector<std::string> texts_for(const FieldDraft& draft);
  std::string text_for(const ValueTest& test, const FieldDraft& draft);
  static void add(const FieldDraft& draft, const std::string& text, Event& event);
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  const Rule& rule_;
  std::mt19937_64 random_;
  std::map<std::string, FieldDraft> drafts_;  // by the field's own name
};

}  // namespace yagura
