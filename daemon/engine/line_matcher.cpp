// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/line_matcher.hpp"

#include <utility>

#include "detect/correlation_values.hpp"
#include "detect/rule_test_reader.hpp"
#include "engine/expectation_observation.hpp"

namespace yagura {

LineMatcher::LineMatcher(const std::shared_ptr<const RuleSet>& rules,
                         std::shared_ptr<const RuleIndex> index, const LogSource& source)
    : plain_(*rules), indicators_(rules), source_(source) {
  if (index != nullptr) {
    indexed_.emplace(std::move(index));
  }
}

void LineMatcher::match_json(std::string_view line, LineResult& result) {
  clear();
  result.wrong = reader_.read(line, event_);
  if (result.wrong.empty()) {
    match(result);
  }
}

void LineMatcher::match_fields(const RuleNode& fields, LineResult& result) {
  clear();
  fill_event(fields, event_);
  match(result);
}

void LineMatcher::clear() {
  event_.clear();
  arena_.clear();
}

void LineMatcher::match(LineResult& result) {
  if (indexed_) {
    indexed_->match(event_, source_, result.matched);
  } else {
    plain_.match(event_, source_, result.matched);
  }
  indicators_.match(event_, source_, result.matched);
  result.time = event_.own_time;
  for (const Rule* rule : result.matched) {
    for (const CorrelationInput& input : rule->inputs) {
      tell(input, result);
    }
    for (const ExpectationInput& input : rule->expectations) {
      view_.show(event_);
      if (auto observation = expectation_observation(view_, input, kNoSource)) {
        result.expected.push_back({input.expectation, std::move(*observation)});
      }
    }
  }
}

void LineMatcher::tell(const CorrelationInput& input, LineResult& result) {
  view_.show(event_);
  if (correlation_values(view_, input.group_by, group_) &&
      correlation_values(view_, input.values, values_)) {
    result.told.push_back({input.correlation,
                           input.part,
                           {group_.begin(), group_.end()},
                           {values_.begin(), values_.end()}});
  }
}

void observe(Correlator& correlator, const Told& told, TimePoint time, RecordNumber line,
             std::vector<Firing>& firings) {
  const std::vector<std::string_view> group(told.group.begin(), told.group.end());
  const std::vector<std::string_view> values(told.values.begin(), told.values.end());
  correlator.observe(told.correlation, {{}, time, line, told.part, group, values}, firings);
}

}  // namespace yagura
