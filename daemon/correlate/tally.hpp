// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "correlate/condition.hpp"
#include "model/correlation_rule.hpp"

namespace yagura {

// What the entries of a window come to, kept up as entries enter and leave, in any order: O(1) each
// for counts, sums and shares, for percentiles a search and a move of eight bytes an entry.
class Tally {
 public:
  void add(const CorrelationRule& rule, const Entry& entry);
  void remove(const CorrelationRule& rule, const Entry& entry);  // one that was added

  // Whether the condition holds in the window, which is not empty and ends with `last`.
  bool holds(const CorrelationRule& rule, const Entry& last) const;

 private:
  std::size_t size_ = 0;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> counts_;  // entries by value
  ExactSum sum_;
  std::vector<double> ascending_;
};

}  // namespace yagura
