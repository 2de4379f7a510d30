// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/event_shape.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include "detect/text_hash.hpp"

namespace yagura {
namespace {

// Events with more fields are of nobody's format; remembering them would cost memory.
constexpr std::size_t kMostFields = 256;
// Of how many scanned values it is looked whether others are parts: addresses come early.
constexpr std::size_t kMostWholes = 16;

// Of fields as a text, for same_text() and whole_text_hash().
std::string_view bytes_of(std::span<const Field> fields) {
  return {reinterpret_cast<const char*>(fields.data()), fields.size_bytes()};
}

// Formats differ in what they hold, not only in how it is called, so names count by their sizes.
std::uint64_t shape_hash(const Event& event) {
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15U;
  std::uint64_t hash = whole_text_hash(bytes_of(event.fields()));
  for (const UnmappedField& field : event.unmapped()) {
    hash = (hash ^ field.name.size()) * kMix;
  }
  return hash ^ (hash >> 32U);
}

const std::string_view* text_at(const Event& event, std::size_t entry) {
  const std::size_t fields = event.fields().size();
  return std::get_if<std::string_view>(entry < fields ? &event.values()[entry]
                                                      : &event.unmapped()[entry - fields].value);
}

}  // namespace

bool is_part(std::string_view text, std::string_view whole) {
  const std::less_equal<> no_later;
  return no_later(whole.data(), text.data()) &&
         no_later(text.data() + text.size(), whole.data() + whole.size());
}

bool EventShape::fits(const Event& event) const {
  const auto unmapped = event.unmapped();
  if (!learnt_ || unmapped.size() != name_sizes_.size() ||
      !same_text(bytes_of(event.fields()), bytes_of(fields_))) {
    return false;
  }
  const char* name = names_.data();
  for (std::size_t i = 0; i < unmapped.size(); ++i) {
    if (!same_text(unmapped[i].name, {name, name_sizes_[i]})) {
      return false;
    }
    name += name_sizes_[i];
  }
  return true;
}

void EventShape::learn(const MatchPlan& plan, const Event& event) {
  learnt_ = true;
  fields_.assign(event.fields().begin(), event.fields().end());
  names_.clear();
  name_sizes_.clear();
  for (const UnmappedField& field : event.unmapped()) {
    names_ += field.name;
    name_sizes_.push_back(static_cast<std::uint32_t>(field.name.size()));
  }
  looks_.clear();
  others_.clear();
  candidates_.assign(plan.always().begin(), plan.always().end());
  entries_.clear();
  const std::size_t count = fields_.size() + name_sizes_.size();
  for (std::uint32_t entry = 0; entry < count; ++entry) {
    learn_entry(plan, event, entry);
  }
  learn_parts(event);
  std::sort(entries_.begin(), entries_.end(), [](const EntryAt& a, const EntryAt& b) {
    return std::pair(a.station, a.entry) < std::pair(b.station, b.entry);
  });
}

void EventShape::learn_entry(const MatchPlan& plan, const Event& event, std::uint32_t entry) {
  const bool mapped = entry < fields_.size();
  bool visited = false;
  for (const MatchPlan::Visit& visit :
       mapped ? plan.visits(fields_[entry])
              : plan.visits(event.unmapped()[entry - fields_.size()].name)) {
    // A subject's first name that stands in the event is the field; the others are not looked at.
    const auto earlier = plan.earlier(visit);
    if (std::any_of(earlier.begin(), earlier.end(),
                    [&](Field field) { return event.has(field); })) {
      continue;
    }
    visited = true;
    const MatchPlan::Station& station = plan.stations()[visit.station];
    const auto rules = plan.rules(station);
    candidates_.insert(candidates_.end(), rules.begin(), rules.end());
    entries_.push_back({visit.station, entry});
    // Stations of one scan are visited together, unless it is by a name that one of them has.
    const MatchPlan::Scan& scan = plan.scans()[station.scan];
    if (scan.shortest != kNone && !looks_at(entry, station.scan)) {
      looks_.push_back({entry, station.scan, mapped || !scan.shared ? kNone : visit.station});
    }
  }
  if (!visited) {
    others_.push_back({entry, kNone});
  }
}

// Of the entry learnt last, whose looks are the last ones.
bool EventShape::looks_at(std::uint32_t entry, std::uint32_t scan) const {
  for (auto look = looks_.rbegin(); look != looks_.rend() && look->entry == entry; ++look) {
    if (look->scan == scan) {
      return true;
    }
  }
  return false;
}

void EventShape::learn_parts(const Event& event) {
  const auto wholes = std::span(looks_).first(std::min(looks_.size(), kMostWholes));
  for (Other& other : others_) {
    const std::string_view* text = text_at(event, other.entry);
    const auto whole = std::find_if(wholes.begin(), wholes.end(), [&](const Look& look) {
      const std::string_view* scanned = text_at(event, look.entry);
      return text != nullptr && scanned != nullptr && is_part(*text, *scanned);
    });
    other.part_of = whole == wholes.end() ? kNone : whole->entry;
  }
}

std::span<const EventShape::EntryAt> EventShape::entries_at(std::uint32_t station) const {
  const auto first =
      std::partition_point(entries_.begin(), entries_.end(),
                           [&](const EntryAt& entry) { return entry.station < station; });
  auto last = first;
  while (last != entries_.end() && last->station == station) {
    ++last;
  }
  return {first, last};
}

const EventShape& EventShapes::shape_of(const Event& event) {
  if (sets_[last_].front().fits(event)) {
    return sets_[last_].front();
  }
  if (event.fields().size() + event.unmapped().size() > kMostFields) {
    large_.learn(*plan_, event);
    return large_;
  }
  last_ = shape_hash(event) % kSets;
  Set& set = sets_[last_];
  if (!set.front().fits(event)) {
    std::swap(set.front(), set.back());
    if (!set.front().fits(event)) {
      set.front().learn(*plan_, event);
    }
  }
  return set.front();
}

}  // namespace yagura
