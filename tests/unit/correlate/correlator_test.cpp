// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlator.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace yagura;
using namespace std::chrono_literals;

namespace {

using Type = CorrelationRule::Type;

CorrelationRule rule(Type type, Duration timespan, double at_least, std::uint32_t parts = 1) {
  CorrelationRule made;
  made.info = std::make_shared<const RuleInfo>();
  made.type = type;
  made.timespan = timespan;
  made.parts = parts;
  made.condition = {{Comparison::gte, at_least}};
  if (type == Type::temporal_ordered) {
    made.alternatives.resize(1);
    for (std::uint32_t part = 0; part < parts; ++part) {
      made.alternatives[0].required.push_back(part);
    }
  }
  made.group_by = {"User"};
  made.definition = std::to_string(static_cast<int>(type));
  return made;
}

// An observation that owns its texts.
struct Seen {
  Duration time;
  std::string group = "a";
  std::uint32_t part = 0;
  std::string value = "v";
  OrganisationCode organisation = {};
};

Seen at(Duration time, std::string group = "a", std::uint32_t part = 0, std::string value = "v") {
  return {time, std::move(group), part, std::move(value)};
}

std::vector<Firing> observe(Correlator& correlator, std::size_t correlation, const Seen& seen) {
  const std::string_view group[] = {seen.group};
  const std::string_view values[] = {seen.value};
  std::vector<Firing> out;
  correlator.observe(correlation,
                     {seen.organisation, TimePoint(seen.time), 0, seen.part, group, values}, out);
  return out;
}

// One character per observation: x where the correlation fires.
std::string firings(Correlator& correlator, const std::vector<Seen>& observations) {
  std::string text;
  for (const Seen& seen : observations) {
    text += observe(correlator, 0, seen).empty() ? '.' : 'x';
  }
  return text;
}

std::string firings(const CorrelationRule& made, const std::vector<Seen>& observations) {
  Correlator correlator({made});
  return firings(correlator, observations);
}

}  // namespace

TEST_CASE("a window trails its event and holds its border", "[correlate]") {
  const CorrelationRule three = rule(Type::event_count, 60s, 3);
  CHECK(firings(three, {at(0s), at(40s), at(65s), at(80s), at(100s)}) == "...xx");
  CHECK(firings(three, {at(0s), at(30s), at(60s)}) == "..x");
  CHECK(firings(three, {at(0s), at(30s), at(60s + 1us)}) == "...");
}

TEST_CASE("a late event is counted in its place", "[correlate]") {
  const CorrelationRule three = rule(Type::event_count, 60s, 3);
  CHECK(firings(three, {at(100s), at(130s), at(110s)}) == "..x");
  CHECK(firings(three, {at(100s), at(130s), at(60s)}) == "...");
  CHECK(firings(three, {at(100s), at(130s), at(20s), at(75s)}) == "...x");
}

TEST_CASE("groups and organisations are counted apart, case is not", "[correlate]") {
  const CorrelationRule two = rule(Type::event_count, 60s, 2);
  CHECK(firings(two, {at(0s, "a"), at(1s, "b"), at(2s, "A")}) == "..x");
  Seen other = at(1s, "a");
  other.organisation = *OrganisationCode::parse("352012");
  CHECK(firings(two, {at(0s, "a"), other, at(2s, "a")}) == "..x");
}

TEST_CASE("value_count counts each value once, at its newest time", "[correlate]") {
  const CorrelationRule three = rule(Type::value_count, 60s, 3);
  const auto value = [](Duration time, const char* text) { return at(time, "a", 0, text); };
  CHECK(firings(three, {value(0s, "u"), value(1s, "u"), value(2s, "v"), value(3s, "w")}) == "...x");
  CHECK(firings(three, {value(0s, "u"), value(50s, "v"), value(55s, "u"), value(100s, "w")}) ==
        "...x");
  CHECK(firings(three, {value(0s, "u"), value(50s, "v"), value(100s, "w")}) == "...");
}

TEST_CASE("temporal_ordered needs the order of the rules", "[correlate]") {
  const CorrelationRule ordered = rule(Type::temporal_ordered, 60s, 0, 3);
  const auto part = [](Duration time, std::uint32_t p) { return at(time, "a", p); };
  CHECK(firings(ordered, {part(0s, 0), part(1s, 1), part(2s, 2)}) == "..x");
  CHECK(firings(ordered, {part(0s, 1), part(1s, 0), part(2s, 2)}) == "...");
  CHECK(firings(ordered, {part(0s, 0), part(2s, 2), part(1s, 1)}) == "..x");
  CHECK(firings(ordered, {part(0s, 0), part(0s, 1), part(0s, 2)}) == "..x");
  CHECK(firings(ordered, {part(0s, 0), part(1s, 1), part(61s, 2)}) == "...");
}

TEST_CASE("a flood between two steps does not push the first step out", "[correlate]") {
  const CorrelationRule ordered = rule(Type::temporal_ordered, 1h, 0, 3);
  std::vector<Seen> all{at(0s, "a", 0), at(1s, "a", 1)};
  for (int i = 0; i < 5000; ++i) {
    all.push_back(at(2s + i * 1ms, "a", 0));
  }
  all.push_back(at(10s, "a", 2));
  CHECK(firings(ordered, all).back() == 'x');
}

TEST_CASE("value_sum adds numbers and leaves other texts out", "[correlate]") {
  const CorrelationRule sum = rule(Type::value_sum, 60s, 1000);
  const auto value = [](Duration time, const char* text) { return at(time, "a", 0, text); };
  CHECK(firings(sum, {value(0s, "600"), value(1s, "-"), value(2s, "400"), value(90s, "600")}) ==
        "..x.");
}

TEST_CASE("a percentile lies between two numbers in proportion", "[correlate]") {
  const double numbers[] = {1, 2, 3, 10};
  CHECK(percentile_of(numbers, 50) == 2.5);
  CHECK(percentile_of(numbers, 0) == 1);
  CHECK(percentile_of(numbers, 100) == 10);
  CHECK(percentile_of({numbers, 1}, 95) == 1);
  CorrelationRule high = rule(Type::value_percentile, 60s, 100);
  high.percentile = 90;
  const auto value = [](Duration time, const char* text) { return at(time, "a", 0, text); };
  CHECK(firings(high, {value(0s, "50"), value(1s, "x"), value(2s, "110"), value(3s, "110")}) ==
        "..xx");
}

TEST_CASE("a share is that of the value that came last", "[correlate]") {
  CorrelationRule rare = rule(Type::value_share, 60s, 0);
  rare.condition = {{Comparison::lte, 25}};
  const auto value = [](Duration time, const char* text) { return at(time, "a", 0, text); };
  CHECK(firings(rare, {value(0s, "cmd"), value(1s, "cmd"), value(2s, "CMD"), value(3s, "odd"),
                       value(4s, "cmd"), value(5s, "odd")}) == "...x..");
}

TEST_CASE("a sum is exact whatever has been in it", "[correlate]") {
  ExactSum sum;
  sum.add(0.1);
  sum.add(1e18);
  sum.add(0.2);
  sum.remove(1e18);
  CHECK(sum.value() == 0.3);
}

TEST_CASE("temporal takes ways in which rules occurred and did not", "[correlate]") {
  const auto part = [](Duration time, std::uint32_t p) { return at(time, "a", p); };
  CorrelationRule either = rule(Type::temporal, 60s, 0, 4);  // a and (b or c) and not d
  either.alternatives = {{{0, 1}, {3}}, {{0, 2}, {3}}};
  CHECK(firings(either, {part(0s, 2), part(1s, 0), part(2s, 3), part(3s, 0)}) == ".x..");
  either.type = Type::temporal_ordered;
  CHECK(firings(either, {part(0s, 2), part(1s, 0), part(2s, 1), part(3s, 3)}) == "..x.");
}

TEST_CASE("expired groups are forgotten once the watermark passes them", "[correlate]") {
  Correlator correlator({rule(Type::event_count, 60s, 2)});
  CHECK(firings(correlator, {at(0s, "a"), at(100s, "b")}) == "..");
  correlator.advance(TimePoint(60s));
  CHECK(correlator.groups() == 2);
  correlator.advance(TimePoint(120s));
  CHECK(correlator.groups() == 1);
}

TEST_CASE("what comes after the watermark is counted, and judged with what is left",
          "[correlate]") {
  Correlator correlator({rule(Type::event_count, 60s, 2)});
  correlator.advance(TimePoint(1h));
  CHECK(firings(correlator, {at(10s), at(20s), at(1h)}) == ".x.");
  REQUIRE(correlator.shelves().size() == 1);
  CHECK(correlator.shelves()[0].late == 2);
}

TEST_CASE("a rule with the same definition keeps its state over a reload", "[correlate]") {
  Correlator before({rule(Type::event_count, 60s, 3)});
  CHECK(firings(before, {at(0s), at(1s)}) == "..");
  Correlator after({rule(Type::event_count, 60s, 3)});
  after.adopt(before);
  CHECK(firings(after, {at(2s)}) == "x");
  CorrelationRule changed = rule(Type::event_count, 60s, 3);
  changed.definition = "changed";
  Correlator other({changed});
  other.adopt(after);
  CHECK(firings(other, {at(3s)}) == ".");
}

TEST_CASE("a correlation feeds another", "[correlate]") {
  CorrelationRule outer = rule(Type::temporal_ordered, 60s, 0, 2);
  outer.feeds = {{0, 0, {0}, {}}};
  Correlator correlator({rule(Type::event_count, 60s, 2), outer});
  observe(correlator, 0, at(0s));
  observe(correlator, 0, at(1s));
  const std::vector<Firing> out = observe(correlator, 1, at(2s, "a", 1));
  REQUIRE(out.size() == 1);
  CHECK(out[0].correlation == 1);
  const std::vector<Firing> both = observe(correlator, 0, at(3s));
  REQUIRE(both.size() == 2);
  CHECK(both[0].correlation == 0);
  CHECK(both[1].correlation == 1);
}
