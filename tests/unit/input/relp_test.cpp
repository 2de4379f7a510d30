// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/relp.hpp"

#include <string>
#include <vector>

#include "world.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using test::code;
using test::connect_from;
using test::receive;
using test::receive_all;
using test::send;
using test::World;

const std::string kOpen = "1 open 49 relp_version=0\nrelp_software=test\ncommands=syslog\n";
const std::string kOpened =
    "1 rsp 58 200 OK\nrelp_version=0\nrelp_software=yagura\ncommands=syslog\n";

RelpSource::Options options(std::chrono::milliseconds idle_timeout = std::chrono::minutes(1)) {
  return {{"relay", "127.0.0.1", 0, 8, SenderTable(code("352012"), {})}, idle_timeout};
}

std::string syslog(int transaction, const std::string& record) {
  return std::to_string(transaction) + " syslog " + std::to_string(record.size()) + " " + record +
         "\n";
}

std::string ok(int transaction) {
  return std::to_string(transaction) + " rsp 6 200 OK\n";
}

struct Relay {
  explicit Relay(RelpSource::Options given = options())
      : source(world.context, std::move(given), world.sink, world.clock, world.metrics) {
    REQUIRE(source.start());
  }
  asio::ip::tcp::socket connect() {
    return connect_from(world.context, "127.0.0.1", source.endpoint()->port);
  }
  // What the source answers to these bytes before it closes.
  std::string answer_to(const std::string& bytes) {
    std::string answer;
    auto socket = connect();
    world.play([&]() -> asio::awaitable<void> {
      co_await send(socket, bytes);
      answer = co_await receive_all(socket);
    });
    return answer;
  }

  World world;
  RelpSource source;
};

}  // namespace

TEST_CASE("RELP: a session opens, takes records and closes as librelp does", "[input]") {
  Relay relay;
  const std::string answer = relay.answer_to(kOpen + syslog(2, "one") + syslog(3, "two\r\n") +
                                             "4 close 0\n" + syslog(5, "behind the end"));
  CHECK(answer == kOpened + ok(2) + ok(3) + "4 rsp 0\n0 serverclose 0\n");
  CHECK(relay.world.sink.records == std::vector<std::string>{"352012 one", "352012 two"});
}

TEST_CASE("RELP: an answer goes out only once the record is durable", "[input]") {
  Relay relay;
  World& world = relay.world;
  auto socket = relay.connect();
  world.sink.durable_at_once = false;
  world.play([&]() -> asio::awaitable<void> {
    co_await send(socket, kOpen);
    const std::string answer = co_await receive(socket, kOpened.size());
    CHECK(answer == kOpened);
    co_await send(socket, syslog(2, "one"));
  });
  world.until(1);
  world.context.poll();
  CHECK(socket.available() == 0);
  world.sink.commits().advance(1);
  world.play([&]() -> asio::awaitable<void> {
    const std::string answer = co_await receive(socket, ok(2).size());
    CHECK(answer == ok(2));
    co_await send(socket, syslog(3, "two"));
  });
  world.until(2);
  // The journal fails: no answer, and the end of the connection tells the sender to try elsewhere.
  world.sink.commits().fail();
  world.play([&]() -> asio::awaitable<void> {
    const std::string answer = co_await receive_all(socket);
    CHECK(answer == "");
  });
}

TEST_CASE("RELP: many records on their way are answered in order", "[input]") {
  Relay relay;
  relay.world.sink.refusals = 3;  // a full queue in between
  std::string sent = kOpen;
  std::string expected = kOpened;
  for (int i = 2; i < 20'000; ++i) {
    sent += syslog(i, "record " + std::to_string(i));
    expected += ok(i);
  }
  auto socket = relay.connect();
  relay.world.play([&]() -> asio::awaitable<void> {
    const auto write = [&]() -> asio::awaitable<void> { co_await send(socket, sent); };
    asio::co_spawn(relay.world.context, write, [](const std::exception_ptr&) {});
    const std::string answer = co_await receive(socket, expected.size());
    CHECK(answer == expected);
  });
  CHECK(relay.world.sink.records.size() == 19'998);
}

TEST_CASE("RELP: what is no RELP is refused, counted, and costs no other sender", "[input]") {
  Relay relay;
  auto other = relay.connect();
  relay.world.play([&]() -> asio::awaitable<void> {
    co_await send(other, kOpen);
    const std::string answer = co_await receive(other, kOpened.size());
    CHECK(answer == kOpened);
  });
  CHECK(relay.answer_to("<13>plain syslog\n") == "");
  CHECK(relay.answer_to(kOpen + "2 syslog 999999999 x") == kOpened);
  // What came whole before the fault is stored and answered for.
  CHECK(relay.answer_to(kOpen + syslog(2, "good") + "3 syslog 1 xyz\n") == kOpened + ok(2));
  CHECK(relay.world.refused("relay", "bad frame") == 3);
  CHECK(relay.answer_to(syslog(1, "before open")) == "1 rsp 26 500 open the session first\n");
  CHECK(relay.world.refused("relay", "session not open") == 1);
  relay.world.play([&]() -> asio::awaitable<void> {
    co_await send(other, syslog(2, "still here") + "3 starttls 0\n" + kOpen);
    const std::string expected =
        ok(2) + "3 rsp 34 500 this command is not known here\n" + "1 rsp 16 200 already open\n";
    const std::string answer = co_await receive(other, expected.size());
    CHECK(answer == expected);
  });
  CHECK(relay.world.sink.records == std::vector<std::string>{"352012 good", "352012 still here"});
}

TEST_CASE("RELP: an over-long record is cut, counted and answered for", "[input]") {
  Relay relay;
  const std::string answer = relay.answer_to(kOpen + syslog(2, std::string(100'000, 'x')) +
                                             syslog(3, "next") + "4 close 0\n");
  CHECK(answer == kOpened + ok(2) + ok(3) + "4 rsp 0\n0 serverclose 0\n");
  REQUIRE(relay.world.sink.records.size() == 2);
  CHECK(relay.world.sink.records[0].size() == 7 + kMaxRecordBytes);
  CHECK(relay.world.sink.records[1] == "352012 next");
  CHECK(relay.world.metrics.counter("input_truncated_records_total", "", {{"source", "relay"}})
            .value() == 1);
}

TEST_CASE("RELP: a frame that was not finished is not a record", "[input]") {
  Relay relay(options(std::chrono::milliseconds(20)));
  // The connection stays open, silent: the idle timeout ends it.
  CHECK(relay.answer_to(kOpen + syslog(2, "whole") + "3 syslog 10 hal") == kOpened + ok(2));
  CHECK(relay.world.sink.records == std::vector<std::string>{"352012 whole"});
}

}  // namespace yagura
