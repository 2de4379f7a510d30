// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_form.hpp"
#include "correlate/correlator.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

using Type = CorrelationRule::Type;

constexpr HashKey kKey{{1, 2, 3}};

CorrelationRule rule(Type type, double at_least, std::uint32_t parts = 1) {
  CorrelationRule made;
  made.info = std::make_shared<const RuleInfo>();
  made.type = type;
  made.timespan = 60s;
  made.parts = parts;
  made.condition = {{Comparison::gte, at_least}};
  made.group_by = {"User"};
  made.definition = std::to_string(static_cast<int>(type)) + "/" + std::to_string(at_least);
  return made;
}

// One of each kind of values, and one that others feed.
std::vector<CorrelationRule> rules() {
  std::vector<CorrelationRule> made{rule(Type::event_count, 4), rule(Type::value_count, 30),
                                    rule(Type::value_sum, 200), rule(Type::value_percentile, 90),
                                    rule(Type::temporal, 3, 3)};
  made.push_back(rule(Type::temporal, 2, 2));
  made.back().feeds = {{0, 0, {0}, {}}, {2, 1, {0}, {}}};
  return made;
}

// The same observations for whoever asks.
class Stream {
 public:
  std::vector<Firing> next(Correlator& correlator) {
    time_ += std::chrono::milliseconds(random_() % 800);
    const TimePoint time = time_ - std::chrono::seconds(random_() % 4 == 0 ? random_() % 20 : 0);
    const std::size_t correlation = random_() % 5;
    const std::string group = "user" + std::to_string(random_() % 7);
    const std::string value = std::to_string(random_() % 100);
    const std::string_view groups[] = {group};
    const std::string_view values[] = {value};
    const auto organisation = OrganisationCode::parse(random_() % 2 == 0 ? "352021" : "352047");
    const auto part = static_cast<std::uint32_t>(random_() % correlator.rules()[correlation].parts);
    std::vector<Firing> fired;
    correlator.observe(correlation, {*organisation, time, ++record_, part, groups, values}, fired);
    correlator.advance(time_ - 20s);
    return fired;
  }
  RecordNumber record() const { return record_; }

 private:
  std::mt19937 random_{1};  // NOLINT(bugprone-random-generator-seed): same run every time
  TimePoint time_{1h};
  RecordNumber record_ = 0;
};

std::string saved(const Correlator& correlator, RecordNumber position) {
  std::string bytes;
  ByteSink sink([&](std::string_view piece) { bytes += piece; });
  correlator.save(position, sink);
  return bytes;
}

// With the checksum that belongs to it.
std::string with_checksum(std::string_view body) {
  std::string bytes;
  ByteSink sink([&](std::string_view piece) { bytes += piece; });
  sink.put_bytes(body);
  sink.finish();
  return bytes;
}

bool same(const std::vector<Firing>& a, const std::vector<Firing>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Firing& x, const Firing& y) {
    return x.correlation == y.correlation && x.organisation == y.organisation && x.time == y.time &&
           x.record == y.record && x.group == y.group;
  });
}

// What a correlator of these rules has after some observations.
std::string some_state() {
  Correlator correlator(rules(), {}, kKey);
  Stream stream;
  for (int i = 0; i < 500; ++i) {
    stream.next(correlator);
  }
  return saved(correlator, stream.record());
}

std::string refusal(std::string_view bytes, RecordNumber newest = 1'000'000) {
  Correlator correlator(rules(), {}, kKey);
  const auto loaded = correlator.load(bytes, newest);
  CHECK(correlator.groups() == 0);
  return loaded ? "" : loaded.error().message;
}

}  // namespace

TEST_CASE("a correlator that was saved and loaded goes on as if nothing had been", "[correlate]") {
  // Tight, so that groups are evicted, too.
  const CorrelatorLimits limits{.rule_bytes = 3000, .organisation_bytes = 9000};
  Correlator uncut(rules(), limits, kKey);
  Stream stream;
  auto cut = std::make_unique<Correlator>(rules(), limits, kKey);
  Stream again;
  std::size_t fired = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto expected = stream.next(uncut);
    const auto found = again.next(*cut);
    REQUIRE(same(found, expected));
    fired += expected.size();
    if (i % 397 == 0) {
      const std::string bytes = saved(*cut, again.record());
      cut = std::make_unique<Correlator>(rules(), limits, HashKey{{9}});
      REQUIRE(cut->load(bytes, again.record()) == again.record());
      REQUIRE(saved(*cut, again.record()) == bytes);
    }
  }
  CHECK(fired > 1000);
  CHECK(uncut.shelves()[0].evicted > 0);
}

TEST_CASE("records that are in the windows already are passed over", "[correlate]") {
  Correlator uncut(rules(), {}, kKey);
  Stream stream;
  for (int i = 0; i < 1000; ++i) {
    stream.next(uncut);
  }
  Correlator restored(rules(), {}, kKey);
  REQUIRE(restored.load(saved(uncut, stream.record()), stream.record()));
  CHECK(restored.begins_at() == stream.record() + 1);
  Stream from_the_beginning;
  for (int i = 0; i < 1000; ++i) {
    CHECK(from_the_beginning.next(restored).empty());
  }
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(same(from_the_beginning.next(restored), stream.next(uncut)));
  }
}

TEST_CASE("a changed rule and those that feed it are built up anew", "[correlate]") {
  Correlator uncut(rules(), {}, kKey);
  Stream stream;
  for (int i = 0; i < 300; ++i) {
    stream.next(uncut);
  }
  std::vector<CorrelationRule> changed = rules();
  changed[5].definition = "changed";
  Correlator restored(changed, {}, kKey);
  REQUIRE(restored.load(saved(uncut, stream.record()), stream.record()));
  CHECK(restored.begins_at() == 0);
  Stream again;  // the same records from the beginning
  for (int i = 0; i < 300; ++i) {
    for (const Firing& firing : again.next(restored)) {
      CHECK((firing.correlation == 0 || firing.correlation == 2 || firing.correlation == 5));
    }
  }
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(same(again.next(restored), stream.next(uncut)));
  }
}

TEST_CASE("windows of rules that are gone are passed over", "[correlate]") {
  Correlator one({rule(Type::value_sum, 200)}, {}, kKey);
  REQUIRE(one.load(some_state(), 500));
  CHECK(one.groups() > 0);
  CHECK(one.shelves().size() == 2);
}

TEST_CASE("a state is taken whatever the watermark was", "[correlate]") {
  for (const TimePoint watermark : {TimePoint::min(), TimePoint{}, TimePoint::max()}) {
    Correlator correlator(rules(), {}, kKey);
    correlator.advance(watermark);
    Correlator fresh(rules(), {}, kKey);
    const auto loaded = fresh.load(saved(correlator, 7), 1'000'000);
    REQUIRE(loaded);
    CHECK(*loaded == 7);
  }
}

TEST_CASE("a state that is not whole is refused, with the reason", "[correlate]") {
  const std::string state = some_state();
  REQUIRE(refusal("").find("another version") != std::string::npos);
  REQUIRE(refusal("YAGURAC2").find("another version") != std::string::npos);
  REQUIRE(refusal(state, 499).find("ahead of the incidents") != std::string::npos);
  for (std::size_t size = 8; size < state.size(); size += 1 + size / 30) {
    REQUIRE(refusal(std::string_view(state).substr(0, size)).find("checksum") != std::string::npos);
  }
  std::string counted = state.substr(0, state.size() - 4);
  counted.replace(32, 8, 8, '\xff');  // so many observations that the count would go round
  CHECK(refusal(with_checksum(counted)).find("heard of more") != std::string::npos);
}

TEST_CASE("hostile bytes with a right checksum do no harm", "[correlate]") {
  std::string body = some_state();
  body.resize(body.size() - 4);
  std::mt19937 random(5);  // NOLINT(bugprone-random-generator-seed): same run every time
  std::size_t refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = body.substr(0, i % 3 == 0 ? random() % body.size() : body.size());
    for (unsigned change = 0; change <= random() % 3 && !bytes.empty(); ++change) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    Correlator correlator(rules(), {}, kKey);
    const auto loaded = correlator.load(with_checksum(bytes), 1'000'000);
    refused += loaded ? 0 : 1;
    Stream stream;
    for (int j = 0; j < 5; ++j) {
      stream.next(correlator);
    }
  }
  CHECK(refused > 1000);
}
