// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The daemon as a service: wrong configuration, hostile bytes, signals, the service manager.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "daemon_fixture.hpp"

namespace yagura {
namespace {

using nlohmann::json;
using test::contents_of;
using test::DaemonFixture;

std::uint16_t source_port(const DaemonFixture& fixture) {
  return json::parse(contents_of(fixture.state() / "endpoints.json"))
      .at("sources")
      .at("prefecture")
      .at("port");
}

void send_bytes(const DaemonFixture& fixture, const std::string& bytes) {
  namespace asio = boost::asio;
  asio::io_context context;
  asio::ip::tcp::socket socket(context, asio::ip::tcp::v4());
  socket.bind({asio::ip::make_address("127.0.1.2"), 0});
  socket.connect({asio::ip::address_v4::loopback(), source_port(fixture)});
  asio::write(socket, asio::buffer(bytes));
  socket.shutdown(asio::ip::tcp::socket::shutdown_send);
  boost::system::error_code ended;
  char rest = 0;
  socket.read_some(asio::buffer(&rest, 1), ended);  // the daemon closes when it has taken all
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::uint64_t counter(const DaemonFixture& fixture, const std::string& name) {
  const auto endpoints = json::parse(contents_of(fixture.state() / "endpoints.json"));
  namespace asio = boost::asio;
  asio::io_context context;
  asio::ip::tcp::socket socket(context, asio::ip::tcp::v4());
  socket.connect(
      {asio::ip::address_v4::loopback(), endpoints.at("api").at("port").get<std::uint16_t>()});
  asio::write(socket,
              asio::buffer(std::string(
                  "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")));
  std::string text;
  boost::system::error_code ended;
  while (!ended) {
    std::array<char, 4096> part{};
    const auto count = socket.read_some(asio::buffer(part), ended);
    text.append(part.data(), count);
  }
  double sum = 0;
  for (const std::string& line : lines_of(text)) {
    if (line.rfind(name, 0) == 0) {
      sum += std::strtod(line.c_str() + line.rfind(' '), nullptr);
    }
  }
  return static_cast<std::uint64_t>(sum);
}

void await_processed(const DaemonFixture& fixture, std::uint64_t at_least = 1) {
  for (;;) {
    const std::string out = fixture.yagura({"status"}).out;
    std::uint64_t accepted = 0;
    std::uint64_t processed = 0;
    if (std::sscanf(out.c_str() + out.find(": "), ": %lu records accepted, %lu", &accepted,
                    &processed) == 2 &&
        accepted >= at_least && accepted == processed) {
      return;
    }
  }
}

// A socket that listens like a service manager.
class NotifySocket {
 public:
  explicit NotifySocket(const std::filesystem::path& path) : path_(path) {
    file_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(file_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    timeval limit{20, 0};
    ::setsockopt(file_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;
  ~NotifySocket() { ::close(file_); }

  // The next message that contains `wanted`; fails after 20 s without any message.
  bool hears(const std::string& wanted) {
    for (;;) {
      std::array<char, 4096> bytes{};
      const auto count = ::recv(file_, bytes.data(), bytes.size(), 0);
      if (count <= 0) {
        return false;
      }
      if (std::string(bytes.data(), static_cast<std::size_t>(count)).find(wanted) !=
          std::string::npos) {
        return true;
      }
    }
  }
  std::string variable() const { return "NOTIFY_SOCKET=" + path_.string(); }

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

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

TEST_CASE("a wrong file at reload changes nothing and says why", "[service]") {
  DaemonFixture fixture;
  NotifySocket manager(fixture.path("notify"));
  fixture.start({manager.variable()});
  CHECK(manager.hears("READY=1"));
  fixture.write_config("no such key: 1\n");
  fixture.daemon().signal(SIGHUP);
  CHECK(manager.hears("Running on the old configuration"));
  CHECK(fixture.daemon_log().find("The old configuration stays in force") != std::string::npos);
  fixture.write_config(fixture.shipped_config());
  send_bytes(fixture, "<13>1 2026-03-18T00:00:00Z h a - - - still here\n");
  await_processed(fixture);
  CHECK(counter(fixture, "yagura_parse_events_total") == 1);
}

TEST_CASE("a reload takes up changed rules, and none if one would no longer load", "[service]") {
  DaemonFixture fixture;
  const auto write_rule = [&](const std::string& word) {
    std::ofstream(fixture.path("own.yaml"))
        << "title: Own\nid: own\nlevel: high\nlogsource: { category: any }\ndetection:\n"
           "  s: { message|contains|expand: '" +
               word + "' }\n  condition: s\n";
  };
  std::ofstream(fixture.path("names.yaml")) << "Word: [needle]\n";
  write_rule("absent");
  std::string config = fixture.shipped_config();
  const std::size_t at = config.find("detection:\n");
  REQUIRE(at != std::string::npos);
  config.insert(at + std::string("detection:\n").size(), "  placeholders: names.yaml\n");
  const std::size_t rules = config.find("    - ", at);
  REQUIRE(rules != std::string::npos);
  config.insert(rules, "    - own.yaml\n");
  fixture.write_config(config);
  NotifySocket manager(fixture.path("notify"));
  fixture.start({manager.variable()});
  CHECK(manager.hears("READY=1"));

  write_rule("%Nothing%");  // no such placeholder: the rule would be lost
  fixture.daemon().signal(SIGHUP);
  CHECK(manager.hears("Running on the old configuration"));
  CHECK(fixture.daemon_log().find("own.yaml:6:") != std::string::npos);
  send_bytes(fixture, "<13>1 2026-03-18T00:00:00Z h a - - - absent\n");
  await_processed(fixture);
  CHECK(counter(fixture, "yagura_detect_detections_total") == 1);
  CHECK(counter(fixture, "yagura_detect_refused_rules") == 0);

  write_rule("%Word%");
  fixture.daemon().signal(SIGHUP);
  CHECK(manager.hears("Taking in records"));
  send_bytes(fixture, "<13>1 2026-03-18T00:00:01Z h a - - - a needle\n");
  await_processed(fixture);
  CHECK(counter(fixture, "yagura_detect_detections_total") == 2);
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
