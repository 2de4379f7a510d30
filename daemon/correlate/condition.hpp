// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "base/time.hpp"
#include "model/correlation_rule.hpp"

namespace yagura {

// One observation as a window keeps it.
struct Entry {
  TimePoint time;  // event time
  // value_count, value_share: a hash of the value; sums, means, percentiles: the bits of the
  // number, a double; temporal types: the part; event_count: nothing.
  std::uint64_t value = 0;
};

// The number that the condition is about, over these entries, which are what the window of the last
// one holds, oldest first: how many there are, how many different values, their sum, mean,
// percentile or share; of temporal types, how many parts occurred.
double measured(const CorrelationRule& rule, std::span<const Entry> entries);

// The definition of correlations: whether the condition holds over these entries, which are what
// the window of the last one holds, oldest first. What runs (correlate/window.hpp) is tested
// against it.
bool holds(const CorrelationRule& rule, std::span<const Entry> entries);

// The bounds of the condition alone.
bool in_bounds(const CorrelationRule& rule, double number);

// The sum of numbers, kept in whole millionths: it does not depend on their order, and taking a
// number out again leaves no trace. Numbers are taken to the nearest millionth, and those beyond
// 10^18 as 10^18. Holds 10^13 of them.
class ExactSum {
 public:
  void add(double number) { millionths_ += of(number); }
  void remove(double number) { millionths_ -= of(number); }
  double value() const { return static_cast<double>(millionths_) / 1e6; }

 private:
  __extension__ using Wide = __int128;
  static Wide of(double number);
  Wide millionths_ = 0;
};

// The percentile of ascending numbers, of which there is at least one: between two of them in
// proportion (definition 7 of Hyndman and Fan, 1996), so the 50th is the median.
double percentile_of(std::span<const double> ascending, double percentile);

}  // namespace yagura
