// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/detection.hpp"

namespace yagura {

// Whether what a rule finds is told on its own. Rules that a correlation gathers are silent unless
// the correlation says `generate: true`.
enum class Alerting { raised, withheld };

enum class Comparison { gt, gte, lt, lte, eq, neq };

inline bool compare(double left, Comparison comparison, double right) {
  switch (comparison) {
    case Comparison::gt:
      return left > right;
    case Comparison::gte:
      return left >= right;
    case Comparison::lt:
      return left < right;
    case Comparison::lte:
      return left <= right;
    case Comparison::eq:
      return left == right;
    case Comparison::neq:
      return left != right;
  }
  return false;
}

// A correlation as plain values: what the correlator needs once names and fields are resolved.
// Its parts are the rules it names, numbered in that order.
struct CorrelationRule {
  enum class Type {
    event_count,
    value_count,  // different values
    value_sum,    // of numbers, as the next two
    value_avg,
    value_percentile,  // `percentile` says which; the median is the 50th
    value_share,       // of the last value among all, in percent
    temporal,          // which parts occurred
    temporal_ordered,  // which parts occurred one after the other, in the order of their numbers
  };
  struct Bound {
    Comparison comparison = Comparison::gte;
    double number = 0;
  };
  // One way in which a temporal condition holds: these parts occurred and those did not.
  // Both ascending, no part in both.
  struct Alternative {
    std::vector<std::uint32_t> required;
    std::vector<std::uint32_t> forbidden;
  };
  // Another correlation as a part of this one: its firings are our observations.
  struct Feed {
    std::size_t from = 0;  // index of the other correlation
    std::uint32_t part = 0;
    std::vector<std::size_t> group_by;  // which of its group values are ours, in our order
    std::vector<std::size_t> values;    // which of its group values are our `condition.field`
  };

  std::shared_ptr<const RuleInfo> info;
  Type type = Type::event_count;
  Duration timespan{};
  std::uint32_t parts = 0;
  std::vector<std::string> group_by;  // names as the rule writes them
  std::vector<Bound> condition;       // all must hold; of temporal types: over how many parts
  // Of temporal types: one must hold. Empty: `condition` counts the parts that occurred.
  std::vector<Alternative> alternatives;
  double percentile = 50;  // of value_percentile, 0 to 100
  std::vector<Feed> feeds;
  Alerting alerting = Alerting::raised;
  // All of the above, and what the rules it names match, as one text: a rule with the same text
  // keeps its state over a reload and a restart.
  std::string definition;
};

}  // namespace yagura
