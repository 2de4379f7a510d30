// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// What `yagura doctor` finds at a real daemon, and without one.

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "base/time.hpp"
#include "certificates.hpp"
#include "daemon_client.hpp"

namespace yagura {
namespace {

using nlohmann::json;
using test::await_processed;
using test::DaemonFixture;
using test::Identity;
using test::Request;
using test::send_bytes;
using test::write_file;

// One source of one body, and more where a test wants it.
std::string small_config(const std::string& more = "") {
  const std::string source(YAGURA_SOURCE_DIR);
  return "state_directory: state\norganisations: " + source +
         "/config/organisations.yaml\nservices: " + source +
         "/config/services.yaml\napi: {port: 0}\ndetection: {rules: [" + source +
         "/rules, own]}\nsources:\n"
         "  - {name: prefecture, type: syslog_tcp, port: 0, organisation: 352012}\n" +
         more;
}

std::string record_at(std::chrono::seconds from_now) {
  return "<13>1 " + to_rfc3339(SystemClock().now() + from_now) + " h a - - - hello\n";
}

struct Visit {
  int exit_code = 0;
  json told;
  // "clocks warning prefecture"
  std::set<std::string> findings;
  std::set<std::string> unchecked;
};

Visit visit(const DaemonFixture& fixture) {
  const auto output = fixture.yagura({"doctor", "--json"});
  INFO(output.out << output.err);
  Visit seen{output.exit_code, json::parse(output.out), {}, {}};
  for (const json& finding : seen.told.at("findings")) {
    seen.findings.insert(finding.at("check").get<std::string>() + " " +
                         finding.at("grade").get<std::string>() + " " +
                         finding.at("subject").get<std::string>());
  }
  for (const json& one : seen.told.at("unchecked")) {
    seen.unchecked.insert(one.at("check"));
  }
  return seen;
}

using Texts = std::set<std::string>;

}  // namespace

TEST_CASE("the doctor finds nothing at a daemon that is well", "[service]") {
  DaemonFixture fixture;
  std::filesystem::create_directory(fixture.path("own"));
  fixture.write_config(small_config());
  fixture.start();
  CHECK(visit(fixture).findings == Texts{"sources critical prefecture"});  // nobody has sent yet
  send_bytes(fixture, record_at(std::chrono::seconds(0)));
  await_processed(fixture);
  const Visit well = visit(fixture);
  CHECK(well.findings == Texts{});
  CHECK(well.unchecked == Texts{});
  CHECK(well.exit_code == 0);
  const auto text = fixture.yagura({"doctor"});
  CHECK(text.exit_code == 0);
  CHECK(text.out.find("証明書        certificates    良 well\n") != std::string::npos);
}

TEST_CASE("the doctor finds what is wrong with a daemon that runs", "[service]") {
  DaemonFixture fixture;
  std::filesystem::create_directory(fixture.path("own"));
  write_file(fixture.path("own") / "odd.yaml", "title: no rule\n");
  const Identity server(Request{.name = "yagura", .ends = 10L * 24 * 3600});
  write_file(fixture.path("server.pem"), server.certificate());
  write_file(fixture.path("server.key"), server.key());
  fixture.write_config(small_config(
      "  - {name: gateway, type: syslog_tls, port: 0, tls: {certificate: server.pem, private_key: "
      "server.key, client_ca: server.pem}}\n"
      "  - {name: broken, type: syslog_tls, port: 0, tls: {certificate: none.pem, private_key: "
      "server.key, client_ca: server.pem}}\n"));
  fixture.start();
  std::filesystem::create_directories(fixture.state() / "journal" / "quarantine");
  write_file(fixture.state() / "journal" / "quarantine" / "part", "bytes");
  send_bytes(fixture, record_at(std::chrono::hours(2)) + "<13>\xff\xfe\x01 no record at all\n");
  await_processed(fixture, 2);
  fixture.write_config(small_config("no such key: 1\n"));
  fixture.daemon().signal(SIGHUP);
  while (fixture.daemon_log().find("The old configuration stays in force") == std::string::npos) {
  }
  fixture.write_config(small_config(
      "  - {name: gateway, type: syslog_tls, port: 0, tls: {certificate: server.pem, private_key: "
      "server.key, client_ca: server.pem}}\n"
      "  - {name: broken, type: relp, port: 0, organisation: 352012}\n"));
  const Visit seen = visit(fixture);
  INFO(seen.told.dump(1));
  CHECK(seen.exit_code == 1);
  const std::string quarantine = (fixture.state() / "journal" / "quarantine").string();
  for (const std::string& expected :
       {std::string("configuration warning "), std::string("sources critical gateway"),
        std::string("sources critical broken"), std::string("clocks warning prefecture"),
        std::string("certificates warning gateway"), "journal warning " + quarantine,
        std::string("rules warning ")}) {
    INFO(expected);
    CHECK(seen.findings.count(expected) == 1);
  }
  CHECK(seen.unchecked == Texts{});
}

TEST_CASE("the doctor tells dead letters with their reason, also when no daemon runs",
          "[service]") {
  DaemonFixture fixture;
  std::filesystem::create_directory(fixture.path("own"));
  std::string config = small_config();
  config.replace(config.find("organisation: 352012}"), 21, "organisation: 352012, format: json}");
  fixture.write_config(config);
  fixture.start();
  send_bytes(fixture, "this is no JSON\nnor this\n");
  await_processed(fixture, 2);
  const Visit running = visit(fixture);
  CHECK(running.findings == Texts{"dead_letters warning prefecture"});
  const std::string what = running.told.at("findings")[0].at("en");
  INFO(what);
  CHECK(what.find("2 records became no event. Most frequent reasons: json") != std::string::npos);

  fixture.daemon().signal(SIGTERM);
  REQUIRE(fixture.daemon().wait() == 0);
  CHECK(visit(fixture).findings == Texts{"daemon critical ", "dead_letters notice prefecture"});
}

TEST_CASE("the doctor looks at files when no daemon answers, and says what it left out",
          "[service]") {
  DaemonFixture fixture;
  std::filesystem::create_directory(fixture.path("own"));
  const Identity server(Request{.name = "yagura", .ends = 3L * 24 * 3600});
  write_file(fixture.path("server.pem"), server.certificate());
  write_file(fixture.path("server.key"), server.key());
  fixture.write_config(small_config());
  fixture.start();
  send_bytes(fixture, record_at(std::chrono::seconds(0)));
  await_processed(fixture);
  fixture.daemon().signal(SIGKILL);
  fixture.daemon().wait();
  std::filesystem::path segment;
  for (const auto& entry : std::filesystem::directory_iterator(fixture.state() / "journal")) {
    segment = entry.path();
  }
  std::ofstream(segment, std::ios::binary | std::ios::app) << "half a group";
  write_file(fixture.path("own") / "odd.yaml", "title: no rule\n");
  const std::string tls =
      "server.pem, private_key: server.key, client_ca: server.pem}}\n  - {name: handed, type: "
      "syslog_tls, port: 1, tls: {certificate: credential:crt, private_key: credential:key, "
      "client_ca: server.pem}}\n";
  fixture.write_config(
      small_config("  - {name: gateway, type: syslog_tls, port: 0, tls: {certificate: " + tls));
  const Visit seen = visit(fixture);
  INFO(seen.told.dump(1));
  CHECK(seen.exit_code == 1);
  CHECK(seen.findings.count("daemon critical ") == 1);
  CHECK(seen.findings.count("certificates critical gateway") == 1);
  CHECK(seen.findings.count("journal notice " + segment.string()) == 1);
  CHECK(seen.findings.count("rules warning " + (fixture.path("own") / "odd.yaml").string() +
                            ":1") == 1);
  CHECK(seen.findings.size() == 4);
  CHECK(seen.unchecked == Texts{"certificates", "clocks", "correlation", "drops", "sources"});

  fixture.write_config(small_config("no such key: 1\n"));
  const Visit wrong = visit(fixture);
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.findings.size() == 1);
  CHECK(wrong.told.at("findings")[0].at("check") == "configuration");
  CHECK(wrong.unchecked.size() == 10);
  CHECK(fixture.yagura({"doctor", "--silent-after", "0"}).exit_code == 2);
}

}  // namespace yagura
