// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_table.hpp"

#include <algorithm>
#include <chrono>

#include "detect/text_hash.hpp"

namespace yagura {
namespace {

constexpr std::size_t kFirstSlots = 64;

}  // namespace

std::size_t IndicatorTable::slot_of(const IndicatorKey& key) const {
  const std::uint8_t tag = tag_of(key);
  const std::size_t mask = tags_.size() - 1;
  for (std::size_t probe = 0; probe < kMostProbes; ++probe) {
    const std::size_t at = (key.hash + probe) & mask;
    if (tags_[at] == kFree || (tags_[at] == tag && same_text(key_of(slots_[at]), key.text))) {
      return at;
    }
  }
  return kNoSlot;
}

std::uint32_t IndicatorTable::source_number(std::string_view source) {
  const auto [at, added] =
      source_numbers_.emplace(source, static_cast<std::uint32_t>(sources_.size()));
  if (added) {
    sources_.emplace_back(source);
  }
  return at->second;
}

void IndicatorTable::grow() {
  const std::size_t slots = tags_.empty() ? kFirstSlots : tags_.size() * 2;
  tags_.assign(slots, kFree);
  slots_.assign(slots, 0);
  crowded_out_ = 0;
  for (std::uint32_t record = 0; record < size(); ++record) {
    const IndicatorKey key{whole_text_hash(key_of(record)), key_of(record)};
    const std::size_t at = slot_of(key);
    if (at == kNoSlot || tags_[at] != kFree) {
      ++crowded_out_;
      continue;
    }
    tags_[at] = tag_of(key);
    slots_[at] = record;
  }
}

bool IndicatorTable::add(std::string_view key, std::string_view source,
                         std::optional<TimePoint> expires) {
  if ((size() + 1) * 2 > tags_.size()) {
    grow();
  }
  const IndicatorKey wanted{whole_text_hash(key), key};
  const std::size_t at = slot_of(wanted);
  if (at == kNoSlot) {
    return false;
  }
  std::uint32_t until = kNever;
  if (expires) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(expires->time_since_epoch()).count();
    until = static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds, 0, kNever));
  }
  if (tags_[at] != kFree) {
    Record& record = records_[slots_[at]];
    if (until > record.expires) {
      record.expires = until;
      record.source = source_number(source);
    }
    return true;
  }
  if (size() == kMostEntries || keys_.size() + key.size() > kMostKeyBytes) {
    return false;
  }
  tags_[at] = tag_of(wanted);
  slots_[at] = static_cast<std::uint32_t>(size());
  records_.back().source = source_number(source);
  records_.back().expires = until;
  keys_ += key;
  records_.push_back({static_cast<std::uint32_t>(keys_.size())});
  return true;
}

void IndicatorTable::seal() {
  source_numbers_.clear();
  keys_.shrink_to_fit();
  records_.shrink_to_fit();
  sources_.shrink_to_fit();
}

std::optional<IndicatorTable::Entry> IndicatorTable::find(const IndicatorKey& key,
                                                          TimePoint at) const {
  if (tags_.empty()) {
    return std::nullopt;
  }
  const std::size_t slot = slot_of(key);
  if (slot == kNoSlot || tags_[slot] == kFree) {
    return std::nullopt;
  }
  const Record& record = records_[slots_[slot]];
  Entry entry{sources_[record.source], std::nullopt};
  if (record.expires != kNever) {
    entry.expires = TimePoint(std::chrono::seconds(record.expires));
    if (at >= *entry.expires) {
      return std::nullopt;
    }
  }
  return entry;
}

std::size_t IndicatorTable::bytes() const {
  std::size_t total = keys_.capacity() + records_.capacity() * sizeof(Record) + tags_.capacity() +
                      slots_.capacity() * sizeof(std::uint32_t) +
                      sources_.capacity() * sizeof(std::string);
  for (const std::string& source : sources_) {
    total += source.capacity();
  }
  return total;
}

}  // namespace yagura
