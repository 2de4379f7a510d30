// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indexed_matcher.hpp"

#include <algorithm>
#include <utility>

#include "detect/text_hash.hpp"
#include "detect/text_pattern.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMostRoutes = 256;
constexpr std::uint32_t kNoEntry = ~0U;

}  // namespace

IndexedMatcher::IndexedMatcher(std::shared_ptr<const RuleIndex> index)
    : index_(std::move(index)),
      memo_(index_->table().predicates().size()),
      node_memo_(index_->table().node_count()),
      candidate_in_(index_->rules().rules.size()) {}

void IndexedMatcher::match(const Event& event, const LogSource& source,
                           std::vector<const Rule*>& out) {
  ++statistics_.events;
  next_generation();
  view_.show(event);
  Route& route = route_of(source);
  const MatchPlan& plan = *route.plan;
  candidates_.assign(plan.always().begin(), plan.always().end());
  visit_entries(route, event);
  statistics_.candidates += candidates_.size();
  std::sort(candidates_.begin(), candidates_.end());
  for (const std::uint32_t rule : candidates_) {
    if (holds(plan, index_->table().root(rule))) {
      out.push_back(&index_->rules().rules[rule]);
    }
  }
}

IndexedMatcher::Route& IndexedMatcher::route_of(const LogSource& source) {
  if (last_route_ < routes_.size() && routes_[last_route_].source == source) {
    return routes_[last_route_];
  }
  const auto known = std::find_if(routes_.begin(), routes_.end(),
                                  [&](const Route& route) { return route.source == source; });
  if (known != routes_.end()) {
    last_route_ = static_cast<std::size_t>(known - routes_.begin());
    return *known;
  }
  if (routes_.size() == kMostRoutes) {
    routes_.clear();
  }
  auto plan = index_->plan_for(source);
  const std::size_t stations = plan->stations().size();
  seen_.resize(std::max(seen_.size(), stations));
  routes_.push_back({source, std::move(plan), next_key_, std::vector<Recurrence>(stations), {}});
  next_key_ += static_cast<std::uint32_t>(stations);
  last_route_ = routes_.size() - 1;
  return routes_.back();
}

// Whatever was known of the event before is forgotten by counting on.
void IndexedMatcher::next_generation() {
  if (++generation_ == ~0U >> kKnownBits) {
    std::fill(memo_.begin(), memo_.end(), 0);
    std::fill(node_memo_.begin(), node_memo_.end(), 0);
    std::fill(candidate_in_.begin(), candidate_in_.end(), 0);
    std::fill(seen_.begin(), seen_.end(), Seen{});
    generation_ = 1;
  }
}

void IndexedMatcher::visit_entries(Route& route, const Event& event) {
  const MatchPlan& plan = *route.plan;
  const auto fields = event.fields();
  const auto unmapped = event.unmapped();
  const std::size_t count = view_.all().size();
  next_entry_.resize(std::max(next_entry_.size(), count));
  for (std::uint32_t i = 0; i < count; ++i) {
    next_entry_[i] = kNoEntry;
    const auto visits = i < fields.size() ? plan.visits(fields[i])
                                          : visits_of(route, i, unmapped[i - fields.size()].name);
    bool visited = false;
    for (const MatchPlan::Visit& one : visits) {
      if (leads_to(plan, one, event)) {
        visit(route, one.station, i);
        visited = true;
      }
    }
    if (!visited && plan.any_value() != MatchPlan::kNone) {
      look_for_keywords(plan, view_.all()[i]);
    }
  }
  if (!joined_.empty()) {
    scan_joined(plan);
  }
}

// No rule asks about the field itself. Such values are many, short and seldom the same again: it is
// cheapest to scan them together.
void IndexedMatcher::look_for_keywords(const MatchPlan& plan, const EventView::Entry& entry) {
  if (!may_hold_keyword(plan, entry.value())) {
    return;
  }
  const LiteralScanner& scanner = *plan.stations()[plan.any_value()].triggers;
  if (scanner.scans_joined()) {
    joined_ += view_.text(entry);
    joined_ += LiteralScanner::kJoint;
    return;
  }
  ++statistics_.values_scanned;
  found_.clear();
  scanner.scan(view_.folded(entry), found_);
  note_found(plan, found_);
}

void IndexedMatcher::scan_joined(const MatchPlan& plan) {
  ++statistics_.values_scanned;
  found_.clear();
  joined_folded_.clear();
  append_folded(joined_folded_, joined_);
  plan.stations()[plan.any_value()].triggers->scan(joined_folded_, found_);
  joined_.clear();
  note_found(plan, found_);
}

// Most values are too short for a keyword: that is seen before anything is made of them.
bool IndexedMatcher::may_hold_keyword(const MatchPlan& plan, const Value& value) {
  const auto& scanner = plan.stations()[plan.any_value()].triggers;
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return text->size() >= scanner->shortest();
  }
  if (std::holds_alternative<std::monostate>(value)) {
    return false;
  }
  return scanner->finds_numbers() || !std::holds_alternative<std::int64_t>(value);
}

// Comparing with the name that stood there last is cheaper than looking it up.
std::span<const MatchPlan::Visit> IndexedMatcher::visits_of(Route& route, std::size_t place,
                                                            std::string_view name) {
  if (place >= kPlaces) {
    return route.plan->visits(name);
  }
  NameAtPlace& last = route.names[place];
  if (!same_text(last.name, name)) {
    last.name = name;
    last.visits = route.plan->visits(name);
  }
  return last.visits;
}

// A subject's first name that stands in the event is the field; the others are not looked at.
bool IndexedMatcher::leads_to(const MatchPlan& plan, const MatchPlan::Visit& visit,
                              const Event& event) const {
  if (visit.earlier == 0) {
    return true;
  }
  const Subject& subject = index_->table().subjects()[plan.stations()[visit.station].subject];
  const auto end = subject.names.fields.begin() + static_cast<std::ptrdiff_t>(visit.earlier);
  return std::none_of(subject.names.fields.begin(), end,
                      [&](Field field) { return event.has(field); });
}

void IndexedMatcher::visit(Route& route, std::uint32_t station, std::uint32_t entry) {
  note_entry(seen_[station], entry);
  const MatchPlan::Station& at = route.plan->stations()[station];
  for (const std::uint32_t rule : at.rules) {
    add_candidate(rule);
  }
  const EventView::Entry& value = view_.all()[entry];
  if ((!at.triggers && !at.everything) || value.is_null()) {
    return;
  }
  const std::string_view text = view_.text(value);
  if (text.size() < (at.everything ? at.everything : at.triggers)->shortest()) {
    return;
  }
  scan(route, station, text, value);
}

void IndexedMatcher::note_entry(Seen& seen, std::uint32_t entry) {
  if (seen.generation != generation_) {
    seen = {generation_, entry, entry, false};
    return;
  }
  next_entry_[seen.last_entry] = entry;
  seen.last_entry = entry;
}

void IndexedMatcher::scan(Route& route, std::uint32_t station, std::string_view text,
                          const EventView::Entry& entry) {
  Recurrence& recurrence = route.recurrences[station];
  const MatchPlan::Station& at = route.plan->stations()[station];
  const std::uint32_t key = route.first_key + station;
  const bool look_up = text.size() <= ValueCache::kMostBytes && recurrence.worth_a_look();
  if (look_up) {
    if (const auto kept = cache_.find(key, text)) {
      recurrence.note_hit();
      ++statistics_.cache_hits;
      note_found(*route.plan, *kept);
      return;
    }
    ++statistics_.cache_misses;
  }
  ++statistics_.values_scanned;
  found_.clear();
  if (look_up) {
    (at.everything ? at.everything : at.triggers)->scan(view_.folded(entry), found_);
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    cache_.keep(key, text, found_);
  } else {
    seen_[station].triggers_only = true;
    if (at.triggers) {
      at.triggers->scan(view_.folded(entry), found_);
    }
  }
  note_found(*route.plan, found_);
}

void IndexedMatcher::note_found(const MatchPlan& plan, std::span<const std::uint32_t> watches) {
  for (const std::uint32_t index : watches) {
    const MatchPlan::Watch& watch = plan.watch(index);
    if (known(watch.predicate) != Known::nothing) {
      continue;
    }
    learn(watch.predicate, watch.decides ? Known::holds : Known::found);
    for (const std::uint32_t rule : plan.rules(watch)) {
      add_candidate(rule);
    }
  }
}

void IndexedMatcher::add_candidate(std::uint32_t rule) {
  if (candidate_in_[rule] != generation_) {
    candidate_in_[rule] = generation_;
    candidates_.push_back(rule);
  }
}

// Whether a predicate of which no literal was found is known to fail.
inline bool IndexedMatcher::is_settled(const MatchPlan& plan, std::uint32_t predicate) const {
  const std::uint32_t by = plan.settled_by(predicate);
  if (by >= MatchPlan::kTrigger) {
    return by == MatchPlan::kTrigger;
  }
  return seen_[by].generation != generation_ || !seen_[by].triggers_only;
}

inline bool IndexedMatcher::predicate_holds(const MatchPlan& plan, std::uint32_t predicate) {
  const Known before = known(predicate);
  if (before == Known::holds || before == Known::fails) {
    return before == Known::holds;
  }
  if (before == Known::nothing && is_settled(plan, predicate)) {
    return false;
  }
  const bool result = evaluate(plan, predicate);
  learn(predicate, result ? Known::holds : Known::fails);
  return result;
}

// What several rules say is worked out for the first of them only.
bool IndexedMatcher::holds(const MatchPlan& plan, std::uint32_t index) {
  const PredicateNode& node = index_->table().node(index);
  if (node.kind == PredicateNode::Kind::predicate) {
    return predicate_holds(plan, node.first);
  }
  if (!node.shared) {
    return work_out(plan, node);
  }
  std::uint32_t& memo = node_memo_[index];
  if (memo >> 1U != generation_) {
    const bool result = work_out(plan, node);
    memo = generation_ << 1U | static_cast<std::uint32_t>(result);
  }
  return (memo & 1U) != 0;
}

// Depth is bounded where conditions are parsed, so recursion is safe here.
bool IndexedMatcher::work_out(const MatchPlan& plan, const PredicateNode& node) {
  const PredicateTable& table = index_->table();
  if (node.kind == PredicateNode::Kind::negation) {
    return !holds(plan, table.children(node).front());
  }
  const bool decisive = node.kind == PredicateNode::Kind::any;
  for (const std::uint32_t child : table.children(node)) {
    // Most children are predicates: they are asked without a call.
    const PredicateNode& next = table.node(child);
    const bool result = next.kind == PredicateNode::Kind::predicate
                            ? predicate_holds(plan, next.first)
                            : holds(plan, child);
    if (result == decisive) {
      return decisive;
    }
  }
  return !decisive;
}

bool IndexedMatcher::evaluate(const MatchPlan& plan, std::uint32_t number) {
  ++statistics_.predicates_evaluated;
  const Predicate& predicate = index_->table().predicates()[number];
  const Subject& subject = index_->table().subjects()[predicate.subject];
  if (subject.any_value) {
    return holds_on_any(*predicate.test, view_);
  }
  const Seen& seen = seen_[plan.station_of(predicate.subject)];
  entries_.clear();
  if (seen.generation == generation_) {
    for (std::uint32_t i = seen.first_entry; i != kNoEntry; i = next_entry_[i]) {
      entries_.push_back(&view_.all()[i]);
    }
  }
  return holds_on_entries(*predicate.test, subject.names, view_, entries_);
}

}  // namespace yagura
