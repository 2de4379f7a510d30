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
  static constexpr std::uint32_t kNone = ~0U;
  static constexpr std::uint32_t kTrigger = kNone - 1;

  // What scanners report: a predicate of which a literal was found.
  class Report {
   public:
    explicit Report(std::uint32_t bits) : bits_(bits) {}
    Report(std::uint32_t predicate, bool decides, bool triggers)
        : bits_(predicate << 2U | (decides ? kDecides : 0U) | (triggers ? kTriggers : 0U)) {}

    std::uint32_t bits() const { return bits_; }
    std::uint32_t predicate() const { return bits_ >> 2U; }
    bool decides() const { return (bits_ & kDecides) != 0; }    // the predicate holds
    bool triggers() const { return (bits_ & kTriggers) != 0; }  // rules() become candidates

   private:
    static constexpr std::uint32_t kDecides = 1;
    static constexpr std::uint32_t kTriggers = 2;
    std::uint32_t bits_;
  };
  // A subject that a rule asks about.
  struct Station {
    std::uint32_t subject = 0;
    std::uint32_t scan = 0;
    // Candidates as soon as the field is there.
    std::uint32_t first_rule = 0;
    std::uint32_t rule_count = 0;
  };
  // How values are scanned, at one station or at several: subjects that differ only in what the
  // field is called outside (cs-uri, c-uri) have the same values. Scanners report numbers that are
  // Reports; keywords, which are looked for in every value, are among them.
  struct Scan {
    std::uint32_t station = 0;       // the first
    bool shared = false;             // there are others
    std::uint32_t shortest = kNone;  // bytes below which nothing can be found; kNone = ever
    std::optional<LiteralScanner> triggers;
    // Every predicate that has literals: dearer to scan, but settles what candidates ask next.
    // For values that come again, as the cost is then paid once.
    std::optional<LiteralScanner> everything;
  };
  // A station that a name leads to, unless one of the subject's first names is there.
  struct Visit {
    std::uint32_t station = 0;
    std::uint32_t first_earlier = 0;  // see earlier()
    std::uint32_t earlier_count = 0;
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
  std::span<const Field> earlier(const Visit& visit) const {
    return {earlier_.data() + visit.first_earlier, visit.earlier_count};
  }
  std::span<const Station> stations() const { return stations_; }
  std::span<const Scan> scans() const { return scans_; }
  // The station of a subject that a rule of the plan asks about.
  std::uint32_t station_of(std::uint32_t subject) const { return station_of_[subject]; }
  // For values that no station scans; a null pointer: no rule asks for keywords.
  const LiteralScanner* keywords() const {
    return keywords_ == kNone ? nullptr : &*scans_[stations_[keywords_].scan].triggers;
  }
  // Whether what a report says may be believed of a value that only this station has.
  bool is_of(Report report, std::uint32_t station) const {
    const std::uint32_t asked = station_of_predicate_[report.predicate()];
    return asked == station || asked == keywords_;
  }
  // The rules that a predicate triggers, and those that a field's presence does.
  std::span<const std::uint32_t> rules(Report report) const {
    const std::uint32_t* first = first_rule_.data() + report.predicate();
    return {rules_.data() + first[0], first[1] - first[0]};
  }
  std::span<const std::uint32_t> rules(const Station& station) const {
    return {rules_.data() + station.first_rule, station.rule_count};
  }
  std::span<const std::uint32_t> always() const { return always_; }
  // What scanning says of a predicate that it did not find: kNone = nothing; kTrigger = it fails;
  // a scan = it fails if no value was scanned there for triggers only.
  std::span<const std::uint32_t> settled_by() const { return settled_by_; }

 private:
  struct NamedVisits {
    std::string name;
    std::vector<Visit> visits;
  };
  class Builder;

  std::vector<Station> stations_;
  std::vector<Scan> scans_;
  std::vector<std::uint32_t> station_of_;            // by subject
  std::vector<std::uint32_t> station_of_predicate_;  // of those that the plan's rules ask
  std::vector<std::uint32_t> rules_;
  std::vector<std::uint32_t> first_rule_;  // in rules_, by predicate, and an end
  std::vector<std::uint32_t> always_;
  std::vector<Field> earlier_;
  std::vector<Visit> field_visits_;
  std::vector<std::uint32_t> field_first_;
  std::vector<NamedVisits> named_visits_;
  std::vector<std::uint32_t> name_slots_;  // open addressing: index of named_visits_ + 1, 0 = free
  std::uint32_t keywords_ = kNone;         // the station
  std::vector<std::uint32_t> settled_by_;  // by predicate
};

}  // namespace yagura
