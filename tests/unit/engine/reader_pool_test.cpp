// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/reader_pool.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "normalise/taxonomy.hpp"
#include "organisation_codes.hpp"

namespace yagura {
namespace {

constexpr const char* kRules = R"(
title: Failed logon
id: failed
name: failed
logsource: {product: windows}
detection: {s: {EventID: 4625}, condition: s}
level: low
---
title: Many failed logons
id: many
level: high
correlation:
  type: event_count
  rules: [failed]
  group-by: [Computer]
  timespan: 1h
  condition: {gte: 7}
)";

DetectionSnapshot snapshot() {
  RuleOptions options;
  options.resolver = &sigma_field;
  const RuleLoad load = load_rule_text(kRules, "rules.yaml", options);
  REQUIRE(load.refused.empty());
  return {load.rules, std::make_shared<const OrganisationTable>(),
          std::make_shared<const ServiceMap>(), IncidentSettings{}};
}

RecordProcessor processor(std::size_t readers, Metrics& metrics) {
  RecordProcessor::Settings settings;
  settings.readers = readers;
  return RecordProcessor(std::move(settings), snapshot(), metrics);
}

// Batches of twenty organisations, some of them long, some with what is no event.
std::vector<RecordBatch> batches() {
  const std::vector<OrganisationCode> codes = test::organisation_codes(20);
  std::mt19937 random{7};
  std::vector<RecordBatch> made;
  RecordNumber next = 1;
  for (int i = 0; i < 400; ++i) {
    RecordBatch batch;
    batch.organisation = codes[random() % codes.size()];
    batch.source = "edr";
    batch.received = TimePoint{std::chrono::seconds(1'773'800'000 + i)};
    batch.first = next;
    for (auto n = random() % 60 + 1; n > 0; --n) {
      batch.add(random() % 9 == 0 ? std::string("no event")
                                  : "{\"EventID\":" + std::to_string(4624 + random() % 2) +
                                        ",\"Channel\":\"Security\",\"Computer\":\"pc" +
                                        std::to_string(random() % 5) + "\",\"@timestamp\":\"" +
                                        to_rfc3339(batch.received) + "\"}");
    }
    next += batch.size();
    made.push_back(std::move(batch));
  }
  return made;
}

std::string text(const Findings& findings) {
  std::string out;
  for (const Detection& one : findings.detections) {
    out += one.rule->id + " " + one.organisation.to_string() + " " + std::to_string(one.record);
    for (const auto& [name, value] : one.group) {
      out += " " + name + "=" + value;
    }
    out += "\n";
  }
  for (const DeadLetter& letter : findings.dead_letters) {
    out += std::to_string(letter.record) + " " + letter.reason + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("many readers find what one finds, in the same order", "[engine]") {
  Metrics metrics;
  RecordProcessor alone = processor(1, metrics);
  Findings expected;
  for (const RecordBatch& batch : batches()) {
    alone.process(batch, expected);
  }
  REQUIRE(expected.detections.size() > 1000);
  REQUIRE(expected.dead_letters.size() > 100);
  for (const std::size_t readers : {1U, 2U, 5U}) {
    CAPTURE(readers);
    RecordProcessor shared = processor(readers, metrics);
    ReaderPool pool(shared);
    Findings found;
    const auto tell_next = [&] {
      auto [batch, reading] = pool.take();
      shared.tell(batch, std::move(reading), found);
    };
    for (RecordBatch& batch : batches()) {
      if (pool.full()) {
        tell_next();
      }
      pool.add(std::move(batch));
    }
    while (!pool.empty()) {
      tell_next();
    }
    CHECK(text(found) == text(expected));
  }
}

TEST_CASE("a producer has one reader, and producers are shared out", "[engine]") {
  Metrics metrics;
  RecordProcessor shared = processor(3, metrics);
  std::map<OrganisationCode, std::set<std::size_t>> readers;
  std::set<std::size_t> all;
  for (const RecordBatch& batch : batches()) {
    const std::size_t reader = shared.reader_of(batch);
    readers[batch.organisation].insert(reader);
    all.insert(reader);
  }
  CHECK(all == std::set<std::size_t>{0, 1, 2});
  for (const auto& [organisation, of_it] : readers) {
    CHECK(of_it.size() == 1);
  }
}

TEST_CASE("a pool that is given up waits for no batch", "[engine]") {
  Metrics metrics;
  RecordProcessor shared = processor(2, metrics);
  ReaderPool pool(shared);
  for (RecordBatch& batch : batches()) {
    if (pool.full()) {
      break;
    }
    pool.add(std::move(batch));
  }
  CHECK(pool.full());
}

}  // namespace yagura
