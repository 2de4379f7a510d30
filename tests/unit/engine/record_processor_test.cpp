// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/record_processor.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "normalise/taxonomy.hpp"

namespace yagura {
namespace {

constexpr TimePoint kReceived{std::chrono::seconds(1'773'800'000)};  // 2026-03-18 02:13:20 UTC

constexpr const char* kRules = R"(
title: Failed logon
id: 11111111-1111-4111-8111-111111111111
name: failed_logon
logsource: {product: windows, service: security}
detection: {selection: {EventID: 4625}, condition: selection}
level: informational
---
title: Three failed logons
id: 22222222-2222-4222-8222-222222222222
correlation:
  type: event_count
  rules: [failed_logon]
  group-by: [IpAddress]
  timespan: 10m
  condition: {gte: 3}
level: high
---
title: Log cleared
id: 33333333-3333-4333-8333-333333333333
logsource: {product: windows, service: security}
detection: {selection: {EventID: 1102}, condition: selection}
level: high
---
title: Bad address
id: 44444444-4444-4444-8444-444444444444
indicator: {kind: ip, entries: [198.51.100.0/24], source: feed}
level: high
---
title: Service stopped
id: 55555555-5555-4555-8555-555555555555
name: stopped
logsource: {product: windows, service: security}
detection: {selection: {EventID: 1100}, condition: selection}
level: informational
---
title: Stopped and not started again
id: 66666666-6666-4666-8666-666666666666
absence: {after: stopped, expected: failed_logon, within: 1m, group-by: [Computer]}
level: high
)";

DetectionSnapshot snapshot() {
  RuleOptions options;
  options.resolver = &sigma_field;
  RuleLoad load = load_rule_text(kRules, "rules.yaml", options);
  REQUIRE(load.refused.empty());
  return {load.rules, std::make_shared<const OrganisationTable>(),
          std::make_shared<const ServiceMap>(), IncidentSettings{}};
}

class Processor {
 public:
  Processor() : processor_(settings(), snapshot(), metrics_) {}

  // Processes the records as one batch; gives the titles of what was detected.
  std::vector<std::string> titles(const std::vector<std::string>& records) {
    RecordBatch batch;
    batch.organisation = OrganisationCode::parse("352110").value();
    batch.source = "gateways";
    batch.received = kReceived;
    batch.first = next_;
    for (const std::string& record : records) {
      batch.add(record);
    }
    next_ += batch.size();
    findings_.clear();
    processor_.process(batch, findings_);
    std::vector<std::string> found;
    for (const Detection& detection : findings_.detections) {
      found.push_back(detection.rule->title);
    }
    return found;
  }
  const Findings& findings() const { return findings_; }
  void reload() { processor_.reload(snapshot()); }

 private:
  static RecordProcessor::Settings settings() {
    RecordProcessor::Settings settings;
    settings.lateness = std::chrono::minutes(2);
    settings.idle_timeout = std::chrono::seconds(5);
    return settings;
  }
  Metrics metrics_;
  RecordProcessor processor_;
  Findings findings_;
  RecordNumber next_ = 1;
};

// A logon failure, numbered by its sender.
std::string failure(int number, const std::string& second) {
  return "<134>1 2026-03-18T02:13:20Z fs01 edr - - [meta sequenceId=\"" + std::to_string(number) +
         "\"] {\"EventID\":4625,\"Channel\":\"Security\",\"Hostname\":\"fs01\",\"@timestamp\":"
         "\"2026-03-18T02:13:" +
         second + "Z\",\"IpAddress\":\"203.0.113.7\",\"TargetUserName\":\"admin\"}";
}

using Titles = std::vector<std::string>;

}  // namespace

TEST_CASE("rules that feed a correlation are silent until it fires", "[engine]") {
  Processor processor;
  CHECK(processor.titles({failure(1, "01"), failure(2, "02")}).empty());
  CHECK(processor.titles({failure(3, "03")}) == Titles{"Three failed logons"});
  const Detection& detection = processor.findings().detections.front();
  CHECK(detection.record == 3);
  REQUIRE(detection.group.size() == 1);
  CHECK(detection.group[0].second == "203.0.113.7");
}

TEST_CASE("a repeat of a numbered record counts once", "[engine]") {
  Processor processor;
  CHECK(processor.titles({failure(1, "01"), failure(2, "02")}).empty());
  CHECK(processor.titles({failure(1, "01"), failure(2, "02")}).empty());
  CHECK(processor.titles({failure(3, "03")}) == Titles{"Three failed logons"});
}

TEST_CASE("windows of unchanged rules live through a reload", "[engine]") {
  Processor processor;
  CHECK(processor.titles({failure(1, "01"), failure(2, "02")}).empty());
  processor.reload();
  CHECK(processor.titles({failure(3, "03")}) == Titles{"Three failed logons"});
}

TEST_CASE("what is no event is a dead letter with all that a second try needs", "[engine]") {
  Processor processor;
  CHECK(processor.titles({"\x01\x02 nothing we know"}).empty());
  REQUIRE(processor.findings().dead_letters.size() == 1);
  const DeadLetter& letter = processor.findings().dead_letters.front();
  CHECK(letter.raw == "\x01\x02 nothing we know");
  CHECK(letter.organisation == "352110");
  CHECK(letter.source == "gateways");
  CHECK(letter.record == 1);
  CHECK_FALSE(letter.reason.empty());
}

TEST_CASE("an indicator's alert names entry, source and field", "[engine]") {
  Processor processor;
  const auto connection = [](const std::string& address) {
    return "{\"EventID\":3,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Hostname\":"
           "\"fs01\",\"@timestamp\":\"2026-03-18T02:13:01Z\",\"DestinationIp\":\"" +
           address + "\"}";
  };
  CHECK(processor.titles({connection("198.51.101.9")}).empty());
  CHECK(processor.titles({connection("198.51.100.9")}) == Titles{"Bad address"});
  const Detection& detection = processor.findings().detections.front();
  CHECK(detection.summary == "198.51.100.0/24 (feed) in destination.ip: 198.51.100.9");
  CHECK(detection.group.back() ==
        std::pair<std::string, std::string>("indicator", "198.51.100.0/24"));
  processor.reload();
  CHECK(processor.titles({connection("198.51.100.10")}) == Titles{"Bad address"});
}

TEST_CASE("an absence is told once the watermark has passed its wait", "[engine]") {
  Processor processor;
  const auto stopped = [](const std::string& host, const std::string& minute) {
    return R"({"EventID":1100,"Channel":"Security","Hostname":")" + host + R"(","Computer":")" +
           host + R"(","@timestamp":"2026-03-18T02:)" + minute + R"(:00Z"})";
  };
  CHECK(processor.titles({stopped("FS01", "08")}).empty());
  CHECK(processor.titles({stopped("FS02", "11")}).empty());  // the watermark is at 02:09
  processor.reload();
  CHECK(processor.titles({stopped("FS03", "12")}) == Titles{"Stopped and not started again"});
  const Detection& detection = processor.findings().detections.front();
  CHECK(to_rfc3339(detection.time) == "2026-03-18T02:09:00.000Z");
  CHECK(detection.record == 3);
  CHECK(detection.organisation.to_string() == "352110");
  REQUIRE(detection.group.size() == 1);
  CHECK(detection.group[0].second == "FS01");
  CHECK(detection.entities == std::vector<Entity>{{Entity::Kind::host, "fs01"}});
}

TEST_CASE("a clock that runs ahead is not believed", "[engine]") {
  Processor processor;
  CHECK(processor.titles({"{\"EventID\":1102,\"Channel\":\"Security\",\"Hostname\":\"fs01\","
                          "\"@timestamp\":\"2036-01-01T00:00:00Z\"}"}) == Titles{"Log cleared"});
  CHECK(processor.findings().detections.front().time == kReceived);
}

}  // namespace yagura
