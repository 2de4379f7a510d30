// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "stream/http_server.hpp"

#include <catch2/catch.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <string>
#include <vector>

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// A list of events that may grow while streams read it.
class Events {
 public:
  void add(std::string data) {
    const std::lock_guard lock(mutex_);
    events_.push_back({events_.size() + 1, "alert", std::move(data)});
  }
  std::vector<StreamEvent> after(std::uint64_t id, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    std::vector<StreamEvent> found;
    for (const StreamEvent& event : events_) {
      if (event.id > id && found.size() < limit) {
        found.push_back(event);
      }
    }
    return found;
  }

 private:
  std::mutex mutex_;
  std::vector<StreamEvent> events_;
};

struct Fixture {
  Events events;
  std::unique_ptr<HttpServer> server;

  Fixture() {
    HttpService service;
    service.handle = [](const HttpRequest& request) {
      if (request.path == "/fail") {
        throw std::runtime_error("broken");
      }
      const auto name = request.query.find("name");
      return HttpResponse{200, "text/plain",
                          request.method + " " + request.path + " " +
                              (name == request.query.end() ? "" : name->second)};
    };
    service.stream_path = "/stream";
    service.events_after = [this](std::uint64_t id, std::size_t limit) {
      return events.after(id, limit);
    };
    service.newest_event = [this] { return events.after(0, 1000).size(); };
    auto started = HttpServer::start({"127.0.0.1", 0, 4}, std::move(service));
    REQUIRE(started);
    server = std::move(*started);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() { server->stop(); }
};

class Client {
 public:
  explicit Client(std::uint16_t port) {
    socket_.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
  }
  void send(const std::string& text) { asio::write(socket_, asio::buffer(text)); }
  // What comes up to and including `delimiter`.
  std::string until(const std::string& delimiter) {
    const std::size_t count = asio::read_until(socket_, asio::dynamic_buffer(buffer_), delimiter);
    std::string found = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return found;
  }
  std::string until_closed() {
    boost::system::error_code ended;
    asio::read(socket_, asio::dynamic_buffer(buffer_), ended);
    return buffer_;
  }

 private:
  asio::io_context context_;
  tcp::socket socket_{context_};
  std::string buffer_;
};

std::string ask(const Fixture& fixture, const std::string& request) {
  Client client(fixture.server->port());
  client.send(request);
  return client.until_closed();
}

}  // namespace

TEST_CASE("a request is answered with its path and decoded query", "[stream]") {
  const Fixture fixture;
  const std::string answer =
      ask(fixture,
          "GET /v1/x?name=%E5%AE%87+a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.find("\r\nX-Content-Type-Options: nosniff\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\nGET /v1/x 宇 a"));
}

TEST_CASE("a host name that is not loopback is refused", "[stream]") {
  const Fixture fixture;
  CHECK(ask(fixture, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").starts_with("HTTP/1.1 421"));
  CHECK(is_loopback_host("localhost:80"));
  CHECK(is_loopback_host("127.0.0.9:8420"));
  CHECK(is_loopback_host("[::1]:8420"));
  CHECK_FALSE(is_loopback_host("127.0.0.1.evil.example"));
  CHECK_FALSE(is_loopback_host("[::1].evil.example"));
  CHECK_FALSE(is_loopback_host(""));
}

TEST_CASE("a failing handler is a 500 and the server goes on", "[stream]") {
  const Fixture fixture;
  CHECK(ask(fixture, "GET /fail HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 500"));
  CHECK(ask(fixture, "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 200"));
}

TEST_CASE("what is not HTTP or too large ends its connection only", "[stream]") {
  const Fixture fixture;
  CHECK(ask(fixture, std::string(100, '\x16') + "\r\n\r\n").empty());
  CHECK(ask(fixture,
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n")
            .starts_with("HTTP/1.1 413"));
  CHECK(ask(fixture, "GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 200"));
}

TEST_CASE("a stream resumes after Last-Event-ID and follows what comes", "[stream]") {
  Fixture fixture;
  fixture.events.add("{\"n\":1}");
  fixture.events.add("{\"n\":2}");
  Client client(fixture.server->port());
  client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 1\r\n\r\n");
  CHECK(client.until("\r\n\r\n").find("text/event-stream") != std::string::npos);
  CHECK(client.until("\n\n") == "id: 2\nevent: alert\ndata: {\"n\":2}\n\n");
  fixture.events.add("{\"n\":3}");
  fixture.server->notify();
  CHECK(client.until("\n\n") == "id: 3\nevent: alert\ndata: {\"n\":3}\n\n");
}

TEST_CASE("a stream begins after the number asked for, or from now on", "[stream]") {
  Fixture fixture;
  fixture.events.add("{\"n\":1}");
  Client all(fixture.server->port());
  all.send("GET /stream?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  all.until("\r\n\r\n");
  CHECK(all.until("\n\n").starts_with("id: 1\n"));
  Client from_now(fixture.server->port());
  from_now.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
  from_now.until("\r\n\r\n");
  fixture.events.add("{\"n\":2}");
  fixture.server->notify();
  CHECK(from_now.until("\n\n").starts_with("id: 2\n"));
}

}  // namespace yagura
