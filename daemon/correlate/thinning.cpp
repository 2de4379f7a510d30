// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/thinning.hpp"

#include <algorithm>

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

std::size_t first_at(const std::vector<Entry>& entries, TimePoint time) {
  const auto at =
      std::lower_bound(entries.begin(), entries.end(), time,
                       [](const Entry& entry, TimePoint sought) { return entry.time < sought; });
  return static_cast<std::size_t>(at - entries.begin());
}

// Which stretch of one timespan a time lies in.
std::int64_t cell_of(const WindowPlan& plan, TimePoint time) {
  const std::int64_t width = plan.rule->timespan.count();
  const std::int64_t since = time.time_since_epoch().count();
  return since / width - (since % width < 0 ? 1 : 0);
}

}  // namespace

// Chooses the outermost entries of a stretch: as many as tell, of each value one.
void Thinning::choose(const WindowPlan& plan, const std::vector<Entry>& entries, std::size_t begin,
                      std::size_t end, Side side) {
  const bool distinct = plan.rule->type != Type::event_count;
  values_.clear();
  std::size_t found = 0;
  for (std::size_t step = 0; step < end - begin && found < plan.telling; ++step) {
    const std::size_t i = side == Side::first ? begin + step : end - 1 - step;
    if (!distinct || values_.insert(entries[i].value).second) {
      chosen_[i] = 1;
      ++found;
    }
  }
}

// Chooses the last of each run of one part.
void Thinning::choose_runs(const std::vector<Entry>& entries, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    chosen_[i] = i + 1 == end || entries[i].value != entries[i + 1].value ? 1 : 0;
  }
}

void Thinning::choose_cells(const WindowPlan& plan, const std::vector<Entry>& entries,
                            std::size_t begin) {
  while (begin < entries.size()) {
    const std::int64_t cell = cell_of(plan, entries[begin].time);
    std::size_t end = begin + 1;
    while (end < entries.size() && cell_of(plan, entries[end].time) == cell) {
      ++end;
    }
    choose(plan, entries, begin, end, Side::first);
    choose(plan, entries, begin, end, Side::last);
    begin = end;
  }
}

void Thinning::sweep(std::vector<Entry>& entries) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (chosen_[i] != 0) {
      entries[kept++] = entries[i];
    }
  }
  entries.resize(kept);
}

std::size_t Thinning::thin(const WindowPlan& plan, TimePoint horizon, std::vector<Entry>& entries) {
  if (entries.empty()) {
    return 0;
  }
  const TimePoint earliest_end = std::min(horizon, entries.back().time);
  const std::size_t dead = first_at(entries, plan.reach(earliest_end));
  entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(dead));
  const std::size_t open = first_at(entries, earliest_end);
  chosen_.assign(entries.size(), 1);
  const auto unchoose = [&](std::size_t begin, std::size_t end) {
    std::fill(chosen_.begin() + static_cast<std::ptrdiff_t>(begin),
              chosen_.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{0});
  };
  if (plan.telling > 0) {
    unchoose(0, open);
    choose(plan, entries, 0, open, Side::last);
    if (plan.rising || plan.rule->type == Type::event_count) {
      unchoose(open, entries.size());
      choose_cells(plan, entries, open);
    }
  } else if (plan.rule->type == Type::temporal_ordered) {
    choose_runs(entries, 0, open);
  }
  sweep(entries);
  if (entries.size() <= plan.most_kept) {
    return 0;
  }
  const std::size_t needed = entries.size();
  if (plan.rule->type == Type::temporal_ordered) {
    chosen_.assign(entries.size(), 1);
    choose_runs(entries, 0, entries.size());
    sweep(entries);
  }
  const std::size_t most = std::min(entries.size(), plan.most_kept);
  entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(most));
  return needed - most;
}

}  // namespace yagura
