// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Hosts of the inventory and log sources that fall silent, as the daemon would see them: time is
// that of the events, from two sources and two organisations.
#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/record_processor.hpp"
#include "normalise/taxonomy.hpp"

namespace yagura {
namespace {

using Lines = std::vector<std::string>;

constexpr TimePoint kStart{std::chrono::seconds(1'773'800'000)};
const OrganisationCode kUbe = *OrganisationCode::parse("352021");
const OrganisationCode kHagi = *OrganisationCode::parse("352047");

constexpr const char* kRules = R"(
title: Any event
id: heard
logsource: {definition: any}
detection: {any: {event.dataset|exists: true}, condition: any}
level: informational
---
title: Silent server
id: server
absence: {expected: heard, within: 1h, group-by: [host.name], entities: hosts, role: server}
level: high
---
title: Silent source
id: source
absence: {expected: heard, within: 1h, entities: sources}
level: high
)";

std::vector<Host> inventory() {
  return {{kUbe, "FS01.ube.example", "server"},
          {kHagi, "fs01.ube.example", "server"},  // another one
          {kUbe, "pc01", "client"}};
}

class Daemon {
 public:
  explicit Daemon(const std::vector<Host>& hosts = inventory())
      : processor_(settings(), snapshot(hosts), metrics_) {}

  // An event of the minute after the start.
  void hear(int minute, const std::string& host, const std::string& source,
            OrganisationCode organisation) {
    const Lines told = process(minute, Duration{}, host, source, organisation);
    CHECK(told == Lines{});
  }

  // Another source brings time forward, once nobody else holds it; gives what is told: who, since
  // when, in alphabetical order.
  Lines until(int minute) {
    Lines told;
    for (int i = 0; i < 8; ++i) {
      const Lines more = process(minute, std::chrono::seconds(i), "other", "clock", kUbe);
      told.insert(told.end(), more.begin(), more.end());
    }
    std::sort(told.begin(), told.end());
    return told;
  }

  void reload(const std::vector<Host>& hosts) { processor_.reload(snapshot(hosts)); }

  // Stops it and goes on as another one would.
  void restart(const std::vector<Host>& hosts = inventory()) {
    std::string bytes;
    ByteSink sink([&](std::string_view piece) { bytes += piece; });
    processor_.save_expectations(record_, sink);
    processor_ = RecordProcessor(settings(), snapshot(hosts), metrics_);
    REQUIRE(processor_.restore_expectations(bytes, record_) == record_);
  }

 private:
  static RecordProcessor::Settings settings() {
    RecordProcessor::Settings settings;
    settings.idle_timeout = std::chrono::seconds(4);
    settings.sources["gateways"] = {};
    settings.sources["proxy"].organisation = kHagi;
    return settings;
  }
  Lines process(int minute, Duration later, const std::string& host, const std::string& source,
                OrganisationCode organisation) {
    const TimePoint time = kStart + std::chrono::minutes(minute);
    RecordBatch batch;
    batch.organisation = organisation;
    batch.source = source;
    batch.received = time + later;
    batch.first = ++record_;
    batch.add("{\"EventID\":1,\"Channel\":\"Security\",\"Computer\":\"" + host +
              "\",\"@timestamp\":\"" + to_rfc3339(time) + "\"}");
    Findings findings;
    processor_.process(batch, findings);
    Lines told;
    for (const Detection& detection : findings.detections) {
      told.push_back(detection.rule->id + " " + detection.organisation.to_string() + " " +
                     detection.group.at(0).first + "=" + detection.group.at(0).second + " " +
                     std::to_string((detection.time - kStart) / std::chrono::minutes(1)));
    }
    return told;
  }
  static DetectionSnapshot snapshot(const std::vector<Host>& hosts) {
    RuleOptions options;
    options.resolver = &sigma_field;
    const RuleLoad load = load_rule_text(kRules, "rules.yaml", options);
    for (const Error& error : load.refused) {
      FAIL(error.text());
    }
    return {load.rules,
            std::make_shared<const OrganisationTable>(),
            std::make_shared<const ServiceMap>(),
            IncidentSettings{},
            nullptr,
            hosts};
  }

  Metrics metrics_;
  RecordProcessor processor_;
  RecordNumber record_ = 0;
};

}  // namespace

TEST_CASE("a silent host and a silent source are told once, also over a restart", "[engine]") {
  Daemon daemon;
  daemon.hear(0, "fs01.UBE.example", "gateways", kUbe);
  daemon.hear(30, "fs01.ube.example", "proxy", kHagi);
  CHECK(daemon.until(60) == Lines{});
  daemon.restart();
  CHECK(daemon.until(61) ==
        Lines{"server 352021 host.name=FS01.ube.example 60", "source 352021 source=gateways 60"});
  daemon.restart();
  CHECK(daemon.until(91) ==
        Lines{"server 352047 host.name=fs01.ube.example 90", "source 352047 source=proxy 90"});
  daemon.restart();
  CHECK(daemon.until(140) == Lines{});
  daemon.hear(150, "fs01.ube.example", "gateways", kUbe);
  CHECK(daemon.until(211) ==
        Lines{"server 352021 host.name=FS01.ube.example 210", "source 352021 source=gateways 210"});
}

TEST_CASE("who was never heard of is missed from the start", "[engine]") {
  Daemon daemon;
  CHECK(daemon.until(0) == Lines{});
  CHECK(daemon.until(61) == Lines{"server 352021 host.name=FS01.ube.example 60",
                                  "server 352047 host.name=fs01.ube.example 60",
                                  "source 000000 source=gateways 60",
                                  "source 352047 source=proxy 60"});
}

TEST_CASE("a changed inventory keeps the time of who stays in it", "[engine]") {
  const std::vector<Host> changed{{kUbe, "fs01.ube.example", "server"}, {kUbe, "fs02", "server"}};
  for (const bool restarted : {false, true}) {
    CAPTURE(restarted);
    Daemon daemon;
    daemon.hear(0, "fs01.ube.example", "gateways", kUbe);
    CHECK(daemon.until(40) == Lines{});
    if (restarted) {
      daemon.restart(changed);
    } else {
      daemon.reload(changed);
    }
    // The host of Hagi is gone, and fs02 is expected since minute 40.
    CHECK(daemon.until(61) == Lines{"server 352021 host.name=FS01.ube.example 60",
                                    "source 352021 source=gateways 60",
                                    "source 352047 source=proxy 60"});
    CHECK(daemon.until(100) == Lines{});
    CHECK(daemon.until(101) == Lines{"server 352021 host.name=fs02 100"});
  }
}

}  // namespace yagura
