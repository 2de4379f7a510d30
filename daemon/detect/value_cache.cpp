// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/value_cache.hpp"

#include <algorithm>
#include <cstring>

#include "detect/text_hash.hpp"

namespace yagura {

ValueCache::ValueCache() : sets_(kSets), places_(kSets * kWays) {}

std::optional<std::span<const std::uint32_t>> ValueCache::find(std::uint32_t key,
                                                               std::string_view value) {
  const auto holds = [&](const Place& place) {
    return place.key == key && same_text(value, {place.value.data(), place.size});
  };
  ++clock_;
  const std::size_t expected = places_[last_].next;
  if (sets_[expected / kWays].tags[expected % kWays] != 0 && holds(places_[expected])) {
    use(expected);
    return found_in(places_[expected]);
  }
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15U;
  const std::uint64_t hash = text_hash(value) ^ (key * kMix);
  tag_ = static_cast<std::uint32_t>(hash) | 1U;
  set_ = (hash >> 32U) % kSets;
  for (std::size_t way = 0; way < kWays; ++way) {
    const std::size_t place = set_ * kWays + way;
    if (sets_[set_].tags[way] == tag_ && holds(places_[place])) {
      places_[last_].next = static_cast<std::uint32_t>(place);
      use(place);
      return found_in(places_[place]);
    }
  }
  return std::nullopt;
}

void ValueCache::use(std::size_t place) {
  sets_[place / kWays].used[place % kWays] = clock_;
  last_ = place;
}

void ValueCache::keep(std::uint32_t key, std::string_view value,
                      std::span<const std::uint32_t> found) {
  if (value.size() > kMostBytes || found.size() > kMostFound) {
    return;
  }
  Set& set = sets_[set_];
  // Ages, not times: the clock may have gone round.
  const auto oldest = [&](std::uint32_t a, std::uint32_t b) { return clock_ - a > clock_ - b; };
  const auto at = std::min_element(set.used.begin(), set.used.end(), oldest);
  const auto way = static_cast<std::size_t>(at - set.used.begin());
  Place& place = places_[set_ * kWays + way];
  set.tags[way] = tag_;
  places_[last_].next = static_cast<std::uint32_t>(set_ * kWays + way);
  use(set_ * kWays + way);
  place.key = key;
  place.size = static_cast<std::uint16_t>(value.size());
  place.found_count = static_cast<std::uint16_t>(found.size());
  std::copy(found.begin(), found.end(),
            found.size() <= kFewFound ? place.few.data() : place.many.data());
  std::copy(value.begin(), value.end(), place.value.begin());
}

}  // namespace yagura
