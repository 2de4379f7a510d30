// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "base/time.hpp"
#include "correlate/correlator.hpp"
#include "correlate/expectations.hpp"
#include "detect/event_view.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_node.hpp"
#include "detect/rule_set.hpp"
#include "engine/event_reader.hpp"
#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// What one correlation is told of one event, kept until its turn comes.
struct Told {
  std::size_t correlation;
  std::uint32_t part;
  std::vector<std::string> group;
  std::vector<std::string> values;
};

struct ToldExpectation {
  std::size_t expectation;
  ExpectationObservation observation;
};

// What one line gave. Worked out in parallel, used in order.
struct LineResult {
  std::string wrong;
  std::vector<const Rule*> matched;
  std::vector<Told> told;
  std::vector<ToldExpectation> expected;
  std::optional<TimePoint> time;
};

// Matches events of one thread, as JSON lines or as the fields of a rule's test, by all kinds of
// rules. The rules must outlive it.
class LineMatcher {
 public:
  // Without an index the plain matcher answers. Events are of `source`.
  LineMatcher(const std::shared_ptr<const RuleSet>& rules, std::shared_ptr<const RuleIndex> index,
              const LogSource& source);

  void match_json(std::string_view line, LineResult& result);
  void match_fields(const RuleNode& fields, LineResult& result);

 private:
  void clear();
  void match(LineResult& result);
  void tell(const CorrelationInput& input, LineResult& result);

  Arena arena_;
  Event event_{arena_};
  EventReader reader_;
  EventView view_;
  std::vector<std::string_view> group_;
  std::vector<std::string_view> values_;
  PlainMatcher plain_;
  std::optional<IndexedMatcher> indexed_;
  IndicatorMatcher indicators_;
  LogSource source_;
};

// Tells the correlator, which takes times as they come and a line for the record.
void observe(Correlator& correlator, const Told& told, TimePoint time, RecordNumber line,
             std::vector<Firing>& firings);

}  // namespace yagura
