// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/trigger.hpp"

#include <algorithm>
#include <utility>

namespace yagura {
namespace {

using Kind = PredicateNode::Kind;
enum class Outcome { holds, fails };

// Whether the test can hold only if the field is there (null or not).
bool needs_presence(const Subject& subject, const ValueTest& test) {
  if (subject.any_value || std::holds_alternative<NullTest>(test)) {
    return false;
  }
  if (const auto* exists = std::get_if<ExistsTest>(&test)) {
    return exists->wanted;
  }
  // A date is also looked for in the event's own time, which is no field.
  return !std::holds_alternative<DateTest>(test);
}

class TriggerSearch {
 public:
  explicit TriggerSearch(const PredicateTable& table) : table_(table) {}

  // What is necessary for the node to have the outcome.
  std::optional<Trigger> find(PredicateOrNode part, Outcome outcome) const {
    if (part.is_predicate()) {
      return outcome == Outcome::holds ? of_predicate(part.number()) : std::nullopt;
    }
    const PredicateNode& node = table_.node(part);
    switch (node.kind) {
      case Kind::negation:
        return find(table_.children(node).front(),
                    outcome == Outcome::holds ? Outcome::fails : Outcome::holds);
      case Kind::all:
        return outcome == Outcome::holds ? rarest(node, outcome) : every(node, outcome);
      case Kind::any:
        return outcome == Outcome::holds ? every(node, outcome) : rarest(node, outcome);
    }
    return std::nullopt;
  }

 private:
  std::optional<Trigger> of_predicate(std::uint32_t number) const {
    const Predicate& predicate = table_.predicates()[number];
    if (!predicate.literals.empty()) {
      return Trigger{{number}, {}, predicate.share};
    }
    constexpr double kPresence = 0.6;  // most fields that a log source's rules name are there
    if (needs_presence(table_.subjects()[predicate.subject], *predicate.tests.front())) {
      return Trigger{{}, {predicate.subject}, kPresence};
    }
    return std::nullopt;
  }

  std::optional<Trigger> rarest(const PredicateNode& node, Outcome outcome) const {
    std::optional<Trigger> best;
    for (const PredicateOrNode child : table_.children(node)) {
      auto trigger = find(child, outcome);
      if (trigger && (!best || trigger->share < best->share)) {
        best = std::move(trigger);
      }
    }
    return best;
  }

  // An alternative without a trigger leaves none for the whole.
  std::optional<Trigger> every(const PredicateNode& node, Outcome outcome) const {
    Trigger all;
    for (const PredicateOrNode child : table_.children(node)) {
      auto trigger = find(child, outcome);
      if (!trigger) {
        return std::nullopt;
      }
      all.predicates.insert(all.predicates.end(), trigger->predicates.begin(),
                            trigger->predicates.end());
      all.subjects.insert(all.subjects.end(), trigger->subjects.begin(), trigger->subjects.end());
      all.share += trigger->share;
    }
    return all;
  }

  const PredicateTable& table_;
};

void make_distinct(std::vector<std::uint32_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

}  // namespace

std::optional<Trigger> rarest_trigger(const PredicateTable& table, std::uint32_t rule) {
  auto trigger = TriggerSearch(table).find(table.root(rule), Outcome::holds);
  if (trigger) {
    make_distinct(trigger->predicates);
    make_distinct(trigger->subjects);
  }
  return trigger;
}

}  // namespace yagura
