// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "correlate/correlator.hpp"
#include "detect/event_view.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/rule_set.hpp"
#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// What one correlation saw of some events: which of its parts each met, in which group, and what
// stands in the window of each group at the end.
struct CorrelationTrace {
  struct Observed {
    std::size_t line = 0;
    TimePoint time;
    std::uint32_t part = 0;
    std::string missing;  // the field of group-by or condition that keeps it from counting
    std::vector<std::string> group;
    std::vector<std::string> values;
    bool fired = false;
  };
  struct Group {
    std::vector<std::string> values;
    std::vector<std::size_t> window;  // of its newest observation: indexes into `observed`
    double number = 0;                // what the condition compares
    bool holds = false;
    std::size_t fired = 0;
  };
  std::vector<std::size_t> matched;  // of each part: how many observations
  std::vector<Observed> observed;    // in order of the events
  std::vector<Group> groups;         // in order of their first observation

  bool fired() const;
};

// Follows one correlation of a rule set through events, with the plain matcher and a correlator of
// its own: their answers are the definition. Keeps every observation, so it is for the events of a
// file, not for traffic. One thread.
class CorrelationTracer {
 public:
  CorrelationTracer(std::shared_ptr<const RuleSet> rules, std::size_t correlation,
                    LogSource source);

  // In order; the event's time is used as it is.
  void add(const Event& event, std::size_t line);
  CorrelationTrace finish();

 private:
  void tell_of(const Rule& rule, std::size_t line);
  void tell(const CorrelationInput& input, std::size_t line);
  void note_firings(std::size_t line);
  void note(CorrelationTrace::Observed observed, const Observation& observation);
  CorrelationTrace::Group group_at_end(const std::vector<std::size_t>& members) const;

  const std::shared_ptr<const RuleSet> rules_;
  const std::size_t correlation_;
  const LogSource source_;
  std::vector<bool> involved_;  // correlations: this one and those that feed it
  EventView view_;
  IndicatorMatcher indicators_;
  std::vector<const Rule*> found_;  // indicator rules
  Correlator correlator_;
  std::vector<Firing> firings_;
  CorrelationTrace trace_;
  std::vector<std::optional<Entry>> entries_;  // parallel to trace_.observed
};

}  // namespace yagura
