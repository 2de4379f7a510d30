// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_form.hpp"
#include "base/time.hpp"
#include "correlate/expected_key.hpp"
#include "model/expectation_rule.hpp"

namespace yagura {

// "More than is usual for this key in this hour of the week." The definition: let h be the hour an
// event falls into (whole hours since 1970; the same hour of the week is 168 hours away in any
// time zone of whole hours), n what the key has in h so far, and v the amounts of the same hour in
// each of the last `weeks` weeks since the key was first seen, an hour without events being 0.
// With at least `minimum_weeks` of them it fires if
//     n > median(v) + deviations * max(MAD(v), 1)  and  n >= at_least,
// once for each key and hour, on the event that is too much. MAD is the median of the distances
// from the median. An event that is late counts in its own hour, or not at all if that lies more
// than a week before the newest of its key.
//
// Kept are the hours that had events: at most (weeks + 2) * 168 of 16 bytes for a key, `keys` keys.
// One thread; no clock but the events' times.
class Baseline {
 public:
  Baseline(const ExpectationRule& rule, std::size_t keys) : rule_(rule), states_(keys) {}

  void observe(const ExpectationObservation& observation, std::vector<ExpectationFiring>& out);

  void save(ByteSink& sink) const;
  // Goes on from what save() wrote, of a fresh object; false: that is damaged.
  bool load(ByteSource& source);

  std::size_t keys() const { return states_.size(); }
  std::uint64_t evicted() const { return states_.evicted(); }

 private:
  struct Hour {
    std::int32_t hour = 0;  // since 1970
    bool fired = false;
    double amount = 0;
  };
  struct History {
    std::vector<Hour> hours;  // sorted
    std::int32_t first = 0;   // the hour the key was first seen in
  };

  std::size_t most_hours() const { return std::size_t{rule_.weeks + 2} * 7 * 24 + 1; }
  Hour* hour_of(History& history, std::int32_t hour) const;
  bool is_too_much(const History& history, const Hour& now);

  ExpectationRule rule_;
  KeyedStates<History> states_;
  std::vector<double> amounts_;
};

// Of an even number of values the mean of the two in the middle; reorders them. 0 of none.
double median(std::span<double> values);

}  // namespace yagura
