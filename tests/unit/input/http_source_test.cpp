// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/http_source.hpp"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <string>
#include <vector>

#include "certificates.hpp"
#include "compressed.hpp"
#include "temporary_folder.hpp"
#include "world.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using test::code;
using test::connect_from;
using test::gzipped;
using test::receive_all;
using test::World;
using test::zstandard;
using Records = std::vector<std::string>;

const std::string kUbe = "Authorization: Bearer ube-token\r\n";
const std::string kShimonoseki = "Authorization: Bearer shimonoseki-token\r\n";

HttpSource::Options options() {
  HttpSource::Options options;
  options.listener = {"api", "127.0.0.1", 0, 8, std::nullopt};
  options.idle_timeout = std::chrono::minutes(1);
  options.tokens = {{Sha256::of("ube-token"), code("352021")},
                    {Sha256::of("shimonoseki-token"), code("352012")}};
  return options;
}

std::string post(const std::string& headers, const std::string& body) {
  return "POST /v1/records HTTP/1.1\r\nHost: soc\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The status line's number and the body.
std::string shortened(const std::string& answer) {
  const auto end = answer.find("\r\n\r\n");
  return answer.size() < 12 ? answer : answer.substr(9, 3) + " " + answer.substr(end + 4);
}

struct Http {
  explicit Http(HttpSource::Options given = options())
      : source(world.context, std::move(given), world.sink, world.clock, world.metrics) {
    REQUIRE(source.start());
  }
  asio::ip::tcp::socket connect() {
    return connect_from(world.context, "127.0.0.1", source.endpoint()->port);
  }
  // Everything that is answered to these bytes until the source closes.
  std::string answers_to(std::string bytes) {
    std::string answer;
    auto socket = connect();
    world.play([&]() -> asio::awaitable<void> {
      const auto write = [&]() -> asio::awaitable<void> {
        co_await asio::async_write(socket, asio::buffer(bytes),
                                   asio::as_tuple(asio::use_awaitable));
      };
      asio::co_spawn(world.context, write(), [](const std::exception_ptr&) {});
      answer = co_await receive_all(socket);
    });
    return answer;
  }
  // The answer to one request, after which the connection is to be closed.
  std::string answer_to(const std::string& headers, const std::string& body) {
    return answers_to(post(headers + "Connection: close\r\n", body));
  }
  int status_of(const std::string& headers, const std::string& body) {
    return std::stoi(answer_to(headers, body).substr(9, 3));
  }

  World world;
  HttpSource source;
};

}  // namespace

TEST_CASE("HTTP: each line is a record of whoever the token says", "[input]") {
  Http http;
  const std::string body = "{\"organisation\":\"352012\"}\r\n\nplain text\nwithout an end";
  CHECK(shortened(http.answer_to(kUbe, body)) == R"(200 {"records":3})");
  CHECK(shortened(http.answer_to("authorization: bEARER  shimonoseki-token \r\n", "x")) ==
        R"(200 {"records":1})");
  CHECK(shortened(http.answer_to(kUbe, "\n\r\n")) == R"(200 {"records":0})");
  CHECK(http.world.sink.records == Records{"352021 {\"organisation\":\"352012\"}",
                                           "352021 plain text", "352021 without an end",
                                           "352012 x"});
}

TEST_CASE("HTTP: 200 comes only once the records are durable", "[input]") {
  Http http;
  World& world = http.world;
  world.sink.durable_at_once = false;
  auto socket = http.connect();
  world.play([&]() -> asio::awaitable<void> { co_await test::send(socket, post(kUbe, "one")); });
  world.until(1);
  world.context.poll();
  CHECK(socket.available() == 0);
  world.sink.commits().advance(1);
  std::string answer;
  world.play([&]() -> asio::awaitable<void> { answer = co_await test::receive(socket, 15); });
  CHECK(answer == "HTTP/1.1 200 OK");
  world.sink.commits().fail();
  CHECK(http.status_of(kUbe, "two") == 503);
}

TEST_CASE("HTTP: bodies may be packed, and bombs are refused whole", "[input]") {
  Http http;
  const std::string lines = test::many_lines(5000);
  CHECK(shortened(http.answer_to(kUbe + "Content-Encoding: gzip\r\n", gzipped(lines))) ==
        R"(200 {"records":5000})");
  CHECK(shortened(http.answer_to(kUbe + "Content-Encoding: zstd\r\n",
                                 zstandard("a\n") + zstandard(lines))) ==
        R"(200 {"records":5001})");
  CHECK(http.world.sink.records.size() == 10'001);
  const std::string bomb(std::size_t{32} * 1024 * 1024, '\n');
  const std::string whole = gzipped(lines);
  CHECK(http.status_of(kUbe + "Content-Encoding: gzip\r\n", gzipped(bomb)) == 413);
  CHECK(http.status_of(kUbe + "Content-Encoding: zstd\r\n", zstandard(bomb)) == 413);
  CHECK(http.status_of(kUbe + "Content-Encoding: zstd\r\n", zstandard(test::many_lines(600'000))) ==
        413);
  CHECK(http.status_of(kUbe + "Content-Encoding: gzip\r\n", whole.substr(0, whole.size() - 1)) ==
        400);
  CHECK(http.status_of(kUbe + "Content-Encoding: gzip\r\n", lines) == 400);
  CHECK(http.status_of(kUbe + "Content-Encoding: br\r\n", lines) == 415);
  CHECK(http.status_of(kUbe + "Content-Encoding: gzip, gzip\r\n", lines) == 415);
  CHECK(http.world.sink.records.size() == 10'001);
}

TEST_CASE("HTTP: who is not known is refused before the body, and counted", "[input]") {
  Http http;
  for (const char* headers :
       {"", "Authorization: Bearer wrong\r\n", "Authorization: Bearer\r\n",
        "Authorization: Basic ube-token\r\n", "Authorization: ube-token\r\n",
        "Authorization: Bearer ube-token\r\nAuthorization: Bearer shimonoseki-token\r\n"}) {
    INFO(headers);
    // No body follows: were it waited for, this would hang.
    const std::string answer = http.answers_to(
        "POST /v1/records HTTP/1.1\r\nContent-Length: 1000\r\n" + std::string(headers) + "\r\n");
    CHECK(answer.starts_with("HTTP/1.1 401 "));
    CHECK(answer.find("WWW-Authenticate: Bearer\r\n") != std::string::npos);
  }
  CHECK(http.world.refused("api", "unauthorised") == 6);
  CHECK(http.world.sink.records.empty());
}

TEST_CASE("HTTP: a repeat of a request with a key is answered and not stored again", "[input]") {
  Http http;
  const std::string key = "Idempotency-Key: 2f1c-7\r\n";
  CHECK(shortened(http.answer_to(kUbe + key, "a\nb\n")) == R"(200 {"records":2})");
  CHECK(shortened(http.answer_to(kUbe + key, "a\nb\n")) == R"(200 {"records":2,"repeated":true})");
  // Also when it is packed otherwise, as what counts is what is in it.
  CHECK(shortened(http.answer_to(kUbe + key + "Content-Encoding: gzip\r\n", gzipped("a\nb\n"))) ==
        R"(200 {"records":2,"repeated":true})");
  CHECK(http.status_of(kUbe + key, "another body") == 422);
  // A key is its organisation's own.
  CHECK(shortened(http.answer_to(kShimonoseki + key, "a\nb\n")) == R"(200 {"records":2})");
  CHECK(http.world.sink.records.size() == 4);
  CHECK(http.status_of(kUbe + "Idempotency-Key: two words\r\n", "x") == 400);
  CHECK(http.status_of(kUbe + "Idempotency-Key: " + std::string(256, 'k') + "\r\n", "x") == 400);
}

TEST_CASE("HTTP: a request whose sync was not awaited is stored once all the same", "[input]") {
  HttpSource::Options given = options();
  given.patience.sync = std::chrono::milliseconds(20);
  Http http(std::move(given));
  http.world.sink.durable_at_once = false;
  const std::string key = "Idempotency-Key: k\r\n";
  const std::string answer = http.answer_to(kUbe + key, "one");
  CHECK(answer.starts_with("HTTP/1.1 503 "));
  CHECK(answer.find("Retry-After: ") != std::string::npos);
  CHECK(http.status_of(kUbe + key, "one") == 503);
  http.world.sink.commits().advance(1);
  CHECK(shortened(http.answer_to(kUbe + key, "one")) == R"(200 {"records":1,"repeated":true})");
  CHECK(http.world.sink.records.size() == 1);
}

TEST_CASE("HTTP: without room nothing is stored, and the sender is told to come again", "[input]") {
  HttpSource::Options given = options();
  given.patience.room = std::chrono::milliseconds(20);
  Http http(std::move(given));
  http.world.sink.refusals = 1'000'000;
  const std::string key = "Idempotency-Key: k\r\n";
  const std::string answer = http.answer_to(kUbe + key, "one");
  CHECK(answer.starts_with("HTTP/1.1 503 "));
  CHECK(answer.find("Retry-After: ") != std::string::npos);
  CHECK(http.world.sink.records.empty());
  http.world.sink.refusals = 0;
  CHECK(shortened(http.answer_to(kUbe + key, "one")) == R"(200 {"records":1})");
}

TEST_CASE("HTTP: a request that is still under way is not begun twice", "[input]") {
  Http http;
  World& world = http.world;
  world.sink.refusals = 1'000'000;  // it waits for room
  const std::string key = "Idempotency-Key: k\r\n";
  auto socket = http.connect();
  world.play(
      [&]() -> asio::awaitable<void> { co_await test::send(socket, post(kUbe + key, "one")); });
  while (world.sink.tries == 0) {
    world.step();
  }
  CHECK(http.status_of(kUbe + key, "one") == 409);
  world.sink.refusals = 0;
  world.until(1);
  CHECK(shortened(http.answer_to(kUbe + key, "one")) == R"(200 {"records":1,"repeated":true})");
}

TEST_CASE("HTTP: bodies in memory are bounded, and one organisation leaves room", "[input]") {
  HttpSource::Options given = options();
  given.body_memory = 4000;
  Http http(std::move(given));
  World& world = http.world;
  auto first = http.connect();
  world.play([&]() -> asio::awaitable<void> {  // holds 1,900 of its 2,000 bytes
    co_await test::send(first, "POST /v1/records HTTP/1.1\r\n" + kUbe +
                                   "Content-Length: 2000\r\n\r\n" + std::string(1900, 'a'));
  });
  const auto held = [&] {
    return world.metrics.counter("input_bytes_total", "", {{"source", "api"}}).value();
  };
  while (held() < 1900) {
    world.step();
  }
  CHECK(http.status_of(kUbe, std::string(150, 'b')) == 429);
  CHECK(http.status_of(kShimonoseki, std::string(1950, 'c')) == 200);
  CHECK(http.status_of(kShimonoseki, std::string(2050, 'c')) == 429);
  world.play([&]() -> asio::awaitable<void> { co_await test::send(first, std::string(100, 'a')); });
  world.until(2);
  CHECK(http.status_of(kUbe, std::string(150, 'b')) == 200);
}

TEST_CASE("HTTP: whoever dribbles is ended at the deadline and counted", "[input]") {
  HttpSource::Options given = options();
  given.patience.head = std::chrono::milliseconds(30);
  given.patience.body = std::chrono::milliseconds(30);
  Http http(std::move(given));
  CHECK(http.answers_to("POST /v1/records HTTP/1.1\r\nX-Slow: ").empty());
  CHECK(http.answers_to("POST /v1/records HTTP/1.1\r\n" + kUbe + "Content-Length: 9\r\n\r\nhalf")
            .empty());
  CHECK(http.world.refused("api", "too slow") == 2);
  CHECK(http.world.sink.records.empty());
}

TEST_CASE("HTTP: requests follow one another on a connection, also at once", "[input]") {
  Http http;
  const std::string chunked =
      "POST /v1/records HTTP/1.1\r\n" + kUbe +
      "Transfer-Encoding: chunked\r\n\r\n4\r\ntwo\n\r\n5;x=y\r\nthree\r\n0\r\n\r\n";
  const std::string answers = http.answers_to(post(kUbe, "one") + chunked +
                                              post(kShimonoseki + "Connection: close\r\n", "four"));
  CHECK(http.world.sink.records ==
        Records{"352021 one", "352021 two", "352021 three", "352012 four"});
  std::size_t count = 0;
  for (auto at = answers.find("HTTP/1.1 200 OK"); at != std::string::npos;
       at = answers.find("HTTP/1.1 200 OK", at + 1)) {
    ++count;
  }
  CHECK(count == 3);
}

TEST_CASE("HTTP: a client that asks before it sends its body is told to go on", "[input]") {
  Http http;
  auto socket = http.connect();
  std::string first;
  std::string second;
  http.world.play([&]() -> asio::awaitable<void> {
    co_await test::send(socket, "POST /v1/records HTTP/1.1\r\n" + kUbe +
                                    "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    first = co_await test::receive(socket, 25);
    co_await test::send(socket, "one");
    second = co_await test::receive(socket, 15);
  });
  CHECK(first == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(second == "HTTP/1.1 200 OK");
}

TEST_CASE("HTTP: what is no such request is refused with what is wrong", "[input]") {
  Http http;
  const auto check = [&](const std::string& bytes, int status) {
    INFO(bytes.substr(0, 100));
    const std::string answer = http.answers_to(bytes);
    REQUIRE(answer.size() > 12);
    CHECK(std::stoi(answer.substr(9, 3)) == status);
  };
  const std::string head = "POST /v1/records HTTP/1.1\r\n" + kUbe;
  check("GET /v1/records HTTP/1.1\r\n\r\n", 405);
  check("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 404);
  check("<13>plain syslog\n", 400);
  check("POST /v1/records HTTP/1.1\r\nno colon\r\n\r\n", 400);
  check(head + "Content-Length: x\r\n\r\n", 400);
  check(head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
  check(head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400);
  check(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400);
  check(head + "Transfer-Encoding: chunked\r\n\r\n5;" + std::string(40'000, 'x'), 400);
  check(head + "Content-Length: 99999999\r\n\r\n", 413);
  check(head + "X: " + std::string(40'000, 'x'), 431);
  CHECK(http.world.sink.records.empty());
}

TEST_CASE("HTTP: over TLS a certificate does as well as a token, and both must agree", "[input]") {
  const test::TemporaryFolder folder;
  const test::Identity authority({.name = "authority", .authority = true});
  const test::Identity server({.name = "yagura"}, &authority);
  const test::Identity ube({.uris = {"urn:soc:tenant:352021"}}, &authority);
  HttpSource::Options given = options();
  TlsServer::Options& tls = given.listener.tls.emplace();
  tls.certificate = test::write_file(folder.path() / "server.pem", server.certificate());
  tls.private_key = test::write_file(folder.path() / "server.key", server.key());
  tls.client_ca = test::write_file(folder.path() / "ca.pem", authority.certificate());
  tls.organisations = {code("352021")};
  tls.client_certificate = TlsServer::ClientCertificate::optional;
  Http http(std::move(given));
  const auto answer_to = [&](const test::Identity* identity, const std::string& headers) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    if (identity != nullptr) {
      context.use_certificate(asio::buffer(identity->certificate()), asio::ssl::context::pem);
      context.use_private_key(asio::buffer(identity->key()), asio::ssl::context::pem);
    }
    asio::ssl::stream<asio::ip::tcp::socket> stream(http.connect(), context);
    std::string answer;
    http.world.play([&]() -> asio::awaitable<void> {
      co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
      co_await test::send(stream, post(headers + "Connection: close\r\n", "x"));
      answer = co_await receive_all(stream);
    });
    return answer.substr(9, 3);
  };
  CHECK(answer_to(&ube, "") == "200");
  CHECK(answer_to(&ube, kUbe) == "200");
  CHECK(answer_to(&ube, kShimonoseki) == "401");
  CHECK(answer_to(nullptr, kShimonoseki) == "200");
  CHECK(answer_to(nullptr, "") == "401");
  CHECK(http.world.sink.records == Records{"352021 x", "352021 x", "352012 x"});
}

TEST_CASE("remembered requests are bounded for each organisation", "[input]") {
  RememberedRequests remembered;
  remembered.remember(code("352012"), "other", {});
  for (std::size_t i = 0; i <= RememberedRequests::kMost; ++i) {
    remembered.remember(code("352021"), std::to_string(i), {Digest{}, i, 1});
  }
  CHECK(remembered.find(code("352021"), "0") == nullptr);
  REQUIRE(remembered.find(code("352021"), "1") != nullptr);
  CHECK(remembered.find(code("352021"), "1")->records == 1);
  CHECK(remembered.find(code("352012"), "other") != nullptr);
  remembered.forget(code("352012"), "other");
  CHECK(remembered.find(code("352012"), "other") == nullptr);
}

}  // namespace yagura
