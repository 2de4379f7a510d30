// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/literal.hpp"
#include "detect/rule_set.hpp"
#include "model/log_source.hpp"

namespace yagura {

// What predicates are about: a field by its names, or any value of the event (keywords).
struct Subject {
  FieldNames names;
  bool any_value = false;
};

// Tests of one subject of which one must hold: true or false of an event, whichever rules ask. The
// tests stand in the rule set, which must outlive the predicate. There are several where one list
// alone asks for texts that decide.
struct Predicate {
  static constexpr std::uint32_t kNone = ~0U;
  std::uint32_t subject = 0;
  std::uint32_t other = kNone;  // the subject that a value is compared with
  std::vector<const ValueTest*> tests;
  std::vector<Literal> literals;
  double share = 0;  // a guess at how often it holds
};

// A part of a condition: a predicate, or a node over other parts.
class PredicateOrNode {
 public:
  static PredicateOrNode predicate(std::uint32_t number) {
    return PredicateOrNode(number << 1U | 1U);
  }
  static PredicateOrNode node(std::uint32_t index) { return PredicateOrNode(index << 1U); }

  bool is_predicate() const { return (bits_ & 1U) != 0; }
  std::uint32_t number() const { return bits_ >> 1U; }  // of the predicate, or of the node

 private:
  explicit PredicateOrNode(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_;
};

// Children are ordered by what they are expected to cost and to decide, so evaluation goes from
// left to right and stops when it knows.
struct PredicateNode {
  enum class Kind : std::uint8_t { all, any, negation };
  Kind kind = Kind::all;
  bool shared = false;      // stands in several conditions: worth to be known once an event
  std::uint32_t first = 0;  // index into the children
  std::uint32_t count = 0;  // of children
};

// All rules of a set as conditions over their distinct predicates; what several say in the same
// words, such as which programs are PowerShell, is one node. Lies so that evaluation touches
// little memory: the nodes of a rule stand together, as do the predicates of a subject. Immutable;
// shared by threads.
class PredicateTable {
 public:
  explicit PredicateTable(const RuleSet& rules);

  std::span<const Subject> subjects() const { return subjects_; }
  std::span<const Predicate> predicates() const { return predicates_; }
  PredicateOrNode root(std::uint32_t rule) const { return roots_[rule]; }
  std::size_t node_count() const { return nodes_.size(); }
  const PredicateNode& node(PredicateOrNode part) const { return nodes_[part.number()]; }
  std::span<const PredicateOrNode> children(const PredicateNode& node) const {
    return {children_.data() + node.first, node.count};
  }

 private:
  friend class PredicateTableBuilder;
  std::vector<Subject> subjects_;
  std::vector<Predicate> predicates_;
  std::vector<PredicateNode> nodes_;
  std::vector<PredicateOrNode> children_;
  std::vector<PredicateOrNode> roots_;
};

}  // namespace yagura
