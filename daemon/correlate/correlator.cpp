// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlator.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

std::string lower(std::string text) {
  for (char& c : text) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

Digest key_of(OrganisationCode organisation, const std::vector<std::string>& values) {
  DigestBuilder builder;
  builder.add(std::uint64_t{organisation.value()});
  for (const std::string& value : values) {
    builder.add(lower(value));
  }
  return builder.finish();
}

std::optional<double> number_of(const std::vector<std::string>& values) {
  if (values.empty()) {
    return std::nullopt;
  }
  double number = 0;
  const char* end = values[0].data() + values[0].size();
  const auto [last, error] = std::from_chars(values[0].data(), end, number);
  const bool whole = error == std::errc{} && last == end && std::isfinite(number);
  return whole ? std::optional(number) : std::nullopt;
}

// What the window keeps of an observation; nothing if it does not count.
std::optional<std::uint64_t> kept_value(const CorrelationRule& rule, const Observation& observed) {
  switch (rule.type) {
    case Type::value_count:
    case Type::value_share:
      return std::hash<Digest>{}(key_of({}, observed.values));
    case Type::temporal:
    case Type::temporal_ordered:
      return observed.part;
    case Type::value_sum:
    case Type::value_avg:
    case Type::value_percentile: {
      const auto number = number_of(observed.values);
      return number ? std::optional(std::bit_cast<std::uint64_t>(*number)) : std::nullopt;
    }
    case Type::event_count:
      break;
  }
  return std::uint64_t{0};
}

std::vector<std::string> pick(const std::vector<std::string>& from,
                              const std::vector<std::size_t>& positions) {
  std::vector<std::string> picked;
  picked.reserve(positions.size());
  for (const std::size_t position : positions) {
    picked.push_back(from[position]);
  }
  return picked;
}

}  // namespace

Correlator::Correlator(std::vector<CorrelationRule> rules, CorrelatorLimits limits)
    : rules_(std::move(rules)), states_(rules_.size()), limits_(limits) {}

Window& Correlator::window_of(std::size_t correlation, const Digest& key) {
  State& state = states_[correlation];
  const auto found = state.groups.find(key);
  if (found != state.groups.end()) {
    state.by_age.splice(state.by_age.end(), state.by_age, found->second.age);
    return found->second.window;
  }
  if (state.groups.size() >= limits_.groups_per_rule && !state.by_age.empty()) {
    state.groups.erase(state.by_age.front());
    state.by_age.pop_front();
    ++evicted_;
  }
  const auto age = state.by_age.insert(state.by_age.end(), key);
  return state.groups.emplace(key, Group{{}, age}).first->second.window;
}

// Chains cannot be circles (the loader refuses them), so the recursion ends.
void Correlator::observe(std::size_t correlation, const Observation& observation,
                         std::vector<Firing>& out) {
  const CorrelationRule& rule = rules_[correlation];
  const auto value = kept_value(rule, observation);
  if (!value) {
    return;
  }
  Window& window = window_of(correlation, key_of(observation.organisation, observation.group));
  if (!window.observe(rule, {observation.time, *value})) {
    return;
  }
  out.push_back({correlation, observation.organisation, observation.time, observation.record,
                 observation.group});
  for (std::size_t outer = 0; outer < rules_.size(); ++outer) {
    for (const CorrelationRule::Feed& feed : rules_[outer].feeds) {
      if (feed.from == correlation) {
        observe(outer,
                {observation.organisation, observation.time, observation.record, feed.part,
                 pick(observation.group, feed.group_by), pick(observation.group, feed.values)},
                out);
      }
    }
  }
}

void Correlator::adopt(Correlator& previous) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto same = std::find_if(
        previous.rules_.begin(), previous.rules_.end(),
        [&](const CorrelationRule& rule) { return rule.definition == rules_[i].definition; });
    if (same != previous.rules_.end()) {
      states_[i] = std::exchange(
          previous.states_[static_cast<std::size_t>(same - previous.rules_.begin())], {});
    }
  }
  evicted_ += previous.evicted_;
}

void Correlator::expire(TimePoint watermark) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    State& state = states_[i];
    for (auto at = state.groups.begin(); at != state.groups.end();) {
      if (at->second.window.newest() + rules_[i].timespan < watermark) {
        state.by_age.erase(at->second.age);
        at = state.groups.erase(at);
      } else {
        ++at;
      }
    }
  }
}

std::size_t Correlator::groups() const {
  std::size_t total = 0;
  for (const State& state : states_) {
    total += state.groups.size();
  }
  return total;
}

}  // namespace yagura
