// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indexed_matcher.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "detect/text_pattern.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMostRoutes = 256;

// Bytes of the longest text that a value of the type can have, if that is_numeric() always.
std::optional<std::size_t> longest_number(const Value& value) {
  constexpr std::size_t kTime = sizeof("+YYYYYY-MM-DDThh:mm:ss.fffffffffZ");
  constexpr std::size_t kAddress = sizeof("::ffff:255.255.255.255") - 1;
  constexpr std::size_t kLongAddress = sizeof("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255");
  if (std::holds_alternative<std::int64_t>(value)) {
    return std::numeric_limits<std::int64_t>::digits10 + 2;
  }
  if (const auto* address = std::get_if<IpAddress>(&value)) {
    return address->is_v4() ? kAddress : kLongAddress;
  }
  if (std::holds_alternative<TimePoint>(value)) {
    return kTime;
  }
  return std::nullopt;
}

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
  shape_ = &route.shapes.shape_of(event);
  candidates_.clear();
  for (const std::uint32_t rule : shape_->candidates()) {
    add_candidate(rule);
  }
  for (const EventShape::Look& one : shape_->looks()) {
    look(route, one);
  }
  if (const LiteralScanner* keywords = route.plan->keywords()) {
    look_for_keywords(route, *keywords);
  }
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
  const std::size_t scans = plan->scans().size();
  partly_in_.resize(std::max(partly_in_.size(), scans));
  std::vector<Memo> memo;
  for (const std::uint32_t settled_by : plan->settled_by()) {
    memo.push_back({0, settled_by});
  }
  EventShapes shapes(*plan);
  routes_.push_back({source, std::move(plan), std::move(shapes), next_key_,
                     std::vector<Recurrence>(scans), std::move(memo)});
  next_key_ += static_cast<std::uint32_t>(scans);
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
    std::fill(partly_in_.begin(), partly_in_.end(), 0);
    generation_ = 1;
  }
}

void IndexedMatcher::look(Route& route, const EventShape::Look& look) {
  const EventView::Entry& entry = view_.all()[look.entry];
  if (entry.is_null()) {
    return;
  }
  const std::string_view text = view_.text(entry);
  if (text.size() >= route.plan->scans()[look.scan].shortest) {
    scan(route, look, text, entry);
  }
}

void IndexedMatcher::scan(Route& route, const EventShape::Look& look, std::string_view text,
                          const EventView::Entry& entry) {
  Recurrence& recurrence = route.recurrences[look.scan];
  const std::uint32_t key = route.first_key + look.scan;
  const bool look_up = text.size() <= ValueCache::kMostBytes && recurrence.worth_a_look();
  if (look_up) {
    if (const auto kept = cache_.find(key, text)) {
      recurrence.note_hit();
      ++statistics_.cache_hits;
      note_found(route, *kept, look.station);
      return;
    }
    ++statistics_.cache_misses;
  }
  ++statistics_.values_scanned;
  found_.clear();
  const MatchPlan::Scan& scan = route.plan->scans()[look.scan];
  if (look_up) {
    (scan.everything ? scan.everything : scan.triggers)->scan(scannable(entry), found_);
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    cache_.keep(key, text, found_);
  } else {
    partly_in_[look.scan] = generation_;
    if (scan.triggers) {
      scan.triggers->scan(scannable(entry), found_);
    }
  }
  note_found(route, found_, look.station);
}

// The value as scanners take it.
std::string_view IndexedMatcher::scannable(const EventView::Entry& entry) const {
  const std::string_view text = view_.text(entry);
  return is_ascii(text) ? text : view_.folded(entry);
}

// Values that no rule asks about are many, short and seldom the same again: it is cheapest to scan
// them together.
void IndexedMatcher::look_for_keywords(Route& route, const LiteralScanner& scanner) {
  found_.clear();
  for (const EventShape::Other& other : shape_->others()) {
    const EventView::Entry& entry = view_.all()[other.entry];
    if (!may_hold_keyword(scanner, entry.value())) {
      continue;
    }
    if (!scanner.scans_joined()) {
      ++statistics_.values_scanned;
      scanner.scan(scannable(entry), found_);
      continue;
    }
    if (const std::string_view text = view_.text(entry); !stands_in_scanned(other, text)) {
      joined_ += text;
      joined_ += LiteralScanner::kJoint;
    }
  }
  if (!joined_.empty()) {
    ++statistics_.values_scanned;
    if (is_ascii(joined_)) {
      scanner.scan(joined_, found_);
    } else {
      joined_folded_.clear();
      append_folded(joined_folded_, joined_);
      scanner.scan(joined_folded_, found_);
    }
    joined_.clear();
  }
  note_found(route, found_);
}

// Most values are too short for a keyword, or are numbers of some kind: that is seen before
// anything is made of them.
bool IndexedMatcher::may_hold_keyword(const LiteralScanner& scanner, const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return text->size() >= scanner.shortest() &&
           (text->size() >= scanner.shortest_numeric() || !LiteralScanner::is_numeric(*text));
  }
  if (const auto longest = longest_number(value)) {
    return *longest >= scanner.shortest_numeric();
  }
  return !std::holds_alternative<std::monostate>(value);
}

// Parts of an address stand in the whole as well, and what stands in both need be found only once.
// Of ASCII only, as what is cut within a character is folded in another way.
bool IndexedMatcher::stands_in_scanned(const EventShape::Other& other,
                                       std::string_view text) const {
  if (other.part_of == EventShape::kNone) {
    return false;
  }
  return is_part(text, view_.text(view_.all()[other.part_of])) && is_ascii(text);
}

// `station`: whose value alone it was.
void IndexedMatcher::note_found(Route& route, std::span<const std::uint32_t> reports,
                                std::uint32_t station) {
  for (const std::uint32_t bits : reports) {
    const MatchPlan::Report report(bits);
    if (station != MatchPlan::kNone && !route.plan->is_of(report, station)) {
      continue;
    }
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
  return partly_in_[memo.settled_by] != generation_;
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
  for (const EventShape::EntryAt& at : shape_->entries_at(plan.station_of(subject))) {
    out.push_back(&view_.all()[at.entry]);
  }
}

}  // namespace yagura
