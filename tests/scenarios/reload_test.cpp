// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// What a reload takes up while the daemon runs, and what it says of the rest.

#include <openssl/ssl.h>

#include <catch2/catch.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "certificates.hpp"
#include "daemon_client.hpp"
#include "journal/journal_reader.hpp"
#include "notify_socket.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using test::await_processed;
using test::counter;
using test::DaemonFixture;
using test::Identity;
using test::NotifySocket;
using test::Request;
using test::send_bytes;
using test::write_file;

const char* const kShimonoseki = R"(organisations:
  - {code: "352012", name: 下関市, name_en: Shimonoseki City, kind: city, department: 情報政策課}
)";
const char* const kUbe =
    R"(  - {code: "352021", name: 宇部市, name_en: Ube City, kind: city, department: 情報政策課}
)";

std::string two_tls_sources(std::string_view port) {
  return "state_directory: state\norganisations: organisations.yaml\nservices: services.yaml\n"
         "api: {port: 0}\ndetection: {rules: [rules]}\nsources:\n"
         "  - name: gateway\n    type: syslog_tls\n    port: " +
         std::string(port) +
         "\n    tls: {certificate: server.pem, private_key: server.key, client_ca: ca.pem}\n"
         "  - name: agents\n    type: relp\n    port: 0\n"
         "    tls: {certificate: server.pem, private_key: server.key, client_ca: ca.pem}\n";
}

// A sender with a certificate that keeps its connection.
class Sender {
 public:
  Sender(std::uint16_t port, const Identity& identity) : context_(ssl::context::tls_client) {
    context_.use_certificate(asio::buffer(identity.certificate()), ssl::context::pem);
    context_.use_private_key(asio::buffer(identity.key()), ssl::context::pem);
    stream_ = std::make_unique<ssl::stream<asio::ip::tcp::socket>>(io_, context_);
    stream_->next_layer().connect({asio::ip::address_v4::loopback(), port});
    stream_->handshake(ssl::stream_base::client);
  }
  void send(const std::string& text) { asio::write(*stream_, asio::buffer(text)); }
  // What comes up to a line feed; nothing if the other end has closed.
  std::string line() {
    boost::system::error_code error;
    const std::size_t size = asio::read_until(*stream_, asio::dynamic_buffer(came_), '\n', error);
    const std::string found = came_.substr(0, size);
    came_.erase(0, size);
    return found;
  }
  // The common name of the certificate the daemon showed.
  std::string daemon_name() {
    const std::unique_ptr<X509, void (*)(X509*)> shown(
        SSL_get1_peer_certificate(stream_->native_handle()), X509_free);
    std::string name(64, '\0');
    const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName,
                                               name.data(), static_cast<int>(name.size()));
    name.resize(static_cast<std::size_t>(std::max(size, 0)));
    return name;
  }

 private:
  asio::io_context io_;
  ssl::context context_;
  std::unique_ptr<ssl::stream<asio::ip::tcp::socket>> stream_;
  std::string came_;
};

// Every record in the journal, with its organisation.
std::map<std::string, std::string> journal_of(const DaemonFixture& fixture) {
  std::map<std::string, std::string> records;
  JournalReader reader(fixture.state() / "journal", 1, TimePoint::min());
  while (const auto batch = reader.next()) {
    for (std::size_t i = 0; i < batch->size(); ++i) {
      CHECK(records.emplace(std::string((*batch)[i]), batch->organisation.to_string()).second);
    }
  }
  return records;
}

}  // namespace

TEST_CASE("a reload changes certificate and organisations under open connections", "[service]") {
  DaemonFixture fixture;
  const Identity authority(Request{.name = "authority", .authority = true});
  const Identity shimonoseki(Request{.uris = {"urn:soc:tenant:352012"}}, &authority);
  const Identity ube(Request{.uris = {"urn:soc:tenant:352021"}}, &authority);
  const auto show_certificate = [&](const char* name) {
    const Identity server(Request{.name = name}, &authority);
    write_file(fixture.path("server.pem"), server.certificate());
    write_file(fixture.path("server.key"), server.key());
  };
  write_file(fixture.path("ca.pem"), authority.certificate());
  write_file(fixture.path("services.yaml"), "providers:\n");
  std::filesystem::create_directory(fixture.path("rules"));
  write_file(fixture.path("organisations.yaml"), kShimonoseki);
  show_certificate("first");
  fixture.write_config(two_tls_sources("0"));
  fixture.start();
  const std::uint16_t gateway = test::source_port(fixture, "gateway");
  const std::uint16_t agents = test::source_port(fixture, "agents");

  Sender lines(gateway, shimonoseki);
  CHECK(lines.daemon_name() == "first");
  lines.send("<13>line before\n");
  Sender relay(agents, shimonoseki);
  relay.send("1 open 14 relp_version=0\n2 syslog 18 <13>relayed before\n");
  for (std::string line = relay.line(); line != "2 rsp 6 200 OK\n"; line = relay.line()) {
    REQUIRE_FALSE(line.empty());  // it closed
  }
  Sender stranger(gateway, ube);  // whom the table does not know yet
  CHECK(stranger.line().empty());
  while (counter(fixture,
                 "yagura_input_refused_connections_total{reason=\"unknown organisation\"") == 0) {
  }

  show_certificate("second");
  write_file(fixture.path("organisations.yaml"), std::string(kShimonoseki) + kUbe);
  fixture.write_config(two_tls_sources("6514"));  // that one cannot be taken up
  const auto reloaded = fixture.yagura({"reload"});
  INFO(reloaded.err << fixture.daemon_log());
  REQUIRE(reloaded.exit_code == 0);
  CHECK(fixture.daemon_log().find("Y-102 source gateway: port: 0 stays until a restart, 6514 was "
                                  "read; its socket is open") != std::string::npos);

  lines.send("<13>line after\n");
  relay.send("3 syslog 17 <13>relayed after\n");
  CHECK(relay.line() == "3 rsp 6 200 OK\n");
  Sender later(gateway, ube);
  CHECK(later.daemon_name() == "second");
  later.send("<13>a new body\n");
  Sender other(agents, shimonoseki);
  CHECK(other.daemon_name() == "second");
  await_processed(fixture, 5);
  CHECK(journal_of(fixture) == std::map<std::string, std::string>{{"<13>line before", "352012"},
                                                                  {"<13>relayed before", "352012"},
                                                                  {"<13>line after", "352012"},
                                                                  {"<13>relayed after", "352012"},
                                                                  {"<13>a new body", "352021"}});
}

TEST_CASE("a reload takes up who may send, and tells one by one what it cannot", "[service]") {
  DaemonFixture fixture;
  const std::string before = fixture.shipped_config();
  std::string config = before;
  const std::string sender = "127.0.1.2/32: 352012";
  REQUIRE(config.find(sender) != std::string::npos);
  config.replace(config.find(sender), sender.size(), "127.0.1.2/32: 352021");
  fixture.start();
  fixture.write_config(config + "log_level: warning\n");
  CHECK(fixture.yagura({"reload"}).exit_code == 0);
  CHECK(fixture.daemon_log().find("Y-102") == std::string::npos);
  send_bytes(fixture, "<13>1 2026-03-18T00:00:00Z h a - - - to whom\n");
  await_processed(fixture);
  JournalReader reader(fixture.state() / "journal", 1, TimePoint::min());
  const auto batch = reader.next();
  REQUIRE(batch);
  CHECK(batch->organisation.to_string() == "352021");

  config.replace(config.find("  port: 0"), 9, "  port: 8421");
  config.replace(config.find("name: prefecture"), 16, "name: prefectura");
  fixture.write_config(config + "outage: {window: 6m}\n");
  CHECK(fixture.yagura({"reload"}).exit_code == 0);
  const std::string log = fixture.daemon_log();
  INFO(log);
  CHECK(log.find("Y-102 api.port: 0 stays until a restart, 8421 was read; the API has listened") !=
        std::string::npos);
  CHECK(log.find("Y-102 outage.window: 300000 ms stays until a restart, 360000 ms was read") !=
        std::string::npos);
  CHECK(log.find("Y-102 source prefecture: it was taken out and goes on") != std::string::npos);
  CHECK(log.find("Y-102 source prefectura: it is new and begins at a restart") !=
        std::string::npos);
  send_bytes(fixture, "<13>1 2026-03-18T00:00:00Z h a - - - goes on\n");
  await_processed(fixture, 2);
}

TEST_CASE("yagura reload ends once the daemon has answered, and says how", "[service]") {
  DaemonFixture fixture;
  fixture.start();
  const auto taken = fixture.yagura({"reload"});
  INFO(taken.err);
  CHECK(taken.exit_code == 0);
  CHECK(fixture.daemon_log().find("Configuration reloaded") != std::string::npos);

  // A configuration that cannot be read is told at once, and the daemon is left alone.
  fixture.write_config(fixture.shipped_config() + "no such key: 1\n");
  const auto wrong = fixture.yagura({"reload"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err.find("no such key") != std::string::npos);

  // What only the daemon can find out comes back as its refusal.
  std::string config = fixture.shipped_config();
  const std::size_t rules = config.find("    - ", config.find("  rules:\n"));
  REQUIRE(rules != std::string::npos);
  config.insert(rules, "    - own.yaml\n");
  fixture.write_config(config);
  std::ofstream(fixture.path("own.yaml")) << "title: not a rule\n";
  const auto refused = fixture.yagura({"reload"});
  CHECK(refused.exit_code == 1);
  CHECK(refused.err.find("the configuration before stays in force") != std::string::npos);

  std::filesystem::remove(fixture.path("own.yaml"));
  fixture.write_config(fixture.shipped_config());
  CHECK(fixture.yagura({"reload"}).exit_code == 0);
  fixture.daemon().signal(SIGTERM);
  fixture.daemon().wait();
  CHECK(fixture.yagura({"reload"}).exit_code == 3);
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
  CHECK(manager.hears("READY=1\nSTATUS=Taking in records"));
  send_bytes(fixture, "<13>1 2026-03-18T00:00:01Z h a - - - a needle\n");
  await_processed(fixture, 2);
  CHECK(counter(fixture, "yagura_detect_detections_total") == 2);
}

}  // namespace yagura
