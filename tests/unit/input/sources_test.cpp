// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "input/syslog_tcp.hpp"
#include "world.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using test::code;
using test::connect_from;
using test::World;

class SetClock final : public Clock {
 public:
  TimePoint now() const override { return time; }
  TimePoint time{std::chrono::hours(1)};
};

SyslogTcpSource::Options tcp_options(SenderTable senders, int max_connections = 8) {
  return {{"proxy", "127.0.0.1", 0, max_connections, std::move(senders)}, std::chrono::seconds(60)};
}

}  // namespace

TEST_CASE("a record belongs to the organisation of the sender's address", "[input]") {
  World world;
  const SenderTable senders(std::nullopt, {{*IpNetwork::parse("127.0.1.2/32"), code("352012")},
                                           {*IpNetwork::parse("127.0.1.0/24"), code("350001")}});
  SyslogTcpSource source(world.context, tcp_options(senders), world.sink, world.clock,
                         world.metrics);
  REQUIRE(source.start());
  asio::io_context clients;
  auto narrow = connect_from(clients, "127.0.1.2", source.endpoint()->port);
  asio::write(narrow, asio::buffer(std::string("<13>organisation=350001\n")));
  world.until(1);
  auto wide = connect_from(clients, "127.0.1.3", source.endpoint()->port);
  asio::write(wide, asio::buffer(std::string("5 <13>a")));
  world.until(2);
  CHECK(world.sink.records ==
        std::vector<std::string>{"352012 <13>organisation=350001", "350001 <13>a"});
}

TEST_CASE("records are received when they are read, however long the connection was quiet",
          "[input]") {
  World world;
  SetClock clock;
  const SenderTable senders(std::nullopt, {{*IpNetwork::parse("127.0.1.2/32"), code("352012")}});
  SyslogTcpSource source(world.context, tcp_options(senders), world.sink, clock, world.metrics);
  REQUIRE(source.start());
  asio::io_context clients;
  auto sender = connect_from(clients, "127.0.1.2", source.endpoint()->port);
  for (std::size_t records = 1; records < 4; ++records) {
    clock.time += std::chrono::minutes(10);
    asio::write(sender, asio::buffer(std::string("hello\n")));
    world.until(records);
    CHECK(world.sink.received == clock.time);
  }
}

TEST_CASE("a sender that nobody named is turned away and counted", "[input]") {
  World world;
  const SenderTable senders(std::nullopt, {{*IpNetwork::parse("127.0.1.2/32"), code("352012")}});
  SyslogTcpSource source(world.context, tcp_options(senders), world.sink, world.clock,
                         world.metrics);
  REQUIRE(source.start());
  asio::io_context clients;
  auto stranger = connect_from(clients, "127.0.9.9", source.endpoint()->port);
  auto known = connect_from(clients, "127.0.1.2", source.endpoint()->port);
  asio::write(known, asio::buffer(std::string("hello\n")));
  world.until(1);
  CHECK(world.sink.records == std::vector<std::string>{"352012 hello"});
  CHECK(world.refused("proxy", "unknown sender") == 1);
}

TEST_CASE("room goes to whoever has waited longest", "[input]") {
  World world;
  world.sink.refusals = 3;
  world.sink.refused = "352012";
  const SenderTable senders(std::nullopt, {{*IpNetwork::parse("127.0.1.2/32"), code("352012")},
                                           {*IpNetwork::parse("127.0.1.3/32"), code("352021")}});
  SyslogTcpSource source(world.context, tcp_options(senders), world.sink, world.clock,
                         world.metrics);
  REQUIRE(source.start());
  asio::io_context clients;
  auto first = connect_from(clients, "127.0.1.2", source.endpoint()->port);
  asio::write(first, asio::buffer(std::string("waits\n")));
  while (world.sink.tries == 0) {
    REQUIRE(world.context.run_one_for(std::chrono::seconds(20)) > 0);
  }
  auto second = connect_from(clients, "127.0.1.3", source.endpoint()->port);
  asio::write(second, asio::buffer(std::string("would find room\n")));
  world.until(2);
  CHECK(world.sink.records == std::vector<std::string>{"352012 waits", "352021 would find room"});
}

TEST_CASE("a full queue stops the reading and loses nothing", "[input]") {
  World world;
  world.sink.refusals = 5;
  SyslogTcpSource source(world.context, tcp_options(SenderTable(code("352012"), {})), world.sink,
                         world.clock, world.metrics);
  REQUIRE(source.start());
  asio::io_context clients;
  auto client = connect_from(clients, "127.0.0.1", source.endpoint()->port);
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    text += "record " + std::to_string(i) + "\n";
  }
  asio::write(client, asio::buffer(text));
  world.until(2000);
  CHECK(world.sink.records.front() == "352012 record 0");
  CHECK(world.sink.records.back() == "352012 record 1999");
}

TEST_CASE("what a closed connection left unfinished is still a record", "[input]") {
  World world;
  SyslogTcpSource source(world.context, tcp_options(SenderTable(code("352012"), {})), world.sink,
                         world.clock, world.metrics);
  REQUIRE(source.start());
  asio::io_context clients;
  {
    auto client = connect_from(clients, "127.0.0.1", source.endpoint()->port);
    asio::write(client, asio::buffer(std::string("no line feed")));
  }
  world.until(1);
  CHECK(world.sink.records == std::vector<std::string>{"352012 no line feed"});
}

}  // namespace yagura
