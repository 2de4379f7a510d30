// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/byte_form.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "correlate/absence.hpp"
#include "correlate/baseline.hpp"
#include "correlate/expected_key.hpp"
#include "model/expectation_rule.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"

namespace yagura {

// Who the configuration says is there, for silences that name nobody.
struct Inventory {
  struct Host {
    ExpectedKey key;  // its organisation and name
    std::string role;
  };
  std::vector<OrganisationCode> organisations;
  std::vector<Host> hosts;
  std::vector<ExpectedKey> sources;  // the name, and the organisation if there is only one
};

struct ExpectationLimits {
  std::size_t absence_groups = 100'000;  // of one rule
  std::size_t baseline_keys = 10'000;    // of one rule; up to 27 KB each where all hours are busy
};

// The state of all expectation rules. One thread; no clock but the times it is told, so the same
// input gives the same output, and what is lost in a crash comes back by telling it again.
class Expectations {
 public:
  // Where no inventory is known, whoever is heard of once is expected from then on.
  Expectations(std::vector<ExpectationRule> rules, std::optional<Inventory> inventory,
               ExpectationLimits limits = {});

  // Appends what fires at once.
  void observe(std::size_t expectation, const ExpectationObservation& observation,
               std::vector<ExpectationFiring>& out);
  // No event older than `watermark` is expected: appends what that makes certain.
  void advance(TimePoint watermark, std::vector<ExpectationFiring>& out);

  // Takes over the state of every rule that `previous` has with the same definition.
  void adopt(Expectations& previous);

  // Writes all state, as it is after the record `position`.
  void save(RecordNumber position, ByteSink& sink) const;
  // Goes on from what save() wrote, for rules with the same definition, and returns the position.
  // Before anything was observed. A position after `newest` is refused. Errors: corrupt, and
  // nothing was changed.
  Result<RecordNumber> load(std::string_view bytes, RecordNumber newest);
  // What earlier records say must not be told to this rule: it knows it already.
  RecordNumber begins_at(std::size_t expectation) const { return begins_at_[expectation]; }

  const std::vector<ExpectationRule>& rules() const { return rules_; }
  // Groups forgotten and waits lost by the limits, over the whole life; events that came too late.
  std::uint64_t evicted() const;
  std::uint64_t late() const;

 private:
  using State = std::variant<Absence, Silence, Baseline>;

  void expect_entities(std::size_t expectation);
  bool load_state(State& state, ByteSource& source) const;

  std::vector<ExpectationRule> rules_;
  std::vector<State> states_;            // parallel
  std::vector<RecordNumber> begins_at_;  // parallel
  std::optional<Inventory> inventory_;
  ExpectationLimits limits_;
  std::uint64_t evicted_before_ = 0;  // by rules that are gone
  std::uint64_t late_before_ = 0;
};

}  // namespace yagura
