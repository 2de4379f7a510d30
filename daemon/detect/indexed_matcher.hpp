// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/event_shape.hpp"
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

  struct Route {
    LogSource source;
    std::shared_ptr<const MatchPlan> plan;
    EventShapes shapes;
    std::uint32_t first_key = 0;          // keys of its scans in the cache
    std::vector<Recurrence> recurrences;  // of scans
    std::vector<Memo> memo;               // of predicates
  };

  Route& route_of(const LogSource& source);
  void next_generation();
  void look(Route& route, const EventShape::Look& look);
  void scan(Route& route, const EventShape::Look& look, std::string_view text,
            const EventView::Entry& entry);
  void look_for_keywords(Route& route, const LiteralScanner& scanner);
  static bool may_hold_keyword(const LiteralScanner& scanner, const Value& value);
  bool stands_in_scanned(const EventShape::Other& other, std::string_view text) const;
  std::string_view scannable(const EventView::Entry& entry) const;
  void note_found(Route& route, std::span<const std::uint32_t> reports,
                  std::uint32_t station = MatchPlan::kNone);
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
  std::vector<std::uint32_t> partly_in_;     // of each scan: the generation, see settled_by()
  std::vector<std::uint32_t> candidates_;
  std::vector<std::uint32_t> found_;
  std::string joined_;  // values that are to be scanned for keywords only
  std::string joined_folded_;
  std::vector<const EventView::Entry*> entries_;
  std::vector<const EventView::Entry*> other_entries_;
  const EventShape* shape_ = nullptr;  // of this event
  MatchStatistics statistics_;
};

}  // namespace yagura
