// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indexed_matcher.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/text.hpp"
#include "detect/text_hash.hpp"
#include "detect/text_pattern.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMostRoutes = 256;
constexpr std::uint32_t kNoEntry = ~0U;

}  // namespace

IndexedMatcher::IndexedMatcher(std::shared_ptr<const RuleIndex> index)
    : index_(std::move(index)),
      node_memo_(index_->table().node_count()),
      candidate_in_(index_->rules().rules.size()) {}

void IndexedMatcher::match(const Event& event, const LogSource& source,
                           std::vector<const Rule*>& out) {
  ++statistics_.events;
  next_generation();
  view_.show(event);
  Route& route = route_of(source);
  candidates_.assign(route.plan->always().begin(), route.plan->always().end());
  visit_entries(route, event);
  statistics_.candidates += candidates_.size();
  const std::size_t before = out.size();
  for (const std::uint32_t rule : candidates_) {
    if (holds(route, index_->table().root(rule))) {
      out.push_back(&index_->rules().rules[rule]);
    }
  }
  std::sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(), std::less<>());
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
  std::vector<Memo> memo;
  for (const std::uint32_t settled_by : plan->settled_by()) {
    memo.push_back({0, settled_by});
  }
  routes_.push_back(
      {source, std::move(plan), next_key_, std::vector<Recurrence>(stations), std::move(memo), {}});
  next_key_ += static_cast<std::uint32_t>(stations);
  last_route_ = routes_.size() - 1;
  return routes_.back();
}

// Whatever was known of the event before is forgotten by counting on.
void IndexedMatcher::next_generation() {
  if (++generation_ == ~0U >> kKnownBits) {
    for (Route& route : routes_) {
      for (Memo& memo : route.memo) {
        memo.known = 0;
      }
    }
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
  present_.reset();
  for (const Field field : fields) {
    present_.set(static_cast<std::size_t>(field));
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    next_entry_[i] = kNoEntry;
    const auto visits = i < fields.size() ? plan.visits(fields[i])
                                          : visits_of(route, i, unmapped[i - fields.size()].name);
    bool visited = false;
    for (const MatchPlan::Visit& one : visits) {
      if (leads_to(plan, one)) {
        visit(route, one.station, i);
        visited = true;
      }
    }
    if (!visited && plan.any_value() != MatchPlan::kNone) {
      look_for_keywords(route, view_.all()[i]);
    }
  }
  if (!joined_.empty()) {
    scan_joined(route);
  }
}

// No rule asks about the field itself. Such values are many, short and seldom the same again: it is
// cheapest to scan them together.
void IndexedMatcher::look_for_keywords(Route& route, const EventView::Entry& entry) {
  const LiteralScanner& scanner = *route.plan->scanners(route.plan->any_value()).triggers;
  if (!may_hold_keyword(scanner, entry.value())) {
    return;
  }
  if (scanner.scans_joined()) {
    joined_ += view_.text(entry);
    joined_ += LiteralScanner::kJoint;
    return;
  }
  ++statistics_.values_scanned;
  found_.clear();
  scanner.scan(scannable(entry), found_);
  note_found(route, found_);
}

// The value as scanners take it.
std::string_view IndexedMatcher::scannable(const EventView::Entry& entry) const {
  const std::string_view text = view_.text(entry);
  return is_ascii(text) ? text : view_.folded(entry);
}

void IndexedMatcher::scan_joined(Route& route) {
  const LiteralScanner& scanner = *route.plan->scanners(route.plan->any_value()).triggers;
  ++statistics_.values_scanned;
  found_.clear();
  if (is_ascii(joined_)) {
    scanner.scan(joined_, found_);
  } else {
    joined_folded_.clear();
    append_folded(joined_folded_, joined_);
    scanner.scan(joined_folded_, found_);
  }
  joined_.clear();
  note_found(route, found_);
}

// Most values are too short for a keyword: that is seen before anything is made of them.
bool IndexedMatcher::may_hold_keyword(const LiteralScanner& scanner, const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return text->size() >= scanner.shortest();
  }
  if (std::holds_alternative<std::monostate>(value)) {
    return false;
  }
  return scanner.finds_numbers() || !std::holds_alternative<std::int64_t>(value);
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
bool IndexedMatcher::leads_to(const MatchPlan& plan, const MatchPlan::Visit& visit) const {
  const auto earlier = plan.earlier(visit);
  return std::none_of(earlier.begin(), earlier.end(),
                      [&](Field field) { return present_.test(static_cast<std::size_t>(field)); });
}

void IndexedMatcher::visit(Route& route, std::uint32_t station, std::uint32_t entry) {
  note_entry(seen_[station], entry);
  const MatchPlan::Station& at = route.plan->stations()[station];
  for (const std::uint32_t rule : route.plan->rules(at)) {
    add_candidate(rule);
  }
  const EventView::Entry& value = view_.all()[entry];
  if (at.shortest == MatchPlan::kNone || value.is_null()) {
    return;
  }
  const std::string_view text = view_.text(value);
  if (text.size() >= at.shortest) {
    scan(route, station, text, value);
  }
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
  const std::uint32_t key = route.first_key + station;
  const bool look_up = text.size() <= ValueCache::kMostBytes && recurrence.worth_a_look();
  if (look_up) {
    if (const auto kept = cache_.find(key, text)) {
      recurrence.note_hit();
      ++statistics_.cache_hits;
      note_found(route, *kept);
      return;
    }
    ++statistics_.cache_misses;
  }
  ++statistics_.values_scanned;
  found_.clear();
  const MatchPlan::Scanners& scanners = route.plan->scanners(station);
  if (look_up) {
    (scanners.everything ? scanners.everything : scanners.triggers)->scan(scannable(entry), found_);
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    cache_.keep(key, text, found_);
  } else {
    seen_[station].triggers_only = true;
    if (scanners.triggers) {
      scanners.triggers->scan(scannable(entry), found_);
    }
  }
  note_found(route, found_);
}

void IndexedMatcher::note_found(Route& route, std::span<const std::uint32_t> reports) {
  for (const std::uint32_t bits : reports) {
    const MatchPlan::Report report(bits);
    Memo& memo = route.memo[report.predicate()];
    if (known(memo) != Known::nothing) {
      continue;
    }
    learn(memo, report.decides() ? Known::holds : Known::found);
    if (report.triggers()) {
      for (const std::uint32_t rule : route.plan->rules(report)) {
        add_candidate(rule);
      }
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
inline bool IndexedMatcher::is_settled(const Memo& memo) const {
  if (memo.settled_by >= MatchPlan::kTrigger) {
    return memo.settled_by == MatchPlan::kTrigger;
  }
  const Seen& seen = seen_[memo.settled_by];
  return seen.generation != generation_ || !seen.triggers_only;
}

inline bool IndexedMatcher::predicate_holds(Route& route, std::uint32_t predicate) {
  Memo& memo = route.memo[predicate];
  const Known before = known(memo);
  if (before == Known::holds || before == Known::fails) {
    return before == Known::holds;
  }
  if (before == Known::nothing && is_settled(memo)) {
    return false;
  }
  const bool result = evaluate(*route.plan, predicate);
  learn(memo, result ? Known::holds : Known::fails);
  return result;
}

// What several rules say is worked out for the first of them only.
bool IndexedMatcher::holds(Route& route, PredicateOrNode part) {
  if (part.is_predicate()) {
    return predicate_holds(route, part.number());
  }
  const PredicateNode& node = index_->table().node(part);
  if (!node.shared) {
    return work_out(route, node);
  }
  std::uint32_t& memo = node_memo_[part.number()];
  if (memo >> 1U != generation_) {
    const bool result = work_out(route, node);
    memo = generation_ << 1U | static_cast<std::uint32_t>(result);
  }
  return (memo & 1U) != 0;
}

// Depth is bounded where conditions are parsed, so recursion is safe here.
bool IndexedMatcher::work_out(Route& route, const PredicateNode& node) {
  const auto children = index_->table().children(node);
  if (node.kind == PredicateNode::Kind::negation) {
    return !holds(route, children.front());
  }
  const bool decisive = node.kind == PredicateNode::Kind::any;
  for (const PredicateOrNode child : children) {
    // Most children are predicates: they are asked without a call.
    const bool result =
        child.is_predicate() ? predicate_holds(route, child.number()) : holds(route, child);
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
    return std::any_of(predicate.tests.begin(), predicate.tests.end(),
                       [&](const ValueTest* test) { return holds_on_any(*test, view_); });
  }
  gather_entries(plan, predicate.subject, entries_);
  gather_entries(plan, predicate.other, other_entries_);
  return std::any_of(predicate.tests.begin(), predicate.tests.end(), [&](const ValueTest* test) {
    return holds_on_entries(*test, subject.names, view_, entries_, other_entries_);
  });
}

void IndexedMatcher::gather_entries(const MatchPlan& plan, std::uint32_t subject,
                                    std::vector<const EventView::Entry*>& out) const {
  out.clear();
  if (subject == Predicate::kNone) {
    return;
  }
  const Seen& seen = seen_[plan.station_of(subject)];
  if (seen.generation == generation_) {
    for (std::uint32_t i = seen.first_entry; i != kNoEntry; i = next_entry_[i]) {
      out.push_back(&view_.all()[i]);
    }
  }
}

}  // namespace yagura
