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

#include "detect/literal_scanner.hpp"
#include "detect/predicate_table.hpp"
#include "detect/trigger.hpp"

namespace yagura {

// What is looked for in the events of one log source: the triggers of the rules it reaches, each
// with the field it is looked for in. Immutable; shared by threads.
class MatchPlan {
 public:
  // A predicate whose literals are scanned for, and the rules that then become candidates: none
  // if it is no trigger.
  struct Watch {
    std::uint32_t predicate = 0;
    std::uint32_t first_rule = 0;
    std::uint32_t rule_count = 0;
    bool decides = false;  // a literal found is the predicate holding
  };
  // A subject that a rule asks about. Scanners report indexes of watches; keywords, which are
  // looked for in every value, are among them.
  struct Station {
    std::uint32_t subject = 0;
    std::optional<LiteralScanner> triggers;
    // Every predicate that has literals: dearer to scan, but settles what candidates ask next.
    // For values that come again, as the cost is then paid once.
    std::optional<LiteralScanner> everything;
    std::vector<std::uint32_t> rules;  // candidates as soon as the field is there
  };
  // A station that a name leads to, unless one of the subject's first `earlier` names is there.
  struct Visit {
    std::uint32_t station = 0;
    std::uint32_t earlier = 0;
  };
  // `rules`: those the log source reaches, in order; `triggers` those of all rules.
  MatchPlan(const PredicateTable& table, std::span<const std::optional<Trigger>> triggers,
            std::span<const std::uint32_t> rules);

  std::span<const Visit> visits(Field field) const {
    const auto index = static_cast<std::size_t>(field);
    return {field_visits_.data() + field_first_[index],
            field_first_[index + 1] - field_first_[index]};
  }
  std::span<const Visit> visits(std::string_view own_name) const;
  std::span<const Station> stations() const { return stations_; }
  // The station of a subject that a rule of the plan asks about.
  std::uint32_t station_of(std::uint32_t subject) const { return station_of_[subject]; }
  // Where values are scanned for keywords that no station has scanned; kNone = nowhere.
  std::uint32_t any_value() const { return any_value_; }
  const Watch& watch(std::uint32_t index) const { return watches_[index]; }
  std::span<const std::uint32_t> rules(const Watch& watch) const {
    return {watch_rules_.data() + watch.first_rule, watch.rule_count};
  }
  std::span<const std::uint32_t> always() const { return always_; }
  // What scanning says of a predicate that it did not find: kNone = nothing; kTrigger = it fails;
  // a station = it fails if no value there was scanned for triggers only.
  std::uint32_t settled_by(std::uint32_t predicate) const { return settled_by_[predicate]; }

  static constexpr std::uint32_t kNone = ~0U;
  static constexpr std::uint32_t kTrigger = kNone - 1;

 private:
  struct NamedVisits {
    std::string name;
    std::vector<Visit> visits;
  };
  class Builder;

  std::vector<Station> stations_;
  std::vector<std::uint32_t> station_of_;  // by subject
  std::vector<Watch> watches_;
  std::vector<std::uint32_t> watch_rules_;
  std::vector<std::uint32_t> always_;
  std::vector<Visit> field_visits_;
  std::vector<std::uint32_t> field_first_;
  std::vector<NamedVisits> named_visits_;
  std::vector<std::uint32_t> name_slots_;  // open addressing: index of named_visits_ + 1, 0 = free
  std::uint32_t any_value_ = kNone;
  std::vector<std::uint32_t> settled_by_;  // by predicate
};

}  // namespace yagura
