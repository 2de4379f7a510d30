// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/event_view.hpp"
#include "detect/match_plan.hpp"
#include "detect/match_statistics.hpp"
#include "detect/recurrence.hpp"
#include "detect/rule.hpp"
#include "detect/rule_index.hpp"
#include "detect/value_cache.hpp"
#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Gives the answers of PlainMatcher without looking at every rule.
//
// Every value of an event that a rule's trigger could stand in is scanned once for the literals of
// all triggers; only rules whose trigger was found are evaluated, with each predicate evaluated at
// most once an event. What scanning found is kept for values that come again. Allocates nothing
// once warm. One thread; the index may be shared with others.
class IndexedMatcher {
 public:
  explicit IndexedMatcher(std::shared_ptr<const RuleIndex> index);

  // Appends the rules that match, in the order of the rule set.
  void match(const Event& event, const LogSource& source, std::vector<const Rule*>& out);

  const RuleIndex& index() const { return *index_; }
  const MatchStatistics& statistics() const { return statistics_; }

 private:
  // What is known of a predicate in this event.
  enum class Known : std::uint32_t { nothing, holds, fails, found };  // found: a literal of it
  struct Memo {
    std::uint32_t known = 0;                         // generation and Known
    std::uint32_t settled_by = MatchPlan::kTrigger;  // see MatchPlan::settled_by()
  };
  static constexpr std::uint32_t kKnownBits = 2;
  static constexpr std::uint32_t kKnownMask = (1U << kKnownBits) - 1;

  // Formats write fields in one order, so names are looked for first where they stood last.
  static constexpr std::size_t kPlaces = 64;
  // What the name of the last event's unmapped field at this place led to.
  struct NameAtPlace {
    std::string name;
    std::span<const MatchPlan::Visit> visits;
  };
  struct Route {
    LogSource source;
    std::shared_ptr<const MatchPlan> plan;
    std::uint32_t first_key = 0;          // keys of its stations in the cache
    std::vector<Recurrence> recurrences;  // of stations
    std::vector<Memo> memo;               // of predicates
    std::array<NameAtPlace, kPlaces> names;
  };
  // What a station saw of this event. Entries of one field are chained.
  struct Seen {
    std::uint32_t generation = 0;
    std::uint32_t first_entry = 0;
    std::uint32_t last_entry = 0;
    bool triggers_only = false;  // a value was not scanned for everything
  };

  Route& route_of(const LogSource& source);
  void next_generation();
  void visit_entries(Route& route, const Event& event);
  void look_for_keywords(Route& route, const EventView::Entry& entry);
  std::string_view scannable(const EventView::Entry& entry) const;
  void scan_joined(Route& route);
  static bool may_hold_keyword(const LiteralScanner& scanner, const Value& value);
  static std::span<const MatchPlan::Visit> visits_of(Route& route, std::size_t place,
                                                     std::string_view name);
  bool leads_to(const MatchPlan& plan, const MatchPlan::Visit& visit) const;
  void visit(Route& route, std::uint32_t station, std::uint32_t entry);
  void note_entry(Seen& seen, std::uint32_t entry);
  void scan(Route& route, std::uint32_t station, std::string_view text,
            const EventView::Entry& entry);
  void note_found(Route& route, std::span<const std::uint32_t> reports);
  void add_candidate(std::uint32_t rule);
  bool holds(Route& route, PredicateOrNode part);
  bool work_out(Route& route, const PredicateNode& node);
  bool predicate_holds(Route& route, std::uint32_t predicate);
  bool is_settled(const Memo& memo) const;
  bool evaluate(const MatchPlan& plan, std::uint32_t predicate);
  void gather_entries(const MatchPlan& plan, std::uint32_t subject,
                      std::vector<const EventView::Entry*>& out) const;
  Known known(const Memo& memo) const {
    return memo.known >> kKnownBits == generation_ ? static_cast<Known>(memo.known & kKnownMask)
                                                   : Known::nothing;
  }
  void learn(Memo& memo, Known what) const {
    memo.known = generation_ << kKnownBits | static_cast<std::uint32_t>(what);
  }

  std::shared_ptr<const RuleIndex> index_;
  EventView view_;
  ValueCache cache_;
  std::vector<Route> routes_;
  std::size_t last_route_ = 0;
  std::uint32_t next_key_ = 0;
  std::uint32_t generation_ = 0;
  std::vector<std::uint32_t> node_memo_;     // of each shared node: generation and result
  std::vector<std::uint32_t> candidate_in_;  // of each rule: the generation
  std::vector<Seen> seen_;                   // of each station
  std::vector<std::uint32_t> next_entry_;    // of each entry: the next of its field
  std::vector<std::uint32_t> candidates_;
  std::vector<std::uint32_t> found_;
  std::string joined_;  // values that are to be scanned for keywords only
  std::string joined_folded_;
  std::vector<const EventView::Entry*> entries_;
  std::vector<const EventView::Entry*> other_entries_;
  std::bitset<static_cast<std::size_t>(Field::count_)> present_;  // in this event
  MatchStatistics statistics_;
};

}  // namespace yagura
