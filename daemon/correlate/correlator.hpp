// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/digest.hpp"
#include "base/time.hpp"
#include "correlate/window.hpp"
#include "model/correlation_rule.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"

namespace yagura {

// One match of a rule that a correlation names, with the texts of the fields it asks for.
struct Observation {
  OrganisationCode organisation;
  TimePoint time;  // event time
  RecordNumber record = 0;
  std::uint32_t part = 0;           // which of the correlation's rules
  std::vector<std::string> group;   // values of group-by, in its order
  std::vector<std::string> values;  // values of condition.field
};

// A correlation whose condition holds on the arrival of a record.
struct Firing {
  std::size_t correlation = 0;  // index of the rule
  OrganisationCode organisation;
  TimePoint time;
  RecordNumber record = 0;
  std::vector<std::string> group;  // as the events write it
};

// What a window keeps of an observation; nothing if it does not count: a sum or mean is asked for
// and there is no number.
std::optional<Window::Entry> entry_of(const CorrelationRule& rule, const Observation& observed);

struct CorrelatorLimits {
  // Groups remembered for one rule. An attacker chooses group values: when full, the group that
  // was silent for longest is forgotten and counted.
  std::size_t groups_per_rule = 100'000;
};

// Joins matches over event time. It fires at each observation on whose arrival the condition
// holds; folding repeats is the alert stage's part. Correlations may feed others.
//
// Groups of different organisations never mix: the organisation is part of every key. Group values
// compare without regard to ASCII case, as Sigma's values do (SRV01 is srv01).
// One thread; no clock but the observations' own times; the same input gives the same output.
class Correlator {
 public:
  explicit Correlator(std::vector<CorrelationRule> rules, CorrelatorLimits limits = {});

  // Appends what fires: first this correlation, then those it feeds.
  void observe(std::size_t correlation, const Observation& observation, std::vector<Firing>& out);

  // Takes over the state of every rule that `previous` has with the same definition.
  void adopt(Correlator& previous);

  // Forgets groups none of whose observations can matter any more: no event older than
  // `watermark` is expected.
  void expire(TimePoint watermark);

  const std::vector<CorrelationRule>& rules() const { return rules_; }
  std::size_t groups() const;
  std::uint64_t evicted_groups() const { return evicted_; }  // by the limit, over the whole life

 private:
  struct Group {
    Window window;
    std::list<Digest>::iterator age;
  };
  struct State {
    std::unordered_map<Digest, Group> groups;
    std::list<Digest> by_age;  // longest silent first
  };

  Window& window_of(std::size_t correlation, const Digest& key);

  std::vector<CorrelationRule> rules_;
  std::vector<State> states_;  // parallel to rules_
  CorrelatorLimits limits_;
  std::uint64_t evicted_ = 0;
};

}  // namespace yagura
