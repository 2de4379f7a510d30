// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "detect/rule_node.hpp"
#include "detect/value_test.hpp"
#include "model/correlation_rule.hpp"
#include "model/detection.hpp"
#include "model/log_source.hpp"

namespace yagura {

// The condition of a rule over its tests: a graph in one vector, children before parents.
// Selections named twice in a condition are one node.
struct DetectionNode {
  enum class Kind { all, any, negation, test };
  Kind kind = Kind::test;
  std::vector<std::uint32_t> children;  // of all, any, negation
  std::uint32_t test = 0;               // index into DetectionTree::tests
};
// One `detection:` section that went into a tree, or the `filter:` section of a filter that applies
// to the rule: the names that nodes have in the text.
struct DetectionSection {
  struct Selection {
    std::string name;
    int line = 0;
    std::uint32_t node = 0;
  };
  std::string filter;                   // the filter's title; empty for the rule's own section
  std::string file;                     // where it stands
  std::vector<std::string> conditions;  // as written; one of them must hold
  std::uint32_t root = 0;               // the node of the condition
  std::vector<Selection> selections;
};
struct DetectionTree {
  std::vector<DetectionNode> nodes;
  std::vector<FieldTest> tests;
  std::uint32_t root = 0;                  // all sections hold
  std::vector<DetectionSection> sections;  // the rule's, then those of filters
};

// What a rule hands to a correlation that names it.
struct CorrelationInput {
  std::size_t correlation = 0;  // index into RuleSet::correlations
  std::uint32_t part = 0;
  std::vector<FieldNames> group_by;
  std::vector<FieldNames> values;  // `condition.field`
};

// What a rule hands to an absence or baseline that names it.
struct ExpectationInput {
  std::size_t expectation = 0;  // index into RuleSet::expectations
  std::uint32_t part = 0;
  std::vector<FieldNames> group_by;
  bool by_source = false;            // the group is the log source that the event came in by
  std::optional<FieldNames> amount;  // baseline with `field`
};

// One expectation written in a rule's `tests:`: events in order, and whether the rule matches the
// last of them (a correlation: whether it fires at any).
struct RuleTest {
  struct Step {
    RuleNode event;  // a map of flat fields
    int repeat = 1;
    Duration every{};  // between repetitions, and after the step
  };
  std::string name;
  Place place;
  bool expected = true;
  std::vector<Step> steps;
};

// A compiled detection rule. Immutable once loaded, shared between threads.
struct Rule {
  std::shared_ptr<const RuleInfo> info;
  LogSource source;
  Place place;
  Alerting alerting = Alerting::raised;
  DetectionTree tree;
  Digest content;  // names what decides whether it matches: rule_digest.hpp
  std::vector<CorrelationInput> inputs;
  std::vector<ExpectationInput> expectations;
  std::vector<RuleTest> tests;
};

}  // namespace yagura
