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

// One test of one subject: true or false of an event, whichever rules ask. The test stands in the
// rule set, which must outlive the predicate.
struct Predicate {
  std::uint32_t subject = 0;
  const ValueTest* test = nullptr;
  std::vector<Literal> literals;
  double share = 0;  // a guess at how often it holds
};

// A condition over predicates. Children are ordered by what they are expected to cost and to
// decide, so evaluation goes from left to right and stops when it knows.
struct PredicateNode {
  enum class Kind : std::uint8_t { all, any, negation, predicate };
  Kind kind = Kind::predicate;
  bool shared = false;      // stands in several conditions: worth to be known once an event
  std::uint32_t first = 0;  // index into the children; of a predicate: its number
  std::uint32_t count = 0;  // of children
};

// All rules of a set as conditions over their distinct predicates; what several say in the same
// words, such as which programs are PowerShell, is one node. Predicates of one subject are
// numbered one after the other, so that what is known of them stands together. Immutable; shared
// by threads.
class PredicateTable {
 public:
  explicit PredicateTable(const RuleSet& rules);

  std::span<const Subject> subjects() const { return subjects_; }
  std::span<const Predicate> predicates() const { return predicates_; }
  std::uint32_t root(std::uint32_t rule) const { return roots_[rule]; }
  std::size_t node_count() const { return nodes_.size(); }
  const PredicateNode& node(std::uint32_t index) const { return nodes_[index]; }
  std::span<const std::uint32_t> children(const PredicateNode& node) const {
    return {children_.data() + node.first, node.count};
  }

 private:
  friend class PredicateTableBuilder;
  std::vector<Subject> subjects_;
  std::vector<Predicate> predicates_;
  std::vector<PredicateNode> nodes_;
  std::vector<std::uint32_t> children_;
  std::vector<std::uint32_t> roots_;
};

}  // namespace yagura
