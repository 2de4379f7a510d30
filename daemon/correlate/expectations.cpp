// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/expectations.hpp"

#include <algorithm>
#include <utility>

namespace yagura {
namespace {

using Type = ExpectationRule::Type;
using Entities = ExpectationRule::Entities;

std::variant<Absence, Silence, Baseline> state_for(const ExpectationRule& rule,
                                                   const ExpectationLimits& limits) {
  switch (rule.type) {
    case Type::absence:
      break;
    case Type::silence:
      return Silence(rule.within, limits.absence_groups);
    case Type::baseline:
      return Baseline(rule, limits.baseline_keys);
  }
  return Absence(rule.within, limits.absence_groups);
}

std::vector<ExpectedKey> expected_by(const ExpectationRule& rule, const Inventory& inventory) {
  std::vector<ExpectedKey> keys;
  switch (rule.expects) {
    case Entities::sources:
      return inventory.sources;
    case Entities::organisations:
      for (const OrganisationCode organisation : inventory.organisations) {
        keys.push_back({organisation, {}});
      }
      break;
    case Entities::hosts:
      for (const Inventory::Host& host : inventory.hosts) {
        if (rule.role.empty() || rule.role == host.role) {
          keys.push_back(host.key);
        }
      }
      break;
    case Entities::named:
      for (const std::string& entity : rule.entities) {
        keys.push_back({OrganisationCode{}, {entity}});
      }
      break;
  }
  return keys;
}

}  // namespace

Expectations::Expectations(std::vector<ExpectationRule> rules, std::optional<Inventory> inventory,
                           ExpectationLimits limits)
    : rules_(std::move(rules)),
      begins_at_(rules_.size(), 0),
      inventory_(std::move(inventory)),
      limits_(limits) {
  states_.reserve(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    states_.push_back(state_for(rules_[i], limits));
    expect_entities(i);
  }
}

void Expectations::expect_entities(std::size_t expectation) {
  auto* silence = std::get_if<Silence>(&states_[expectation]);
  if (silence == nullptr) {
    return;
  }
  const ExpectationRule& rule = rules_[expectation];
  if (inventory_ || rule.expects == Entities::named) {
    silence->expect(expected_by(rule, inventory_.value_or(Inventory{})));
  } else {
    silence->expect_anyone();
  }
}

void Expectations::observe(std::size_t expectation, const ExpectationObservation& observation,
                           std::vector<ExpectationFiring>& out) {
  const std::size_t before = out.size();
  State& state = states_[expectation];
  if (auto* absence = std::get_if<Absence>(&state)) {
    absence->observe(observation);
  } else if (auto* silence = std::get_if<Silence>(&state)) {
    silence->observe(observation);
  } else {
    std::get<Baseline>(state).observe(observation, out);
  }
  for (std::size_t i = before; i < out.size(); ++i) {
    out[i].expectation = expectation;
  }
}

void Expectations::advance(TimePoint watermark, std::vector<ExpectationFiring>& out) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const std::size_t before = out.size();
    if (auto* absence = std::get_if<Absence>(&states_[i])) {
      absence->advance(watermark, out);
    } else if (auto* silence = std::get_if<Silence>(&states_[i])) {
      silence->advance(watermark, out);
    }
    for (std::size_t j = before; j < out.size(); ++j) {
      out[j].expectation = i;
    }
  }
}

void Expectations::adopt(Expectations& previous) {
  const std::uint64_t evicted_then = previous.evicted();
  const std::uint64_t late_then = previous.late();
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto same = std::find_if(
        previous.rules_.begin(), previous.rules_.end(),
        [&](const ExpectationRule& rule) { return rule.definition == rules_[i].definition; });
    if (same != previous.rules_.end()) {
      states_[i] =
          std::move(previous.states_[static_cast<std::size_t>(same - previous.rules_.begin())]);
      expect_entities(i);  // who is there may have changed
    }
  }
  evicted_before_ = evicted_then - evicted();
  late_before_ = late_then - late();
}

std::uint64_t Expectations::evicted() const {
  std::uint64_t total = evicted_before_;
  for (const State& state : states_) {
    const auto* absence = std::get_if<Absence>(&state);
    const auto* baseline = std::get_if<Baseline>(&state);
    total += absence != nullptr ? absence->evicted() : 0;
    total += baseline != nullptr ? baseline->evicted() : 0;
  }
  return total;
}

std::uint64_t Expectations::late() const {
  std::uint64_t total = late_before_;
  for (const State& state : states_) {
    const auto* absence = std::get_if<Absence>(&state);
    total += absence != nullptr ? absence->late() : 0;
  }
  return total;
}

}  // namespace yagura
