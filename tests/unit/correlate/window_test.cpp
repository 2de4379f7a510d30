// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/window.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "correlate/condition.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

using Type = CorrelationRule::Type;
using Random = std::mt19937;

constexpr Type kTypes[] = {Type::event_count, Type::value_count,      Type::value_sum,
                           Type::value_avg,   Type::value_percentile, Type::value_share,
                           Type::temporal,    Type::temporal_ordered};

std::uint32_t below(Random& random, std::uint32_t limit) {
  return static_cast<std::uint32_t>(random() % limit);
}

bool is_temporal(Type type) {
  return type == Type::temporal || type == Type::temporal_ordered;
}
bool reads_a_number(Type type) {
  return type == Type::value_sum || type == Type::value_avg || type == Type::value_percentile;
}

CorrelationRule::Bound random_bound(Type type, Random& random) {
  constexpr Comparison kComparisons[] = {Comparison::gte, Comparison::gt,  Comparison::gte,
                                         Comparison::lte, Comparison::lt,  Comparison::eq,
                                         Comparison::neq, Comparison::gte, Comparison::gt};
  const double scale = type == Type::value_sum     ? 40
                       : type == Type::value_share ? 100
                       : reads_a_number(type)      ? 10
                                                   : 7;
  return {kComparisons[below(random, std::size(kComparisons))],
          std::floor(scale * below(random, 100) / 100)};
}

// Each part is required, forbidden or neither.
CorrelationRule::Alternative random_way(std::uint32_t parts, Random& random) {
  CorrelationRule::Alternative way;
  for (std::uint32_t part = 0; part < parts; ++part) {
    const std::uint32_t choice = below(random, 6);
    if (choice < 3) {
      way.required.push_back(part);
    } else if (choice == 3) {
      way.forbidden.push_back(part);
    }
  }
  return way;
}

CorrelationRule random_rule(Type type, Random& random) {
  CorrelationRule rule;
  rule.type = type;
  rule.timespan = std::chrono::seconds(1 + below(random, 30));
  rule.parts = is_temporal(type) ? 1 + below(random, 4) : 1;
  rule.percentile = below(random, 101);
  if (type == Type::temporal_ordered || (type == Type::temporal && below(random, 2) == 0)) {
    for (std::uint32_t i = 0; i <= below(random, 3); ++i) {
      rule.alternatives.push_back(random_way(rule.parts, random));
    }
  } else {
    for (std::uint32_t i = 0; i <= below(random, 4) / 3; ++i) {
      rule.condition.push_back(random_bound(type, random));
    }
  }
  return rule;
}

std::uint64_t random_value(const CorrelationRule& rule, std::uint32_t values, Random& random) {
  if (is_temporal(rule.type)) {
    return below(random, rule.parts);
  }
  const std::uint32_t value = below(random, values);
  return reads_a_number(rule.type) ? std::bit_cast<std::uint64_t>(0.25 * value) : value;
}

// Everything that came, and the answer by definition: whether the condition holds in one of the
// windows that the newcomer falls into.
class History {
 public:
  bool observe(const CorrelationRule& rule, const Entry& entry) {
    const auto at =
        std::upper_bound(all_.begin(), all_.end(), entry.time,
                         [](TimePoint time, const Entry& other) { return time < other.time; });
    const auto inserted = static_cast<std::size_t>(at - all_.begin());
    all_.insert(at, entry);
    for (std::size_t end = inserted;
         end < all_.size() && all_[end].time <= entry.time + rule.timespan; ++end) {
      std::size_t start = end;
      while (start > 0 && all_[start - 1].time >= all_[end].time - rule.timespan) {
        --start;
      }
      if (holds(rule, std::span(all_).subspan(start, end + 1 - start))) {
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<Entry> all_;
};

struct Stream {
  Duration lateness;   // how much later than the newest an event may come
  std::uint32_t step;  // seconds between events, at most
  std::uint32_t values;
  std::size_t length;
};

// Observes a random stream in a window and by definition; false where they differ. Times fall on
// whole seconds, so many are equal.
bool agrees(const CorrelationRule& rule, const Stream& stream, Random& random) {
  const WindowPlan plan(rule);
  Window window;
  Thinning thinning;
  History history;
  TimePoint newest{};
  TimePoint horizon = TimePoint::min();
  for (std::size_t i = 0; i < stream.length; ++i) {
    newest += std::chrono::seconds(below(random, stream.step));
    horizon = std::max(horizon, newest - stream.lateness);
    TimePoint time = newest;
    if (below(random, 3) == 0 && stream.lateness > 0s) {
      time -= std::chrono::seconds(
          below(random, static_cast<std::uint32_t>(stream.lateness / std::chrono::seconds(1)) + 1));
    }
    const Entry entry{time, random_value(rule, stream.values, random)};
    if (window.observe(plan, entry, horizon, thinning) != history.observe(rule, entry)) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("a window answers as the whole history does", "[correlate]") {
  constexpr int kStreams = 1500;  // of each type
  for (const Type type : kTypes) {
    Random random(20260401);  // NOLINT(bugprone-random-generator-seed): same run every time
    for (int i = 0; i < kStreams; ++i) {
      const CorrelationRule rule = random_rule(type, random);
      Stream stream{std::chrono::seconds(below(random, 3) * below(random, 40)),
                    1 + below(random, 6), 1 + below(random, 10), 20 + below(random, 60)};
      INFO("type " << static_cast<int>(type) << ", stream " << i);
      REQUIRE(agrees(rule, stream, random));
    }
  }
}

TEST_CASE("large windows answer as the whole history does", "[correlate]") {
  for (const Type type : kTypes) {
    Random random(7);  // NOLINT(bugprone-random-generator-seed): same run every time
    for (const Duration lateness : {0s, 30s, 300s}) {
      CorrelationRule rule = random_rule(type, random);
      rule.timespan = 60s;
      if (!rule.condition.empty()) {
        rule.condition = {{Comparison::gte, type == Type::event_count ? 90.0 : 25.0}};
      }
      INFO("type " << static_cast<int>(type) << ", lateness " << lateness / 1s);
      REQUIRE(agrees(rule, {lateness, 2, 40, 600}, random));
    }
  }
}

TEST_CASE("a window keeps what its condition can tell apart", "[correlate]") {
  CorrelationRule rule;
  rule.timespan = 60s;
  rule.condition = {{Comparison::gte, 10}};
  for (const Type type : {Type::event_count, Type::value_count}) {
    rule.type = type;
    const WindowPlan plan(rule);
    Window window;
    Thinning thinning;
    std::size_t most = 0;
    for (int i = 0; i < 100'000; ++i) {
      const TimePoint time{i * 1ms};
      window.observe(plan, {time, static_cast<std::uint64_t>(i)}, time - 30s, thinning);
      most = std::max(most, window.entries().size());
    }
    INFO(static_cast<int>(type));
    CHECK(most <= 12 * plan.telling);
    CHECK(window.lost() == 0);
  }
}

TEST_CASE("beyond the bound the oldest entries are lost, and counted", "[correlate]") {
  CorrelationRule rule;
  rule.type = Type::value_sum;
  rule.timespan = 1h;
  rule.condition = {{Comparison::gte, 1e9}};
  const WindowPlan plan(rule);
  Window window;
  Thinning thinning;
  std::size_t lost = 0;
  for (std::size_t i = 0; i < 3 * kMaxKept; ++i) {
    window.observe(plan, {TimePoint{}, std::bit_cast<std::uint64_t>(1.0)}, TimePoint{}, thinning);
    lost += window.lost();
  }
  CHECK(window.entries().size() <= 2 * kMaxKept);
  CHECK(lost == 3 * kMaxKept - window.entries().size());
}

TEST_CASE("times at the ends of the calendar are no trouble", "[correlate]") {
  for (const Type type : kTypes) {
    CorrelationRule rule;
    rule.type = type;
    rule.timespan = 60s;
    rule.parts = 1;
    rule.condition = {{Comparison::gte, 1}};
    const WindowPlan plan(rule);
    Window window;
    Thinning thinning;
    for (int i = 0; i < 100; ++i) {
      for (const TimePoint time : {TimePoint::max(), TimePoint::min(), TimePoint{}}) {
        window.observe(plan, {time, 0}, TimePoint::min(), thinning);
      }
    }
    CHECK(window.newest() == TimePoint::max());
  }
}
