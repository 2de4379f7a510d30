// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Rules change while records stream through the pipeline as fast as it takes them. Set A has the
// rules a1 and a2, set B has b1 and b2, all for the same events: an event judged by half of each
// would show. A correlation that both sets have counts on over every change; the rule it counts
// matches the same in both, said in other words.
//
// Runs for YAGURA_RELOAD_SECONDS, by default a second; reloads come every 200 ms.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <future>
#include <map>
#include <memory>
#include <string>

#include "engine/pipeline.hpp"
#include "normalise/taxonomy.hpp"
#include "temporary_folder.hpp"

namespace yagura {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kReloadInterval{200};
constexpr std::size_t kHosts = 97;
constexpr std::size_t kBatch = 256;
constexpr std::uint64_t kCorrelated = 50;
constexpr int kFillers = 200;  // so that compiling takes longer than a batch
constexpr TimePoint kStart{std::chrono::seconds(1'773'800'000)};

std::string rule(const std::string& id, const std::string& selection) {
  return "title: " + id + "\nid: " + id + "\nname: " + id +
         "\nlogsource: { product: windows }\nlevel: low\ndetection:\n  s: " + selection +
         "\n  condition: s\n---\n";
}

std::string common(char name) {
  std::string text = rule("common", name == 'a' ? "{ EventID: 7 }" : "[ { 'EventID': '7' } ]");
  return name == 'a' ? text : text.replace(text.find("level: low"), 10, "level: high");
}

std::string rule_set(char name) {
  std::string text =
      rule(std::string(1, name) + "1", "{ EventID: 7 }") +
      rule(std::string(1, name) + "2", "{ Line|contains: needle }") + common(name) +
      "title: Many\nid: many\nlevel: low\ncorrelation:\n  type: event_count\n"
      "  rules: [common]\n  group-by: [Computer]\n  timespan: 30d\n  condition: { gte: " +
      std::to_string(kCorrelated) + " }\n";
  for (int i = 0; i < kFillers; ++i) {
    text +=
        "---\n" + rule("filler" + std::to_string(i), "{ Line|contains: [word" + std::to_string(i) +
                                                         "x, other" + std::to_string(i) + "y] }");
    text.erase(text.size() - 4);  // the last separator
  }
  return text;
}

DetectionSnapshot snapshot(char name) {
  RuleOptions options;
  options.resolver = &sigma_field;
  const RuleLoad load = load_rule_text(rule_set(name), "rules.yaml", options);
  if (!load.refused.empty()) {
    FAIL(load.refused.front().text());
  }
  DetectionSnapshot made{load.rules, std::make_shared<const OrganisationTable>(),
                         std::make_shared<const ServiceMap>(), IncidentSettings{}};
  made.index = std::make_shared<const RuleIndex>(load.rules);
  return made;
}

std::chrono::seconds duration() {
  const char* text = std::getenv("YAGURA_RELOAD_SECONDS");  // NOLINT(concurrency-mt-unsafe)
  const int seconds = text == nullptr ? 1 : std::atoi(text);
  return std::chrono::seconds(std::max(1, seconds));
}

class Stream {
 public:
  Stream() {
    RecordProcessor::Settings settings;
    settings.lateness = std::chrono::minutes(2);
    settings.idle_timeout = std::chrono::seconds(5);
    settings.readers = 2;
    auto store = IncidentStore::open(folder_.path() / "store", IncidentStore::Access::read_write);
    auto dead = DeadLetterFile::open(folder_.path() / "dead", std::size_t{1} << 20U);
    REQUIRE(store);
    REQUIRE(dead);
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Parts{
            RecordProcessor(settings, snapshot('a'), metrics_),
            IncidentBuilder({}, std::make_shared<const OrganisationTable>()), std::move(*store),
            std::move(*dead),
            Pipeline::Checkpoints{folder_.path() / "correlations", folder_.path() / "expectations",
                                  std::chrono::hours(1)}},
        metrics_, [] {});
    pipeline_->start(queue_);
  }

  // Waits while the queue is full, so the pipeline is the one that sets the pace.
  void push_batch() {
    RecordBatch batch;
    batch.organisation = OrganisationCode::parse("352110").value();
    batch.source = events_ / kBatch % 2 == 0 ? "s" : "t";
    batch.first = events_ + 1;
    batch.received = kStart + std::chrono::hours(24);
    for (std::size_t i = 0; i < kBatch; ++i) {
      const std::size_t host = events_ % kHosts;
      const TimePoint time = kStart + std::chrono::milliseconds(events_);
      batch.add("{\"@timestamp\":\"" + to_rfc3339(time) +
                "\",\"EventID\":7,\"Line\":\"a needle in it\",\"Hostname\":\"h" +
                std::to_string(host) + "\"}");
      ++sent_[host];
      ++events_;
    }
    const std::size_t cost = batch.bytes.size();
    const bool taken = queue_.push(std::move(batch), cost);
    REQUIRE(taken);
  }

  void reload(DetectionSnapshot fresh) { pipeline_->reload(std::move(fresh)); }

  // Counts of detections by rule and host, once all is stored.
  std::map<std::string, std::map<std::string, std::uint64_t>> finish() {
    queue_.close();
    pipeline_->stop();
    CHECK_FALSE(pipeline_->failed());
    CHECK(pipeline_->processed() == events_);
    auto store = IncidentStore::open(folder_.path() / "store", IncidentStore::Access::read_only);
    REQUIRE(store);
    const auto alerts = store->alerts_after(0, std::size_t{1} << 20U);
    REQUIRE(alerts);
    std::map<std::string, std::map<std::string, std::uint64_t>> counts;
    for (const Alert& alert : *alerts) {
      REQUIRE(alert.entities.size() == 1);
      counts[alert.rule_id][alert.entities[0].value] += alert.count;
    }
    return counts;
  }

  std::uint64_t events() const { return events_; }
  std::uint64_t sent(std::size_t host) const { return sent_.at(host); }

 private:
  const test::TemporaryFolder folder_;
  Metrics metrics_;
  BoundedQueue<RecordBatch> queue_{std::size_t{1} << 20U};
  std::unique_ptr<Pipeline> pipeline_;
  std::uint64_t events_ = 0;
  std::array<std::uint64_t, kHosts> sent_{};
};

}  // namespace

TEST_CASE("every event is judged by one whole set while rules are reloaded under load",
          "[reload]") {
  Stream stream;
  std::future<void> compiling;
  int reloads = 0;
  const Clock::time_point end = Clock::now() + duration();
  Clock::time_point next = Clock::now() + kReloadInterval;
  while (Clock::now() < end || reloads < 2) {
    stream.push_batch();
    const bool idle = !compiling.valid() ||
                      compiling.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    if (idle && Clock::now() >= next) {
      next += kReloadInterval;
      const char name = ++reloads % 2 == 0 ? 'a' : 'b';
      compiling =
          std::async(std::launch::async, [&stream, name] { stream.reload(snapshot(name)); });
    }
  }
  compiling.get();
  stream.push_batch();
  auto counts = stream.finish();
  CAPTURE(reloads, stream.events());
  std::uint64_t by_b = 0;
  for (std::size_t host = 0; host < kHosts; ++host) {
    const std::string name = "h" + std::to_string(host);
    INFO(name);
    CHECK(counts["a1"][name] == counts["a2"][name]);
    CHECK(counts["b1"][name] == counts["b2"][name]);
    CHECK(counts["a1"][name] + counts["b1"][name] == stream.sent(host));
    CHECK(counts["many"][name] == stream.sent(host) - (kCorrelated - 1));
    by_b += counts["b1"][name];
  }
  CHECK(by_b > 0);
  CHECK(by_b < stream.events());
}

}  // namespace yagura
