// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/absence.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace yagura {

Digest ExpectedKey::digest() const {
  DigestBuilder builder;
  builder.add(std::uint64_t{organisation.value()});
  for (const std::string& value : group) {
    builder.add(ascii_lower(value));
  }
  return builder.finish();
}

void Absence::observe(const ExpectationObservation& observation) {
  const bool after = observation.part == ExpectationRule::kAfter;
  // min() + T would not be a time.
  const bool judged = watermark_ != TimePoint::min() && observation.time < watermark_ - within_;
  if (judged) {
    late_ += after ? 1 : 0;
    return;
  }
  const ExpectedKey key{observation.organisation, observation.group};
  const Digest digest = key.digest();
  auto& kept = states_.touch(digest, key, [this](const Digest& gone, const Times& times) {
    for (const TimePoint time : times.waiting) {
      waits_.erase(waits_.find({time, gone}));
    }
  });
  if (after) {
    wait(kept.state, digest, observation.time);
  } else {
    see(kept.state, digest, observation.time);
  }
}

// Answers the As that lie at most T before it.
void Absence::see(Times& times, const Digest& digest, TimePoint time) {
  auto& waiting = times.waiting;
  const auto first = std::lower_bound(waiting.begin(), waiting.end(), time - within_);
  const auto last = std::upper_bound(first, waiting.end(), time);
  std::for_each(first, last, [&](TimePoint a) { waits_.erase(waits_.find({a, digest})); });
  waiting.erase(first, last);
  auto& seen = times.seen;
  seen.insert(std::upper_bound(seen.begin(), seen.end(), time), time);
  if (seen.size() > kMostTimes) {
    seen.erase(seen.begin());
  }
}

void Absence::wait(Times& times, const Digest& digest, TimePoint time) {
  const auto answer = std::lower_bound(times.seen.begin(), times.seen.end(), time);
  if (answer != times.seen.end() && *answer <= time + within_) {
    return;
  }
  auto& waiting = times.waiting;
  if (waiting.size() == kMostTimes) {
    ++lost_;
    return;
  }
  waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), time), time);
  waits_.emplace(time, digest);
}

void Absence::advance(TimePoint watermark, std::vector<ExpectationFiring>& out) {
  if (watermark <= watermark_) {
    return;
  }
  watermark_ = watermark;
  while (!waits_.empty() && waits_.begin()->first + within_ < watermark) {
    const auto [time, digest] = *waits_.begin();
    waits_.erase(waits_.begin());
    auto* kept = states_.find(digest);
    kept->state.waiting.erase(
        std::find(kept->state.waiting.begin(), kept->state.waiting.end(), time));
    out.push_back({0, kept->key.organisation, time + within_, kept->key.group});
  }
  if (watermark >= next_sweep_) {  // it walks through all groups
    sweep();
    next_sweep_ = watermark + std::max<Duration>(within_ / 4, std::chrono::minutes(1));
  }
}

void Absence::sweep() {
  states_.sweep([this](Times& times) {
    auto& seen = times.seen;
    seen.erase(seen.begin(), std::lower_bound(seen.begin(), seen.end(), watermark_ - within_));
    return seen.empty() && times.waiting.empty();
  });
}

void Silence::expect(const std::vector<ExpectedKey>& keys) {
  std::map<Digest, Entity> entities;
  for (const ExpectedKey& key : keys) {
    const Digest digest = key.digest();
    const auto before = entities_.find(digest);
    entities.emplace(digest,
                     before != entities_.end() ? before->second : Entity{key, watermark_, false});
  }
  entities_ = std::move(entities);
  schedule();
}

void Silence::schedule() {
  due_.clear();
  for (const auto& [digest, entity] : entities_) {
    if (!entity.told && entity.newest != TimePoint::min()) {
      due_.emplace(entity.newest + within_, digest);
    }
  }
}

void Silence::observe(const ExpectationObservation& observation) {
  const ExpectedKey key{observation.organisation, observation.group};
  auto found = entities_.find(key.digest());
  if (found == entities_.end()) {
    found = entities_.find(ExpectedKey{{}, observation.group}.digest());
  }
  if (found == entities_.end() && anyone_ && entities_.size() < most_) {
    found = entities_.emplace(key.digest(), Entity{key, TimePoint::min(), false}).first;
  }
  if (found == entities_.end() || observation.time <= found->second.newest) {
    return;
  }
  Entity& entity = found->second;
  if (entity.told || entity.newest == TimePoint::min()) {
    due_.emplace(observation.time + within_, found->first);
  }
  entity.key.organisation = observation.organisation;
  entity.newest = observation.time;
  entity.told = false;
}

void Silence::advance(TimePoint watermark, std::vector<ExpectationFiring>& out) {
  if (watermark <= watermark_) {
    return;
  }
  if (watermark_ == TimePoint::min()) {
    for (auto& [digest, entity] : entities_) {
      entity.newest = std::max(entity.newest, watermark);
    }
    schedule();
  }
  watermark_ = watermark;
  const std::size_t before = out.size();
  while (!due_.empty() && due_.begin()->first < watermark) {
    const Digest digest = due_.begin()->second;
    due_.erase(due_.begin());
    Entity& entity = entities_.at(digest);
    const TimePoint due = entity.newest + within_;
    if (due >= watermark) {
      due_.emplace(due, digest);
      continue;
    }
    entity.told = true;
    out.push_back({0, entity.key.organisation, due, entity.key.group});
  }
  std::stable_sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
                   [](const auto& a, const auto& b) { return a.time < b.time; });
}

}  // namespace yagura
