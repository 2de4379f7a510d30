// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/tls.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "certificates.hpp"
#include "input/relp.hpp"
#include "input/syslog_tcp.hpp"
#include "temporary_folder.hpp"
#include "world.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using test::code;
using test::Identity;
using test::Request;
using test::World;
using test::write_file;
using Records = std::vector<std::string>;
using TlsClient = ssl::stream<tcp::socket>;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
const char* const kUbe = "urn:soc:tenant:352021";

// A source behind TLS, with the certificates of a small world.
struct Tls {
  Tls() {
    options.tls.emplace();
    options.tls->certificate = write_file(folder.path() / "server.pem", server->certificate());
    options.tls->private_key = write_file(folder.path() / "server.key", server->key());
    options.tls->client_ca = write_file(folder.path() / "ca.pem", authority.certificate());
    options.tls->organisations = {code("352021"), code("352012")};
  }

  void start() {
    source = std::make_unique<SyslogTcpSource>(world.context,
                                               SyslogTcpSource::Options{options, idle_timeout},
                                               world.sink, world.clock, world.metrics);
    const auto started = source->start();
    INFO((started ? "" : started.error().text()));
    REQUIRE(started);
  }

  std::unique_ptr<TlsClient> client(const Identity* identity, int version = TLS1_3_VERSION,
                                    const char* address = "127.0.0.1") {
    ssl::context context(ssl::context::tls_client);
    SSL_CTX_set_security_level(context.native_handle(), 0);  // so that TLS 1.1 can be tried at all
    SSL_CTX_set_min_proto_version(context.native_handle(), version);
    SSL_CTX_set_max_proto_version(context.native_handle(), version);
    if (identity != nullptr) {
      context.use_certificate(asio::buffer(identity->certificate()), ssl::context::pem);
      context.use_private_key(asio::buffer(identity->key()), ssl::context::pem);
    }
    return std::make_unique<TlsClient>(
        test::connect_from(world.context, address, source->endpoint()->port), context);
  }

  // Shakes hands, writes and closes at once, whatever comes of it.
  void write_and_close(const Identity* identity, std::string text, int version = TLS1_3_VERSION) {
    auto stream = client(identity, version);
    world.play([&]() -> asio::awaitable<void> {
      co_await stream->async_handshake(TlsClient::client, kNoThrow);
      co_await asio::async_write(*stream, asio::buffer(text), kNoThrow);
    });
  }
  void check_refused(const Identity* identity, const std::string& reason,
                     int version = TLS1_3_VERSION) {
    INFO(reason);
    const auto before = world.refused("gateway", reason);
    write_and_close(identity, "must not arrive\n", version);
    while (world.refused("gateway", reason) == before) {
      world.step();
    }
    CHECK(world.refused("gateway", reason) == before + 1);
  }

  const test::TemporaryFolder folder;
  World world;
  Identity authority{Request{.name = "authority", .authority = true}};
  std::unique_ptr<Identity> server =
      std::make_unique<Identity>(Request{.name = "yagura"}, &authority);
  Listener::Options options{"gateway", "127.0.0.1", 0, 8, SenderTable(std::nullopt, {})};
  std::chrono::milliseconds idle_timeout = std::chrono::minutes(1);
  std::unique_ptr<SyslogTcpSource> source;
};

}  // namespace

TEST_CASE("TLS: the certificate says whose records these are, not the record", "[input]") {
  Tls tls;
  tls.start();
  const Identity ube(Request{.uris = {kUbe, "https://example.jp/"}}, &tls.authority);
  const std::string counted = "<13>1 urn:soc:tenant:352012 octet counted";
  tls.write_and_close(&ube, std::to_string(counted.size()) + " " + counted);
  tls.write_and_close(&ube, "<13>with a line feed\n", TLS1_2_VERSION);
  tls.world.until(2);
  CHECK(tls.world.sink.records ==
        Records{"352021 <13>1 urn:soc:tenant:352012 octet counted", "352021 <13>with a line feed"});
}

TEST_CASE("TLS: a bad certificate is refused with its reason, and others go on", "[input]") {
  Tls tls;
  tls.options.tls->client_revocations =
      write_file(tls.folder.path() / "revoked.pem", tls.authority.revocations({66}));
  tls.start();
  const Identity good(Request{.uris = {kUbe}}, &tls.authority);
  const Identity stranger(Request{.name = "authority", .authority = true});
  const auto issued = [&](Request request) { return Identity(request, &tls.authority); };
  const Identity self_signed(Request{.uris = {kUbe}});
  const Identity of_other(Request{.uris = {kUbe}}, &stranger);
  const Identity not_an_authority(Request{.uris = {kUbe}}, &good);
  const Identity expired = issued({.uris = {kUbe}, .begins = -7200, .ends = -3600});
  const Identity early = issued({.uris = {kUbe}, .begins = 3600});
  const Identity revoked = issued({.uris = {kUbe}, .serial = 66});
  const Identity only_name = issued({.name = kUbe});
  const Identity wildcard = issued({.uris = {"urn:soc:tenant:*"}});
  const Identity longer = issued({.uris = {"urn:soc:tenant:3520210"}});
  const Identity elsewhere = issued({.uris = {"urn:soc:tenant:011002"}});
  const Identity two = issued({.uris = {kUbe, "urn:soc:tenant:352012"}});
  const std::vector<std::tuple<const Identity*, std::string>> bad{
      {nullptr, "no certificate"},          {&self_signed, "unknown issuer"},
      {&of_other, "unknown issuer"},        {&not_an_authority, "unknown issuer"},
      {&expired, "expired certificate"},    {&early, "expired certificate"},
      {&revoked, "revoked certificate"},    {&only_name, "no organisation"},
      {&wildcard, "unknown organisation"},  {&longer, "unknown organisation"},
      {&elsewhere, "unknown organisation"}, {&two, "unknown organisation"},
  };
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    for (const auto& [identity, reason] : bad) {
      tls.check_refused(identity, reason, version);
    }
  }
  tls.check_refused(&good, "handshake failed", TLS1_1_VERSION);
  tls.write_and_close(&good, "good\n");
  tls.world.until(1);
  CHECK(tls.world.sink.records == Records{"352021 good"});
}

TEST_CASE("TLS: a list of revocations that is out of date lets nobody in", "[input]") {
  Tls tls;
  tls.options.tls->client_revocations =
      write_file(tls.folder.path() / "revoked.pem", tls.authority.revocations({}, -3600));
  tls.start();
  const Identity good(Request{.uris = {kUbe}}, &tls.authority);
  tls.check_refused(&good, "bad certificate");
}

TEST_CASE("TLS: a pinned key needs no issuer, but a certificate in its time", "[input]") {
  Tls tls;
  const Identity device(Request{.name = "old firewall"});
  const Identity other(Request{.name = "old firewall"});
  const Identity expired(Request{.begins = -7200, .ends = -3600});
  tls.options.tls->client_ca.clear();
  tls.options.tls->pinned_keys = {{device.key_digest(), code("352012")},
                                  {expired.key_digest(), code("352012")}};
  tls.start();
  tls.check_refused(&other, "unknown issuer");
  tls.check_refused(&expired, "expired certificate");
  tls.check_refused(nullptr, "no certificate");
  tls.write_and_close(&device, "pinned\n");
  tls.world.until(1);
  CHECK(tls.world.sink.records == Records{"352012 pinned"});
}

TEST_CASE("TLS: a sender that writes and closes at once loses no record", "[input]") {
  Tls tls;
  tls.start();
  const Identity ube(Request{.uris = {kUbe}}, &tls.authority);
  std::string text;
  for (int i = 0; i < 20'000; ++i) {
    text += "record " + std::to_string(i) + "\n";
  }
  std::size_t expected = 0;
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    for (int round = 0; round < 5; ++round) {
      tls.world.sink.refusals = 3;
      tls.write_and_close(&ube, text, version);  // reads nothing, says no goodbye
      expected += 20'000;
      tls.world.until(expected);
    }
  }
  CHECK(tls.world.sink.records.back() == "352021 record 19999");
}

TEST_CASE("TLS: who does not shake hands is turned away and costs nobody a place", "[input]") {
  Tls tls;
  tls.options.max_connections = 32;
  tls.options.handshake_timeout = std::chrono::hours(1);
  tls.start();
  const Identity ube(Request{.uris = {kUbe}}, &tls.authority);
  std::vector<tcp::socket> silent;
  for (int i = 0; i < Listener::kHandshakesOfOne + 3; ++i) {
    silent.push_back(
        test::connect_from(tls.world.context, "127.0.0.9", tls.source->endpoint()->port));
  }
  while (tls.world.refused("gateway", "too many handshakes") < 3) {
    tls.world.step();
  }
  tls.write_and_close(&ube, "from another address\n");
  tls.world.until(1);
  CHECK(tls.world.refused("gateway", "too many handshakes") == 3);
}

TEST_CASE("TLS: a handshake that dribbles ends at its deadline", "[input]") {
  Tls tls;
  tls.options.handshake_timeout = std::chrono::milliseconds(50);
  tls.start();
  auto socket = test::connect_from(tls.world.context, "127.0.0.1", tls.source->endpoint()->port);
  // The head of a record of 512 bytes, and then one byte after the other.
  test::World& world = tls.world;
  world.play([&]() -> asio::awaitable<void> {
    co_await test::send(socket, std::string("\x16\x03\x01\x02\x00\x01", 6));
    asio::steady_timer pause(world.context);
    for (boost::system::error_code error; !error;) {
      pause.expires_after(std::chrono::milliseconds(5));
      co_await pause.async_wait(kNoThrow);
      std::tie(error, std::ignore) =
          co_await asio::async_write(socket, asio::buffer("x", 1), kNoThrow);
    }
  });
  CHECK(world.refused("gateway", "handshake timeout") == 1);
  auto plain = test::connect_from(world.context, "127.0.0.1", tls.source->endpoint()->port);
  world.play([&]() -> asio::awaitable<void> {
    co_await test::send(plain, "<13>plain syslog on the port of TLS\n");
    co_await test::receive_all(plain);
  });
  CHECK(world.refused("gateway", "handshake failed") == 1);
}

TEST_CASE("TLS: a connection that falls silent is closed", "[input]") {
  Tls tls;
  tls.idle_timeout = std::chrono::milliseconds(50);
  tls.start();
  const Identity ube(Request{.uris = {kUbe}}, &tls.authority);
  auto stream = tls.client(&ube);
  tls.world.play([&]() -> asio::awaitable<void> {
    co_await stream->async_handshake(TlsClient::client, asio::use_awaitable);
    co_await test::send(*stream, "begun");
    co_await test::receive_all(*stream);
  });
  CHECK(tls.world.sink.records == Records{"352021 begun"});
}

TEST_CASE("TLS: changed certificates hold for new connections, broken ones change nothing",
          "[input]") {
  Tls tls;
  tls.start();
  const Identity ube(Request{.uris = {kUbe}}, &tls.authority);
  const Identity later_authority(Request{.name = "later", .authority = true});
  const Identity later(Request{.uris = {kUbe}}, &later_authority);
  auto open = tls.client(&ube);
  tls.world.play([&]() -> asio::awaitable<void> {
    co_await open->async_handshake(TlsClient::client, asio::use_awaitable);
    co_await test::send(*open, "before\n");
  });
  tls.world.until(1);
  write_file(tls.options.tls->client_ca, "no certificate\n");
  const auto broken = tls.source->reread({.tls = tls.options.tls});
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message.find("ca.pem cannot be used") != std::string::npos);
  tls.write_and_close(&ube, "as before\n");
  tls.world.until(2);
  write_file(tls.options.tls->client_ca, later_authority.certificate());
  const auto fresh = tls.source->reread({.tls = tls.options.tls});
  REQUIRE(fresh);
  (*fresh)();
  tls.check_refused(&ube, "unknown issuer");
  tls.write_and_close(&later, "with the later one\n");
  tls.world.until(3);
  tls.world.play([&]() -> asio::awaitable<void> { co_await test::send(*open, "still open\n"); });
  tls.world.until(4);
}

TEST_CASE("TLS: what cannot be used is told with its file and how to mend it", "[input]") {
  Tls tls;
  const Identity other(Request{.name = "other"});
  const auto check = [&](TlsServer::Options options, const std::string& expected) {
    const auto loaded = TlsServer::load(std::move(options));
    REQUIRE_FALSE(loaded);
    INFO(loaded.error().text());
    CHECK(loaded.error().message.find(expected) != std::string::npos);
    CHECK_FALSE(loaded.error().how_to_mend.empty());
  };
  const TlsServer::Options good = *tls.options.tls;
  TlsServer::Options options = good;
  options.certificate = "/nowhere.pem";
  check(options, "tls.certificate /nowhere.pem cannot be used: No such file");
  options = good;
  options.private_key = write_file(tls.folder.path() / "other.key", other.key());
  check(options, "key values mismatch");
  options = good;
  options.client_revocations = good.client_ca;
  check(options, "tls.client_revocations");
  const auto loaded = TlsServer::load(good);
  REQUIRE(loaded);
  // A hundred days are asked for, in whole seconds.
  const auto ends = certificate_end(good.certificate);
  REQUIRE(ends);
  CHECK((*loaded)->certificate_end() == *ends);
  CHECK(std::chrono::abs(*ends - tls.world.clock.now() - std::chrono::days(100)) <
        std::chrono::minutes(5));
  CHECK_FALSE(certificate_end("/nowhere.pem"));
  CHECK_FALSE(certificate_end(good.private_key));
}

TEST_CASE("TLS: RELP answers over it as without", "[input]") {
  Tls tls;
  RelpSource relay(tls.world.context, {tls.options, std::chrono::minutes(1)}, tls.world.sink,
                   tls.world.clock, tls.world.metrics);
  REQUIRE(relay.start());
  const Identity ube(Request{.uris = {kUbe}}, &tls.authority);
  ssl::context context(ssl::context::tls_client);
  context.use_certificate(asio::buffer(ube.certificate()), ssl::context::pem);
  context.use_private_key(asio::buffer(ube.key()), ssl::context::pem);
  TlsClient stream(test::connect_from(tls.world.context, "127.0.0.1", relay.endpoint()->port),
                   context);
  std::string answer;
  tls.world.play([&]() -> asio::awaitable<void> {
    co_await stream.async_handshake(TlsClient::client, asio::use_awaitable);
    co_await test::send(stream, "1 open 14 relp_version=0\n2 syslog 3 one\n3 close 0\n");
    answer = co_await test::receive_all(stream);
  });
  CHECK(answer.ends_with("2 rsp 6 200 OK\n3 rsp 0\n0 serverclose 0\n"));
  CHECK(tls.world.sink.records == Records{"352021 one"});
}

}  // namespace yagura
