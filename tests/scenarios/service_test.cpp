// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The daemon as a service: wrong configuration, hostile bytes, signals, the service manager.

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "daemon_client.hpp"
#include "notify_socket.hpp"

namespace yagura {
namespace {

using nlohmann::json;
using test::await_processed;
using test::contents_of;
using test::counter;
using test::DaemonFixture;
using test::lines_of;
using test::NotifySocket;
using test::send_bytes;

}  // namespace

TEST_CASE("one mebibyte of random bytes becomes dead letters and the daemon stays well",
          "[service]") {
  DaemonFixture fixture;
  fixture.start();
  std::mt19937_64 random(20260225);
  std::string bytes;
  for (std::size_t i = 0; i < (std::size_t{1} << 20) / 8; ++i) {
    const std::uint64_t word = random();
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  send_bytes(fixture, bytes);
  await_processed(fixture);

  const auto letters = lines_of(contents_of(fixture.state() / "dead-letters.jsonl"));
  const std::uint64_t malformed = counter(fixture, "yagura_parse_malformed_records_total");
  const std::uint64_t events = counter(fixture, "yagura_parse_events_total");
  const std::uint64_t accepted = counter(fixture, "yagura_journal_records_total");
  CHECK(letters.size() == malformed);
  CHECK(malformed > 1000);
  CHECK(accepted == malformed + events);
  for (const std::string& line : letters) {
    const json letter = json::parse(line);
    CHECK_FALSE(letter.at("reason").get<std::string>().empty());
    CHECK(letter.at("org") == "352012");
    CHECK((letter.contains("raw") || letter.contains("raw_base64")));
  }
  CHECK(fixture.yagura({"status"}).exit_code == 0);
  CHECK(fixture.incidents().empty());

  // The dead letters can be parsed again, one answer for each.
  const auto again = fixture.yagura_alone(
      {"parse", "--dead-letters", (fixture.state() / "dead-letters.jsonl").string()});
  CHECK(again.exit_code == 1);
  CHECK(lines_of(again.out).size() == letters.size());

  // After a crash the journal is read again, and no letter is written twice.
  fixture.daemon().signal(SIGKILL);
  fixture.daemon().wait();
  fixture.start();
  CHECK(lines_of(contents_of(fixture.state() / "dead-letters.jsonl")).size() == letters.size());
}

TEST_CASE("every mistake in the configuration is named at once, with its place and its cure",
          "[service]") {
  DaemonFixture fixture;
  fixture.write_config(
      "state_directory: state\n"
      "organisations: " YAGURA_SOURCE_DIR
      "/config/organisations.yaml\n"
      "services: " YAGURA_SOURCE_DIR
      "/config/services.yaml\n"
      "api:\n"
      "  prot: 8420\n"
      "detection:\n"
      "  lateness: soon\n"
      "  rules: [rules]\n"
      "sources:\n"
      "  - {name: a, type: syslog_tcp, port: 0, organisation: 宇部町}\n");
  test::ChildProcess daemon({YAGURAD_PROGRAM, "--config", fixture.path("yagura.yaml")},
                            fixture.path("out"), fixture.path("err"));
  CHECK(daemon.wait() == 2);
  const std::string errors = contents_of(fixture.path("err"));
  INFO(errors);
  const std::string file = fixture.path("yagura.yaml").string();
  CHECK(errors.find(file + ":5:3: ") != std::string::npos);
  CHECK(errors.find("port") != std::string::npos);
  CHECK(errors.find(file + ":7:13: ") != std::string::npos);
  CHECK(errors.find(file + ":10:") != std::string::npos);
  CHECK(errors.find("宇部市") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(fixture.state()));
}

TEST_CASE("the service manager hears ready, alive, reload and stop", "[service]") {
  DaemonFixture fixture;
  NotifySocket manager(fixture.path("notify"));
  fixture.start({manager.variable()});
  CHECK(manager.hears("READY=1"));
  CHECK(manager.hears("WATCHDOG=1"));
  fixture.daemon().signal(SIGHUP);
  CHECK(manager.hears("RELOADING=1"));
  CHECK(manager.hears("READY=1"));
  fixture.daemon().signal(SIGTERM);
  CHECK(manager.hears("STOPPING=1"));
  CHECK(fixture.daemon().wait() == 0);
}

TEST_CASE("the service manager is told how many records moved", "[service]") {
  DaemonFixture fixture;
  NotifySocket manager(fixture.path("notify"));
  fixture.start({manager.variable()});
  CHECK(manager.hears("READY=1"));
  send_bytes(fixture, "<13>1 2026-03-18T00:00:00Z h a - - - one\n");
  CHECK(manager.hears("STATUS=Taking in records: 1 records accepted, 1 processed"));
}

TEST_CASE("a start that reads a long journal asks for the time it takes", "[service]") {
  DaemonFixture fixture;
  NotifySocket manager(fixture.path("notify"));
  fixture.start({manager.variable()});
  send_bytes(fixture, "<13>1 2026-03-18T00:00:00Z h a - - - one\n");
  await_processed(fixture);
  fixture.daemon().signal(SIGTERM);
  CHECK(fixture.daemon().wait() == 0);
  CHECK(manager.hears("STOPPING=1"));
  fixture.start({manager.variable()});
  const std::string asked = manager.message_with("EXTEND_TIMEOUT_USEC=");
  CHECK(asked.find("EXTEND_TIMEOUT_USEC=60000000") != std::string::npos);
  CHECK(asked.find("STATUS=Reading the journal again: 1 records so far") != std::string::npos);
  CHECK(manager.hears("READY=1"));
}

TEST_CASE("SIGTERM writes what was accepted before the daemon ends", "[service]") {
  DaemonFixture fixture;
  fixture.start();
  std::string text;
  for (int i = 0; i < 5000; ++i) {
    text += "<13>1 2026-03-18T00:00:00Z h a - - - record " + std::to_string(i) + "\n";
  }
  send_bytes(fixture, text);
  fixture.daemon().signal(SIGTERM);
  CHECK(fixture.daemon().wait() == 0);
  fixture.start();
  await_processed(fixture);
  CHECK(fixture.yagura({"status"}).out.find(": 5000 records accepted, 5000 processed") !=
        std::string::npos);
}

TEST_CASE("windows live through a restart, with their checkpoint and without", "[service]") {
  constexpr const char* kRules = R"(
title: Failed logon
name: failed_logon
id: 11111111-1111-4111-8111-111111111111
logsource: {product: windows, service: security}
detection: {selection: {EventID: 4625}, condition: selection}
---
title: Three failed logons
id: 22222222-2222-4222-8222-222222222222
correlation: {type: event_count, rules: [failed_logon], group-by: [IpAddress], timespan: 1h,
              condition: {gte: 3}}
)";
  const std::string logon =
      R"(<13>1 - fs01 a - - - {"EventID":4625,"Channel":"Security","IpAddress":"203.0.113.7"})"
      "\n";
  for (const bool damaged : {false, true}) {
    DaemonFixture fixture;
    std::ofstream(fixture.path("rules.yaml")) << kRules;
    std::string config = fixture.shipped_config();
    const std::string rules = std::string(YAGURA_SOURCE_DIR) + "/rules";
    config.replace(config.find(rules), rules.size(), fixture.path("rules.yaml"));
    fixture.write_config(config);
    fixture.start();
    send_bytes(fixture, logon + logon);
    await_processed(fixture, 2);
    CHECK(counter(fixture, "yagura_detect_detections_total") == 0);
    fixture.daemon().signal(SIGTERM);
    REQUIRE(fixture.daemon().wait() == 0);
    if (damaged) {
      std::filesystem::resize_file(fixture.state() / "correlations.state", 20);
    }
    fixture.start();
    INFO(fixture.daemon_log());
    const bool restored = fixture.daemon_log().find(
                              "Windows of correlations go on from record 2") != std::string::npos;
    CHECK(restored != damaged);
    CHECK((fixture.daemon_log().find("Y-404") != std::string::npos) == damaged);
    send_bytes(fixture, logon);
    await_processed(fixture, 3);
    CHECK(counter(fixture, "yagura_detect_detections_total") == 1);
  }
}

TEST_CASE("a second daemon on the same state is refused", "[service]") {
  DaemonFixture fixture;
  fixture.start();
  test::ChildProcess second({YAGURAD_PROGRAM, "--config", fixture.path("yagura.yaml")},
                            fixture.path("out"), fixture.path("err"));
  CHECK(second.wait() == 3);
  CHECK(contents_of(fixture.path("err")).find("another yagurad uses") != std::string::npos);
}

TEST_CASE("every verb has help with an example, and what is no verb is a usage error",
          "[service]") {
  const DaemonFixture fixture;
  const std::vector<std::vector<std::string>> verbs{{"tail"},
                                                    {"incidents", "list"},
                                                    {"incidents", "show"},
                                                    {"report", "council"},
                                                    {"parse"},
                                                    {"rules", "check"},
                                                    {"rules", "test"},
                                                    {"rules", "list"},
                                                    {"rules", "coverage"},
                                                    {"rules", "explain"},
                                                    {"rules", "why-not"},
                                                    {"status"},
                                                    {"reload"},
                                                    {"doctor"},
                                                    {"match"},
                                                    {"replay"}};
  for (std::vector<std::string> verb : verbs) {
    verb.emplace_back("--help");
    const auto help = fixture.yagura_alone(verb);
    INFO(verb.front());
    CHECK(help.exit_code == 0);
    CHECK(help.out.find("Example: yagura ") != std::string::npos);
  }
  CHECK(fixture.yagura_alone({"frobnicate"}).exit_code == 2);
  CHECK(fixture.yagura_alone({"parse", "--format", "nothing"}).exit_code == 2);
}

}  // namespace yagura
