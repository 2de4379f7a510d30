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
title: The clearing host
logsource: {product: windows}
filter: {rules: [33333333-3333-4333-8333-333333333333], host: {Computer: clr01},
         condition: not host}
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

// The rules with one text in place of another, which must be there.
std::string rules_with(const std::string& text, const std::string& other) {
  std::string rules = kRules;
  const std::size_t at = rules.find(text);
  REQUIRE(at != std::string::npos);
  return rules.replace(at, text.size(), other);
}

DetectionSnapshot snapshot(const std::string& rules) {
  RuleOptions options;
  options.resolver = &sigma_field;
  RuleLoad load = load_rule_text(rules, "rules.yaml", options);
  REQUIRE(load.refused.empty());
  return {load.rules, std::make_shared<const OrganisationTable>(),
          std::make_shared<const ServiceMap>(), IncidentSettings{}};
}

class Processor {
 public:
  explicit Processor(CorrelatorLimits limits = {}, const std::string& rules = kRules)
      : processor_(settings(limits), snapshot(rules), metrics_) {}

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
  void reload(const std::string& rules = kRules) { processor_.reload(snapshot(rules)); }
  std::string metrics_text() const { return metrics_.text(); }
  std::string save() const {
    std::string bytes;
    ByteSink sink([&](std::string_view piece) { bytes += piece; });
    processor_.save_correlations(next_ - 1, sink);
    return bytes;
  }
  Result<RecordNumber> restore(const std::string& bytes, RecordNumber newest) {
    return processor_.restore_correlations(bytes, newest);
  }
  std::string save_expectations() const {
    std::string bytes;
    ByteSink sink([&](std::string_view piece) { bytes += piece; });
    processor_.save_expectations(next_ - 1, sink);
    return bytes;
  }
  Result<RecordNumber> restore_expectations(const std::string& bytes, RecordNumber newest) {
    return processor_.restore_expectations(bytes, newest);
  }
  const Metrics& metrics() const { return metrics_; }

 private:
  static RecordProcessor::Settings settings(CorrelatorLimits limits) {
    RecordProcessor::Settings settings;
    settings.correlation = limits;
    settings.lateness = std::chrono::minutes(2);
    settings.idle_timeout = std::chrono::seconds(5);
    return settings;
  }
  Metrics metrics_;
  RecordProcessor processor_;
  Findings findings_;
  RecordNumber next_ = 1;
};

// The event log of a host was shut down.
std::string stopped(const std::string& host, const std::string& minute) {
  return R"({"EventID":1100,"Channel":"Security","Hostname":")" + host + R"(","Computer":")" +
         host + R"(","@timestamp":"2026-03-18T02:)" + minute + R"(:00Z"})";
}

// A logon failure, numbered by its sender.
std::string failure(int number, const std::string& second,
                    const std::string& address = "203.0.113.7") {
  return "<134>1 2026-03-18T02:13:20Z fs01 edr - - [meta sequenceId=\"" + std::to_string(number) +
         "\"] {\"EventID\":4625,\"Channel\":\"Security\",\"Hostname\":\"fs01\",\"@timestamp\":"
         "\"2026-03-18T02:13:" +
         second + "Z\",\"IpAddress\":\"" + address + "\",\"TargetUserName\":\"admin\"}";
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

TEST_CASE("what the matcher did is counted on over a reload", "[engine]") {
  Processor processor;
  (void)processor.titles({failure(1, "01"), failure(2, "02")});
  CHECK(processor.metrics_text().find("\nyagura_detect_matched_events_total 2\n") !=
        std::string::npos);
  processor.reload();
  (void)processor.titles({failure(3, "03")});
  const std::string text = processor.metrics_text();
  INFO(text);
  CHECK(text.find("\nyagura_detect_matched_events_total 3\n") != std::string::npos);
  CHECK(text.find("\nyagura_detect_candidate_rules_total 3\n") != std::string::npos);
  CHECK(text.find("\nyagura_detect_rules_without_trigger 0\n") != std::string::npos);
}

TEST_CASE("filters keep rules silent", "[engine]") {
  Processor processor;
  const auto cleared = [](const std::string& host) {
    return R"({"EventID":1102,"Channel":"Security","Hostname":")" + host +
           R"(","@timestamp":"2026-03-18T02:13:05Z"})";
  };
  CHECK(processor.titles({cleared("fs01")}) == Titles{"Log cleared"});
  CHECK(processor.titles({cleared("clr01")}).empty());
}

TEST_CASE("windows of unchanged rules live through a reload", "[engine]") {
  Processor processor;
  CHECK(processor.titles({failure(1, "01"), failure(2, "02")}).empty());
  processor.reload();
  CHECK(processor.titles({failure(3, "03")}) == Titles{"Three failed logons"});
}

TEST_CASE("windows live through another title and tag of a rule they count", "[engine]") {
  Processor processor;
  CHECK(processor.titles({failure(1, "01"), failure(2, "02")}).empty());
  processor.reload(
      rules_with("title: Failed logon", "title: Logon that failed\ntags: [attack.t1110]"));
  CHECK(processor.titles({failure(3, "03")}) == Titles{"Three failed logons"});
}

TEST_CASE("windows do not keep what another version of a rule matched", "[engine]") {
  const std::string changed = rules_with("{selection: {EventID: 4625}, condition: selection}",
                                         "{selection: {EventID: 4625, TargetUserName: admin}, "
                                         "condition: selection}");
  Processor processor;
  CHECK(processor.titles({failure(1, "01"), failure(2, "02")}).empty());
  const std::string kept = processor.save();
  processor.reload(changed);
  CHECK(processor.titles({failure(3, "03"), failure(4, "04")}).empty());
  CHECK(processor.titles({failure(5, "05")}) == Titles{"Three failed logons"});

  // A restart reads them again from the journal, by the new version.
  Processor restarted({}, changed);
  REQUIRE(restarted.restore(kept, 2) == RecordNumber{2});
  CHECK(restarted.titles({failure(1, "01"), failure(2, "02")}).empty());
  CHECK(restarted.titles({failure(3, "03")}) == Titles{"Three failed logons"});
}

TEST_CASE("an absence forgets what another version of its rules began", "[engine]") {
  const std::string changed = rules_with("{selection: {EventID: 1100}, condition: selection}",
                                         "{selection: {EventID: [1100, 1101]}, "
                                         "condition: selection}");
  Processor processor;
  CHECK(processor.titles({stopped("FS01", "08")}).empty());
  processor.reload(changed);
  CHECK(processor.titles({stopped("FS02", "11")}).empty());
  CHECK(processor.titles({stopped("FS03", "12")}).empty());
  CHECK(processor.titles({stopped("FS04", "15")}) == Titles{"Stopped and not started again"});
  CHECK(processor.findings().detections.front().group[0].second == "FS02");
}

TEST_CASE("forgotten groups are counted by rule and organisation", "[engine]") {
  Processor processor({.rule_bytes = 1000});
  for (int i = 1; i <= 20; ++i) {
    processor.titles({failure(i, "01", "203.0.113." + std::to_string(i))});
  }
  const std::uint64_t forgotten = processor.metrics().total(kEvictedGroups);
  CHECK(forgotten > 0);
  CHECK(forgotten < 20);
  CHECK(processor.metrics().text().find(
            "evicted_groups_total{organisation=\"352110\",rule=\"22222222-") != std::string::npos);
  processor.reload();
  processor.titles({failure(21, "02", "203.0.113.99")});
  CHECK(processor.metrics().total(kEvictedGroups) >= forgotten);
}

TEST_CASE("restored windows go on, and records they know are not matched again", "[engine]") {
  Processor before;
  CHECK(before.titles({failure(1, "01"), failure(2, "02")}).empty());
  const std::string kept = before.save();
  CHECK(before.titles({failure(3, "03")}) == Titles{"Three failed logons"});

  Processor after;
  CHECK_FALSE(after.restore(kept, 1));
  REQUIRE(after.restore(kept, 3) == RecordNumber{2});
  CHECK(after.titles({failure(1, "01"), failure(2, "02")}).empty());
  CHECK(after.titles({failure(3, "03")}) == Titles{"Three failed logons"});
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

TEST_CASE("restored absences go on, and are not told again what they know", "[engine]") {
  Processor before;
  CHECK(before.titles({stopped("FS01", "08")}).empty());
  CHECK(before.titles({stopped("FS02", "11")}).empty());
  const std::string windows = before.save();
  const std::string waits = before.save_expectations();

  Processor after;
  REQUIRE(after.restore(windows, 2) == RecordNumber{2});
  CHECK_FALSE(after.restore_expectations(waits, 1));
  REQUIRE(after.restore_expectations(waits, 2) == RecordNumber{2});
  CHECK(after.titles({stopped("FS01", "08")}).empty());
  CHECK(after.titles({stopped("FS02", "11")}).empty());
  CHECK(after.titles({stopped("FS03", "12")}) == Titles{"Stopped and not started again"});
}

TEST_CASE("what was kept before any event had a time is taken again", "[engine]") {
  const std::vector<std::string> no_event{std::string("\x16\x03\x01\xff", 4)};
  Processor before;
  CHECK(before.titles(no_event).empty());
  Processor after;
  CHECK(after.restore(before.save(), 1) == RecordNumber{1});
  CHECK(after.restore_expectations(before.save_expectations(), 1) == RecordNumber{1});
  CHECK(after.titles(no_event).empty());
  CHECK(after.titles({stopped("FS01", "08")}).empty());
  CHECK(after.titles({stopped("FS03", "12")}) == Titles{"Stopped and not started again"});
}

TEST_CASE("absences without a checkpoint come back from the journal", "[engine]") {
  Processor before;
  CHECK(before.titles({stopped("FS01", "08")}).empty());
  const std::string windows = before.save();

  Processor after;
  REQUIRE(after.restore(windows, 1) == RecordNumber{1});
  CHECK(after.titles({stopped("FS01", "08")}).empty());
  CHECK(after.titles({stopped("FS03", "12")}) == Titles{"Stopped and not started again"});
}

TEST_CASE("an absence is told once the watermark has passed its wait", "[engine]") {
  Processor processor;
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
