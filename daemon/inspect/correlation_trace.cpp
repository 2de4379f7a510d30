// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/correlation_trace.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "correlate/condition.hpp"
#include "detect/correlation_values.hpp"
#include "detect/matcher.hpp"

namespace yagura {
namespace {

// Correlations link only to earlier ones, so going backwards finds them all.
std::vector<bool> involved_in(const RuleSet& rules, std::size_t correlation) {
  std::vector<bool> involved(rules.correlations.size(), false);
  involved[correlation] = true;
  for (std::size_t i = correlation + 1; i-- > 0;) {
    if (involved[i]) {
      for (const CorrelationRule::Feed& feed : rules.correlations[i].rule.feeds) {
        involved[feed.from] = true;
      }
    }
  }
  return involved;
}

std::string first_missing(const EventView& view, const std::vector<FieldNames>& fields,
                          const std::vector<std::string>& names) {
  std::vector<std::string_view> values;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!correlation_values(view, {fields[i]}, values)) {
      return i < names.size() ? names[i] : fields[i].own_name;
    }
  }
  return {};
}

std::string folded_key(const std::vector<std::string>& values) {
  std::string key;
  for (const std::string& value : values) {
    for (const char c : value) {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    key += '\0';
  }
  return key;
}

std::vector<std::string_view> picked(const std::vector<std::string>& from,
                                     const std::vector<std::size_t>& positions) {
  std::vector<std::string_view> values;
  values.reserve(positions.size());
  for (const std::size_t position : positions) {
    values.push_back(from[position]);
  }
  return values;
}

}  // namespace

bool CorrelationTrace::fired() const {
  return std::any_of(observed.begin(), observed.end(), [](const Observed& o) { return o.fired; });
}

CorrelationTracer::CorrelationTracer(std::shared_ptr<const RuleSet> rules, std::size_t correlation,
                                     LogSource source)
    : rules_(std::move(rules)),
      correlation_(correlation),
      source_(std::move(source)),
      involved_(involved_in(*rules_, correlation)),
      indicators_(rules_),
      correlator_(rules_->correlation_rules()) {
  trace_.matched.resize(rules_->correlations[correlation].rule.parts);
}

void CorrelationTracer::add(const Event& event, std::size_t line) {
  view_.show(event);
  for (const Rule& rule : rules_->rules) {
    const bool asked = std::any_of(rule.inputs.begin(), rule.inputs.end(),
                                   [&](const auto& input) { return involved_[input.correlation]; });
    if (asked && routes(rule.source, source_) && matches(rule.tree, view_)) {
      tell_of(rule, line);
    }
  }
  found_.clear();
  indicators_.match(event, source_, found_);
  for (const Rule* rule : found_) {
    tell_of(*rule, line);
  }
}

void CorrelationTracer::tell_of(const Rule& rule, std::size_t line) {
  for (const CorrelationInput& input : rule.inputs) {
    if (involved_[input.correlation]) {
      tell(input, line);
    }
  }
}

void CorrelationTracer::tell(const CorrelationInput& input, std::size_t line) {
  const CorrelationRule& rule = rules_->correlations[input.correlation].rule;
  Observation observation;
  observation.time = view_.event().time;
  observation.record = line;
  observation.part = input.part;
  CorrelationTrace::Observed observed{line, observation.time, input.part, {}, {}, {}, false};
  observed.missing = first_missing(view_, input.group_by, rule.group_by);
  if (observed.missing.empty()) {
    observed.missing = first_missing(view_, input.values, {});
  }
  const bool counts = observed.missing.empty();
  std::vector<std::string_view> group;
  std::vector<std::string_view> values;
  if (counts) {
    (void)correlation_values(view_, input.group_by, group);
    (void)correlation_values(view_, input.values, values);
  }
  observation.group = group;
  observation.values = values;
  if (input.correlation == correlation_) {
    note(std::move(observed), observation);
  }
  if (counts) {
    firings_.clear();
    correlator_.observe(input.correlation, observation, firings_);
    note_firings(line);
  }
}

// Firings stand in the order in which they happened: one that feeds ours is a part of it, and what
// ours then does comes after it.
void CorrelationTracer::note_firings(std::size_t line) {
  const CorrelationRule& rule = rules_->correlations[correlation_].rule;
  for (const Firing& firing : firings_) {
    if (firing.correlation == correlation_) {
      trace_.observed.back().fired = true;
      continue;
    }
    for (const CorrelationRule::Feed& feed : rule.feeds) {
      if (feed.from == firing.correlation) {
        Observation observation;
        observation.time = firing.time;
        observation.part = feed.part;
        const auto group = picked(firing.group, feed.group_by);
        const auto values = picked(firing.group, feed.values);
        observation.group = group;
        observation.values = values;
        note({line, firing.time, feed.part, {}, {}, {}, false}, observation);
      }
    }
  }
}

void CorrelationTracer::note(CorrelationTrace::Observed observed, const Observation& observation) {
  ++trace_.matched[observed.part];
  observed.group.assign(observation.group.begin(), observation.group.end());
  observed.values.assign(observation.values.begin(), observation.values.end());
  entries_.push_back(observed.missing.empty() ? correlator_.entry_of(correlation_, observation)
                                              : std::nullopt);
  if (observed.missing.empty() && !entries_.back()) {
    observed.missing = "a number";
  }
  trace_.observed.push_back(std::move(observed));
}

CorrelationTrace::Group CorrelationTracer::group_at_end(
    const std::vector<std::size_t>& members) const {
  const CorrelationRule& rule = rules_->correlations[correlation_].rule;
  CorrelationTrace::Group group;
  group.values = trace_.observed[members.front()].group;
  TimePoint newest = TimePoint::min();
  for (const std::size_t member : members) {
    newest = std::max(newest, entries_[member]->time);
    group.fired += trace_.observed[member].fired ? 1 : 0;
  }
  for (const std::size_t member : members) {
    if (newest - entries_[member]->time <= rule.timespan) {
      group.window.push_back(member);
    }
  }
  std::stable_sort(group.window.begin(), group.window.end(), [&](std::size_t a, std::size_t b) {
    return entries_[a]->time < entries_[b]->time;
  });
  std::vector<Entry> entries;
  entries.reserve(group.window.size());
  for (const std::size_t member : group.window) {
    entries.push_back(*entries_[member]);
  }
  group.number = measured(rule, entries);
  group.holds = holds(rule, entries);
  return group;
}

CorrelationTrace CorrelationTracer::finish() {
  std::map<std::string, std::size_t> known;
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < trace_.observed.size(); ++i) {
    if (entries_[i]) {
      const auto [at, added] = known.emplace(folded_key(trace_.observed[i].group), members.size());
      if (added) {
        members.emplace_back();
      }
      members[at->second].push_back(i);
    }
  }
  for (const std::vector<std::size_t>& group : members) {
    trace_.groups.push_back(group_at_end(group));
  }
  return std::move(trace_);
}

}  // namespace yagura
