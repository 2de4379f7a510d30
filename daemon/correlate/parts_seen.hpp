// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <boost/container/small_vector.hpp>

#include "correlate/condition.hpp"
#include "model/correlation_rule.hpp"

namespace yagura {

// Walks over the entries of a temporal correlation, oldest first, and tells for each whether the
// condition holds in a window that ends there. It keeps when each part was last seen and, of each
// order asked for, when the beginning of it that started last started.
class PartsSeen {
 public:
  explicit PartsSeen(const CorrelationRule& rule);

  void see(const Entry& entry);
  // In the window from `oldest` to the entry seen last.
  bool holds(TimePoint oldest) const;

 private:
  using Times = boost::container::small_vector<TimePoint, 16>;

  bool holds(const CorrelationRule::Alternative& way, std::size_t chain, TimePoint oldest) const;

  const CorrelationRule& rule_;
  Times last_;  // by part
  // Of each alternative one after the other: [i] = the latest start of an order of its first i + 1
  // required parts.
  Times chains_;
};

}  // namespace yagura
