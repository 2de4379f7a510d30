// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// What expectations know, as bytes: for each rule its definition and the size of its state, so that
// rules that are gone can be passed over. Times are microseconds since 1970, numbers varints where
// they are small. Nothing is trusted when it is read: a file may be damaged or old.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "correlate/expectations.hpp"

namespace yagura {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kMostText = std::size_t{64} * 1024;  // a value is part of a record
constexpr std::size_t kMostGroup = 16;
constexpr std::size_t kMostDefinition = std::size_t{1} << 20U;

// Times that no record can have would overflow when a wait is added.
TimePoint take_time(ByteSource& source) {
  constexpr Duration kFarthest{1'000'000'000'000'000'000};  // 31,000 years
  const TimePoint time = source.take_time();
  const Duration since = time.time_since_epoch();
  if (time != TimePoint::min() && (since > kFarthest || since < -kFarthest)) {
    (void)source.take_bytes(source.left() + 1);  // it has failed
  }
  return time;
}

void put_times(ByteSink& sink, const std::vector<TimePoint>& times) {
  sink.put_varint(times.size());
  for (const TimePoint time : times) {
    sink.put_time(time);
  }
}
// Sorted, or nothing.
std::optional<std::vector<TimePoint>> take_times(ByteSource& source, std::size_t most) {
  const std::uint64_t count = source.take_varint();
  std::vector<TimePoint> times;
  for (std::uint64_t i = 0; i < count && i <= most && !source.failed(); ++i) {
    times.push_back(take_time(source));
  }
  const bool good = !source.failed() && times.size() == count && count <= most &&
                    std::is_sorted(times.begin(), times.end());
  return good ? std::optional(std::move(times)) : std::nullopt;
}

}  // namespace

void ExpectedKey::save(ByteSink& sink) const {
  sink.put_varint(organisation.value());
  sink.put_varint(group.size());
  for (const std::string& value : group) {
    sink.put_text(value);
  }
}

ExpectedKey ExpectedKey::load(ByteSource& source) {
  ExpectedKey key;
  const std::uint64_t code = source.take_varint();
  if (code != 0) {
    key.organisation =
        OrganisationCode::parse(fmt::format("{:06}", code)).value_or(OrganisationCode{});
  }
  const std::uint64_t values = source.take_varint();
  for (std::uint64_t i = 0; i < values && i <= kMostGroup && !source.failed(); ++i) {
    key.group.emplace_back(source.take_text(kMostText));
  }
  if (key.group.size() != values || key.organisation.value() != code) {
    (void)source.take_bytes(source.left() + 1);  // it has failed
  }
  return key;
}

void Absence::save(ByteSink& sink) const {
  sink.put_time(watermark_);
  sink.put_varint(states_.size());
  states_.for_each([&](const ExpectedKey& key, const Times& times) {
    key.save(sink);
    put_times(sink, times.waiting);
    put_times(sink, times.seen);
  });
}

bool Absence::load(ByteSource& source) {
  watermark_ = take_time(source);
  const std::uint64_t count = source.take_varint();
  for (std::uint64_t i = 0; i < count && !source.failed(); ++i) {
    const ExpectedKey key = ExpectedKey::load(source);
    auto waiting = take_times(source, kMostTimes);
    auto seen = take_times(source, kMostTimes);
    if (!waiting || !seen) {
      return false;
    }
    const Digest digest = key.digest();
    auto& kept = states_.touch(digest, key, [this](const Digest& gone, const Times& times) {
      for (const TimePoint time : times.waiting) {
        waits_.erase(waits_.find({time, gone}));
      }
    });
    if (!kept.state.waiting.empty() || !kept.state.seen.empty()) {
      return false;  // twice
    }
    for (const TimePoint time : *waiting) {
      waits_.emplace(time, digest);
    }
    kept.state = {std::move(*waiting), std::move(*seen)};
  }
  return !source.failed();
}

void Silence::save(ByteSink& sink) const {
  sink.put_time(watermark_);
  sink.put_varint(entities_.size());
  for (const auto& [digest, entity] : entities_) {
    sink.put_bytes({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
    entity.key.save(sink);
    sink.put_time(entity.newest);
    sink.put(entity.told ? 1 : 0, 1);
  }
}

bool Silence::load(ByteSource& source) {
  watermark_ = take_time(source);
  const std::uint64_t count = source.take_varint();
  for (std::uint64_t i = 0; i < count && !source.failed(); ++i) {
    Digest digest;
    const std::string_view bytes = source.take_bytes(digest.bytes.size());
    std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
    Entity entity{ExpectedKey::load(source), take_time(source), source.take(1) != 0};
    if (const auto found = entities_.find(digest); found != entities_.end()) {
      found->second = std::move(entity);
    }
  }
  for (auto& [digest, entity] : entities_) {
    const bool begun = entity.newest != TimePoint::min();
    entity.newest = begun ? entity.newest : watermark_;  // expected since now
  }
  schedule();
  return !source.failed();
}

void Baseline::save(ByteSink& sink) const {
  sink.put_varint(states_.size());
  states_.for_each([&](const ExpectedKey& key, const History& history) {
    key.save(sink);
    sink.put(static_cast<std::uint32_t>(history.first), 4);
    sink.put_varint(history.hours.size());
    for (const Hour& hour : history.hours) {
      sink.put(static_cast<std::uint32_t>(hour.hour), 4);
      sink.put(hour.fired ? 1 : 0, 1);
      sink.put(std::bit_cast<std::uint64_t>(hour.amount), 8);
    }
  });
}

bool Baseline::load(ByteSource& source) {
  const std::uint64_t count = source.take_varint();
  for (std::uint64_t i = 0; i < count && !source.failed(); ++i) {
    const ExpectedKey key = ExpectedKey::load(source);
    auto& kept = states_.touch(key.digest(), key, [](const Digest&, const History&) {});
    History& history = kept.state;
    history.first = static_cast<std::int32_t>(source.take(4));
    const std::uint64_t hours = source.take_varint();
    if (!history.hours.empty() || hours == 0 || hours > most_hours()) {
      return false;
    }
    for (std::uint64_t h = 0; h < hours && !source.failed(); ++h) {
      Hour hour;
      hour.hour = static_cast<std::int32_t>(source.take(4));
      hour.fired = source.take(1) != 0;
      hour.amount = std::bit_cast<double>(source.take(8));
      const bool follows = history.hours.empty() || history.hours.back().hour < hour.hour;
      if (source.failed() || !follows || !std::isfinite(hour.amount)) {
        return false;
      }
      history.hours.push_back(hour);
    }
  }
  return !source.failed();
}

void Expectations::save(RecordNumber position, ByteSink& sink) const {
  sink.put_varint(kVersion);
  sink.put_varint(position);
  sink.put_varint(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    std::string state;
    ByteSink inner([&](std::string_view piece) { state += piece; });
    std::visit([&](const auto& one) { one.save(inner); }, states_[i]);
    inner.finish();
    sink.put_text(rules_[i].definition);
    sink.put_text(state);
  }
  sink.finish();
}

bool Expectations::load_state(State& state, ByteSource& source) const {
  return std::visit([&](auto& one) { return one.load(source); }, state) && source.left() == 0;
}

Result<RecordNumber> Expectations::load(std::string_view bytes, RecordNumber newest) {
  const auto corrupt = [](const char* what) { return fail(ErrorCode::corrupt, what); };
  ByteSource source = ByteSource::checked(bytes);
  if (source.take_varint() != kVersion) {
    return corrupt("the expectations' state is damaged, or of another version");
  }
  const RecordNumber position = source.take_varint();
  std::map<std::string, std::string_view> saved;
  const std::uint64_t rules = source.take_varint();
  for (std::uint64_t i = 0; i < rules && !source.failed(); ++i) {
    std::string definition(source.take_text(kMostDefinition));
    const std::uint64_t size = source.take_varint();
    saved.emplace(std::move(definition), source.take_bytes(static_cast<std::size_t>(
                                             std::min<std::uint64_t>(size, source.left() + 1))));
  }
  if (source.failed() || source.left() != 0) {
    return corrupt("the expectations' state is damaged");
  }
  if (position > newest) {
    return corrupt("the expectations' state is ahead of what was processed");
  }
  Expectations loaded(rules_, inventory_, limits_);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (const auto found = saved.find(rules_[i].definition); found != saved.end()) {
      ByteSource state = ByteSource::checked(found->second);
      if (!loaded.load_state(loaded.states_[i], state)) {
        return corrupt("the state of an expectation is damaged");
      }
      loaded.begins_at_[i] = position + 1;
    }
  }
  states_ = std::move(loaded.states_);
  begins_at_ = std::move(loaded.begins_at_);
  return position;
}

}  // namespace yagura
