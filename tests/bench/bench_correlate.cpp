// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// How fast matches are correlated, on one core.
//   bench_correlate [OBSERVATIONS]
// Times are of the processor. "bare" counts the same keys in a hash map of texts and does nothing
// else: no windows, no order of age, no bound.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "base/byte_form.hpp"
#include "correlate/correlator.hpp"

namespace yagura {
namespace {

// Nanoseconds this thread was running: others may want the processor, too.
double now() {
  timespec time{};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

using Type = CorrelationRule::Type;

constexpr int kRepeats = 3;
constexpr std::chrono::minutes kLateness{2};
const OrganisationCode kOrganisation = OrganisationCode::parse("352021").value();

long resident_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) {
      return std::atol(line.c_str() + sizeof("VmRSS:")) / 1024;
    }
  }
  return 0;
}

CorrelationRule rule_of(Type type, double at_least, std::uint32_t parts = 1) {
  CorrelationRule rule;
  rule.info = std::make_shared<const RuleInfo>();
  rule.type = type;
  rule.timespan = std::chrono::minutes(10);
  rule.parts = parts;
  rule.group_by = {"source.ip", "host.name"};
  rule.condition = {{Comparison::gte, at_least}};
  if (type == Type::temporal_ordered) {
    rule.alternatives.resize(1);
    for (std::uint32_t part = 0; part < parts; ++part) {
      rule.alternatives[0].required.push_back(part);
    }
  }
  rule.definition = "bench";
  return rule;
}

struct Group {
  std::string address;
  std::string host;
};

Group group_of(std::size_t i) {
  return {fmt::format("10.{}.{}.{}", i / 65536 % 256, i / 256 % 256, i % 256),
          fmt::format("PC-{:06}.city.example.jp", i * 7919 % 1'000'000)};
}

std::vector<Group> groups_of(std::size_t count) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < count; ++i) {
    groups.push_back(group_of(i));
  }
  return groups;
}

struct Load {
  std::string name;
  CorrelationRule rule;
  std::size_t groups = 0;
  std::size_t values = 1;
  std::size_t observations = 0;
  std::chrono::microseconds step{};  // of event time between observations
  std::uint32_t late_percent = 0;    // come up to two minutes late
};

// Nanoseconds an observation.
double measure_once(const Load& load, const std::vector<Group>& groups,
                    const std::vector<std::string>& values, std::size_t& fired) {
  Correlator correlator({load.rule}, {}, HashKey::random());
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): same run every time
  std::vector<Firing> firings;
  fired = 0;
  const double start = now();
  for (std::size_t i = 0; i < load.observations; ++i) {
    const TimePoint newest{i * load.step};
    const Group& group = groups[random() % groups.size()];
    const std::string_view texts[] = {group.address, group.host};
    const std::string_view value[] = {values[random() % values.size()]};
    const auto part = static_cast<std::uint32_t>(random() % load.rule.parts);
    const bool late = random() % 100 < load.late_percent;
    const TimePoint time = late ? newest - std::chrono::milliseconds(random() % 120'000) : newest;
    firings.clear();
    correlator.observe(0, {kOrganisation, time, i, part, texts, value}, firings);
    fired += firings.size();
    if (i % 1024 == 0) {
      correlator.advance(newest - kLateness);
    }
  }
  return (now() - start) / static_cast<double>(load.observations);
}

double bare(const Load& load, const std::vector<Group>& groups) {
  std::unordered_map<std::string, std::uint64_t> counts;
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): same run every time
  std::string key;
  const double start = now();
  for (std::size_t i = 0; i < load.observations; ++i) {
    const Group& group = groups[random() % groups.size()];
    key.assign(group.address).append(1, '\0').append(group.host);
    ++counts[key];
  }
  return (now() - start) / static_cast<double>(load.observations);
}

void measure(const Load& load) {
  const std::vector<Group> groups = groups_of(load.groups);
  std::vector<std::string> values;
  for (std::size_t i = 0; i < load.values; ++i) {
    values.push_back(load.rule.type == Type::value_count ? fmt::format("user{:05}", i)
                                                         : std::to_string(i * 37 % 1000));
  }
  double best = 0;
  double best_bare = 0;
  std::size_t fired = 0;
  for (int i = 0; i < kRepeats; ++i) {
    const double once = measure_once(load, groups, values, fired);
    const double once_bare = bare(load, groups);
    best = i == 0 ? once : std::min(best, once);
    best_bare = i == 0 ? once_bare : std::min(best_bare, once_bare);
  }
  fmt::print("{:<44} {:5.0f} ns, {:.2f} M/s; bare {:.0f} ns, {:.1f} times; {} fired\n", load.name,
             best, 1e3 / best, best_bare, best / best_bare, fired);
}

void measure_types(std::size_t observations) {
  using std::chrono::microseconds;
  const auto load = [&](std::string name, CorrelationRule rule, std::size_t groups,
                        std::size_t values, microseconds step, std::uint32_t late = 0) {
    measure({std::move(name), std::move(rule), groups, values, observations, step, late});
  };
  const CorrelationRule ten = rule_of(Type::event_count, 10);
  load("event_count >= 10, 100,000 groups", ten, 100'000, 1, microseconds(1000));
  load("  ten times as many events", ten, 100'000, 1, microseconds(100));
  load("  a tenth up to 2 min late", ten, 100'000, 1, microseconds(1000), 10);
  load("event_count >= 1,000, 1,000 groups", rule_of(Type::event_count, 1000), 1000, 1,
       microseconds(100));
  load("  a tenth up to 2 min late", rule_of(Type::event_count, 1000), 1000, 1, microseconds(100),
       10);
  const CorrelationRule many = rule_of(Type::value_count, 2001);
  load("value_count >= 10 of 20, 100,000 groups", rule_of(Type::value_count, 10), 100'000, 20,
       microseconds(1000));
  load("value_count, 2,000 values, 1,000 groups", many, 1000, 2000, microseconds(100));
  load("value_count, 2,000 values, 100 groups", many, 100, 2000, microseconds(100));
  load("  a tenth up to 2 min late", many, 100, 2000, microseconds(1000), 10);
  load("value_sum, 10,000 groups", rule_of(Type::value_sum, 1e9), 10'000, 1000, microseconds(100));
  CorrelationRule percentile = rule_of(Type::value_percentile, 1e9);
  percentile.percentile = 95;
  load("value_percentile, 10,000 groups", percentile, 10'000, 1000, microseconds(100));
  load("temporal, 3 of 3 rules, 100,000 groups", rule_of(Type::temporal, 3, 3), 100'000, 1,
       microseconds(1000));
  load("temporal_ordered, 3 rules, 100,000 groups", rule_of(Type::temporal_ordered, 0, 3), 100'000,
       1, microseconds(1000));
}

// Every observation in a group of its own: what a sender of made-up values does.
void flood(std::size_t keys) {
  const long before = resident_mib();
  Correlator correlator({rule_of(Type::event_count, 10)}, {}, HashKey::random());
  std::vector<Firing> firings;
  const double start = now();
  for (std::size_t i = 0; i < keys; ++i) {
    const std::string name = std::to_string(i);
    const std::string_view texts[] = {name, "srv01"};
    correlator.observe(0, {kOrganisation, TimePoint{std::chrono::microseconds(i)}, i, 0, texts, {}},
                       firings);
  }
  const double taken = now() - start;
  fmt::print(
      "{} keys, each once: {:.0f} ns, {} groups kept in {} MiB of {} allowed, {} evicted; {} MiB "
      "resident more\n",
      keys, taken / static_cast<double>(keys), correlator.groups(), correlator.bytes() >> 20U,
      CorrelatorLimits{}.rule_bytes >> 20U, correlator.shelves()[0].evicted,
      resident_mib() - before);

  std::string bytes;
  const double saving = now();
  ByteSink sink([&](std::string_view piece) { bytes += piece; });
  correlator.save(keys, sink);
  const double loading = now();
  Correlator restored({rule_of(Type::event_count, 10)});
  const bool loaded = restored.load(bytes, keys).has_value();
  fmt::print("  kept as {} MiB in {:.0f} ms, {} in {:.0f} ms\n", bytes.size() >> 20U,
             (loading - saving) / 1e6, loaded ? "loaded" : "not loaded", (now() - loading) / 1e6);
}

}  // namespace
}  // namespace yagura

int main(int argc, char** argv) {
  (void)std::setvbuf(stdout, nullptr, _IOLBF, 0);
  yagura::flood(10'000'000);
  yagura::measure_types(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 5'000'000);
  return 0;
}
