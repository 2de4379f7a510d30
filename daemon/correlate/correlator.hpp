// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_form.hpp"
#include "base/keyed_hash.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "correlate/group_table.hpp"
#include "correlate/thinning.hpp"
#include "correlate/window_plan.hpp"
#include "model/correlation_rule.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"

namespace yagura {

// One match of a rule that a correlation names, with the texts of the fields it asks for. They are
// only looked at during the call.
struct Observation {
  OrganisationCode organisation;
  TimePoint time;  // event time
  RecordNumber record = 0;
  std::uint32_t part = 0;                    // which of the correlation's rules
  std::span<const std::string_view> group;   // values of group-by, in its order
  std::span<const std::string_view> values;  // values of condition.field
};

// A correlation whose condition holds on the arrival of a record.
struct Firing {
  std::size_t correlation = 0;  // index of the rule
  OrganisationCode organisation;
  TimePoint time;
  RecordNumber record = 0;
  std::vector<std::string> group;  // as the events write it
};

// Joins matches over event time. It fires at each observation on whose arrival the condition
// holds; folding repeats is the alert stage's part. Correlations may feed others.
//
// Groups of different organisations never mix: the organisation is part of every key. Group values
// compare without regard to ASCII case, as Sigma's values do (SRV01 is srv01).
// One thread; no clock but the observations' own times; the same input gives the same output.
class Correlator {
 public:
  // The key keeps senders from choosing group values that collide; it does not change what fires.
  explicit Correlator(std::vector<CorrelationRule> rules, CorrelatorLimits limits = {},
                      const HashKey& key = {});
  Correlator(const Correlator&) = delete;  // plans point into rules_
  Correlator& operator=(const Correlator&) = delete;

  // Appends what fires: first this correlation, then those it feeds.
  void observe(std::size_t correlation, const Observation& observation, std::vector<Firing>& out);

  // What a window of the rule keeps of an observation; nothing if it does not count: a number is
  // asked for and there is none.
  std::optional<Entry> entry_of(std::size_t correlation, const Observation& observation);

  // No observation older than `watermark` is expected: groups whose windows have passed are
  // forgotten, soon, and what comes nevertheless is counted as late.
  void advance(TimePoint watermark);

  // Takes over the state of every rule that `previous` has with the same definition, and its key.
  void adopt(Correlator& previous);

  // Writes all windows, as they are after the record `position`, and the key.
  void save(RecordNumber position, ByteSink& sink) const;
  // Goes on from what save() wrote, and returns the position; nothing may have been observed
  // before. A position after `newest` is refused. From then on observations of records up to there
  // are passed over, except for rules whose windows were not found: they can be read in again from
  // the journal. Errors: corrupt, and nothing was changed.
  Result<RecordNumber> load(std::string_view bytes, RecordNumber newest);
  // Records before this one need not be observed.
  RecordNumber begins_at() const;

  const std::vector<CorrelationRule>& rules() const { return rules_; }
  std::size_t groups() const { return table_.groups(); }
  std::size_t bytes() const { return table_.bytes(); }
  // Sizes and losses for each rule and organisation that had a group, in order of appearance.
  // Counters only grow, but begin at 0 again after a reload.
  const std::vector<GroupTable::Shelf>& shelves() const { return table_.shelves(); }

 private:
  struct Feed {
    std::size_t to = 0;
    const CorrelationRule::Feed* how = nullptr;
  };

  class StateReader;

  void name_rules();
  void forget_feeders();
  Hash128 key_of(std::size_t correlation, const Observation& observation);
  std::optional<std::uint64_t> kept_value(const CorrelationRule& rule,
                                          const Observation& observation);
  void feed_others(std::size_t correlation, const Observation& observation,
                   std::vector<Firing>& out);

  std::vector<CorrelationRule> rules_;
  std::vector<WindowPlan> plans_;         // parallel to rules_
  std::vector<std::uint64_t> names_;      // parallel: a hash of the definition
  std::vector<std::vector<Feed>> feeds_;  // parallel: what the firings of the rule go to
  CorrelatorLimits limits_;
  std::vector<RecordNumber> begins_at_;  // parallel: earlier records are in its windows already
  HashKey key_;
  GroupTable table_;
  Thinning thinning_;
  std::string text_;  // what is hashed
  TimePoint horizon_ = TimePoint::min();
  TimePoint next_expiry_ = TimePoint::min();
};

}  // namespace yagura
