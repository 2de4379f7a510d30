// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/window.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "correlate/parts_seen.hpp"

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

// A tally over a stretch of entries that moves.
class Slide {
 public:
  Slide(const CorrelationRule& rule, const std::vector<Entry>& entries, Tally& tally,
        std::size_t begin, std::size_t end)
      : rule_(rule), entries_(entries), tally_(tally), begin_(begin), end_(end) {}

  void move_to(std::size_t begin, std::size_t end) {
    while (begin_ > begin) {
      tally_.add(rule_, entries_[--begin_]);
    }
    while (end_ < end) {
      tally_.add(rule_, entries_[end_++]);
    }
    while (begin_ < begin) {
      tally_.remove(rule_, entries_[begin_++]);
    }
    while (end_ > end) {
      tally_.remove(rule_, entries_[--end_]);
    }
  }

 private:
  const CorrelationRule& rule_;
  const std::vector<Entry>& entries_;
  Tally& tally_;
  std::size_t begin_;
  std::size_t end_;
};

// The same as holds(), without allocating.
bool holds_in_few(const CorrelationRule& rule, std::span<const Entry> entries) {
  if (rule.type != Type::value_count) {
    return holds(rule, entries);
  }
  std::size_t different = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto same = [&](const Entry& entry) { return entry.value == entries[i].value; };
    different +=
        std::none_of(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i), same) ? 1
                                                                                              : 0;
  }
  return in_bounds(rule, static_cast<double>(different));
}

}  // namespace

bool Window::observe(const WindowPlan& plan, const Entry& entry, TimePoint horizon,
                     Thinning& thinning) {
  lost_ = 0;
  if (entries_.size() >= thin_at_) {
    lost_ = static_cast<std::uint32_t>(thinning.thin(plan, horizon, entries_));
    thin_at_ = std::max(kFirstThinning, static_cast<std::uint32_t>(2 * entries_.size()));
    if (entries_.capacity() > 4 * std::size_t{thin_at_}) {
      entries_.shrink_to_fit();
    }
    begin_anew(plan);
  }
  return entry.time >= newest() ? append(plan, entry) : insert(plan, entry);
}

bool Window::append(const WindowPlan& plan, const Entry& entry) {
  entries_.push_back(entry);
  if (tally_) {
    tally_->add(*plan.rule, entry);
  }
  const TimePoint oldest = plan.reach(entry.time);
  for (; entries_[start_].time < oldest; ++start_) {
    if (tally_) {
      tally_->remove(*plan.rule, entries_[start_]);
    }
  }
  tally(plan);
  return judge_newest(plan);
}

bool Window::insert(const WindowPlan& plan, const Entry& entry) {
  const auto at =
      std::upper_bound(entries_.begin(), entries_.end(), entry.time,
                       [](TimePoint time, const Entry& kept) { return time < kept.time; });
  const auto inserted = static_cast<std::size_t>(at - entries_.begin());
  entries_.insert(at, entry);
  if (entry.time < plan.reach(newest())) {
    ++start_;
  } else if (tally_) {
    tally_->add(*plan.rule, entry);
  }
  tally(plan);
  // The last time at which a window ends that reaches back to the entry.
  const TimePoint last_end = entry.time > TimePoint::max() - plan.rule->timespan
                                 ? TimePoint::max()
                                 : entry.time + plan.rule->timespan;
  if (plan.is_tallied()) {
    return judge_tallied(plan, inserted, last_end);
  }
  return plan.is_temporal() ? judge_parts(plan, inserted, last_end)
                            : judge_counts(plan, inserted, last_end);
}

// The window that ends at the newest entry.
bool Window::judge_newest(const WindowPlan& plan) const {
  const CorrelationRule& rule = *plan.rule;
  if (plan.is_temporal()) {
    return judge_parts(plan, entries_.size() - 1, newest());
  }
  if (tally_) {
    return tally_->holds(rule, entries_.back());
  }
  return rule.type == Type::event_count
             ? in_bounds(rule, static_cast<double>(entries_.size() - start_))
             : holds_in_few(rule, std::span(entries_).subspan(start_));
}

// These three: whether the condition holds in a window that ends at `first` or at a later entry,
// but not after `last_end`.
bool Window::judge_counts(const WindowPlan& plan, std::size_t first, TimePoint last_end) const {
  std::size_t start = start_of(plan, first);
  for (std::size_t end = first; end < entries_.size() && entries_[end].time <= last_end; ++end) {
    while (entries_[start].time < plan.reach(entries_[end].time)) {
      ++start;
    }
    if (in_bounds(*plan.rule, static_cast<double>(end + 1 - start))) {
      return true;
    }
  }
  return false;
}

bool Window::judge_parts(const WindowPlan& plan, std::size_t first, TimePoint last_end) const {
  PartsSeen seen(*plan.rule);
  std::size_t end = start_of(plan, first);
  for (; end < entries_.size() && entries_[end].time <= last_end; ++end) {
    seen.see(entries_[end]);
    if (end >= first && seen.holds(plan.reach(entries_[end].time))) {
      return true;
    }
  }
  return false;
}

bool Window::judge_tallied(const WindowPlan& plan, std::size_t first, TimePoint last_end) {
  const std::size_t size = entries_.size();
  std::size_t start = start_of(plan, first);
  // From the tally of the newest window back to this one and forth again, or from nothing.
  const bool borrowed = tally_ != nullptr && size - first < first - start;
  Tally own;
  Slide slide(*plan.rule, entries_, borrowed ? *tally_ : own, borrowed ? start_ : start,
              borrowed ? size : start);
  bool found = false;
  for (std::size_t end = first; !found && end < size && entries_[end].time <= last_end; ++end) {
    while (entries_[start].time < plan.reach(entries_[end].time)) {
      ++start;
    }
    slide.move_to(start, end + 1);
    found = (borrowed ? *tally_ : own).holds(*plan.rule, entries_[end]);
  }
  if (borrowed) {
    slide.move_to(start_, size);
  }
  return found;
}

// The first entry of the window that ends at `end`.
std::size_t Window::start_of(const WindowPlan& plan, std::size_t end) const {
  const auto last = entries_.begin() + static_cast<std::ptrdiff_t>(end);
  const auto at =
      std::lower_bound(entries_.begin(), last, plan.reach(last->time),
                       [](const Entry& kept, TimePoint time) { return kept.time < time; });
  return static_cast<std::size_t>(at - entries_.begin());
}

void Window::begin_anew(const WindowPlan& plan) {
  tally_.reset();
  start_ = entries_.empty() ? 0 : static_cast<std::uint32_t>(start_of(plan, entries_.size() - 1));
  tally(plan);
}

// Begins to tally when the window has become large.
void Window::tally(const WindowPlan& plan) {
  if (tally_ || !plan.is_tallied() || entries_.size() - start_ <= kUntallied) {
    return;
  }
  tally_ = std::make_unique<Tally>();
  for (std::size_t i = start_; i < entries_.size(); ++i) {
    tally_->add(*plan.rule, entries_[i]);
  }
}

std::size_t Window::bytes(const WindowPlan& plan) const {
  constexpr std::size_t kTallied = 32;  // an entry; a table may be half empty
  const std::size_t window = entries_.size() - start_;
  const bool tallied = plan.is_tallied() && window > kUntallied;
  return std::bit_ceil(entries_.size()) * sizeof(Entry) +
         (tallied ? sizeof(Tally) + std::bit_ceil(window) * kTallied : 0);
}

void Window::restore(const WindowPlan& plan, std::vector<Entry> entries, std::uint32_t thinned_at) {
  entries_ = std::move(entries);
  thin_at_ = thinned_at;
  begin_anew(plan);
}

}  // namespace yagura
