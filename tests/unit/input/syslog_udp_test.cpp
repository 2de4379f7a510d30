// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/syslog_udp.hpp"

#include <algorithm>
#include <boost/asio/ip/udp.hpp>
#include <string>
#include <vector>

#include "world.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using test::code;
using test::World;
using Records = std::vector<std::string>;

struct Udp {
  explicit Udp(SenderTable senders, std::size_t receive_buffer = 1 << 18)
      : source(world.context, {"switches", "127.0.0.1", 0, receive_buffer, std::move(senders)},
               world.sink, world.clock, world.metrics) {
    REQUIRE(source.start());
  }
  void send(const char* address, const std::string& datagram) {
    udp::socket socket(world.context, udp::endpoint(asio::ip::make_address(address), 0));
    socket.send_to(asio::buffer(datagram),
                   udp::endpoint(asio::ip::address_v4::loopback(), source.endpoint()->port));
  }
  std::uint64_t counted(const std::string& name, const Metrics::Labels& labels) {
    return world.metrics.counter(name, "", labels).value();
  }

  World world;
  SyslogUdpSource source;
};

}  // namespace

TEST_CASE("UDP: a datagram is a record of whoever its address says", "[input]") {
  Udp udp(SenderTable(std::nullopt, {{*IpNetwork::parse("127.0.1.2/32"), code("352012")},
                                     {*IpNetwork::parse("127.0.1.0/24"), code("350001")}}));
  udp.send("127.0.1.2", "<13>one\nstill one\r\n");
  udp.send("127.0.9.9", "of a stranger");
  udp.send("127.0.1.3", std::string("two\0", 4));
  udp.send("127.0.1.3", "\n");
  udp.send("127.0.1.3", "");
  udp.send("127.0.1.3", std::string(65'000, 'x'));
  udp.world.until(3);
  auto records = udp.world.sink.records;
  std::sort(records.begin(), records.end());  // one call hands over by organisation
  CHECK(records[0] == "350001 two");
  CHECK(records[1] == "350001 " + std::string(65'000, 'x'));
  CHECK(records[2] == "352012 <13>one\nstill one");
  CHECK(udp.counted("input_refused_datagrams_total",
                    {{"source", "switches"}, {"reason", "unknown sender"}}) == 1);
  CHECK(udp.counted("input_bytes_total", {{"source", "switches"}}) == 65'000 + 19 + 4 + 1);
}

TEST_CASE("UDP: what finds no room is shed and counted, and nothing waits", "[input]") {
  Udp udp(SenderTable(code("352012"), {}));
  udp.world.sink.refusals = 1;
  udp.send("127.0.0.1", "shed");
  while (udp.world.sink.tries == 0) {
    udp.world.step();
  }
  udp.send("127.0.0.1", "kept");
  udp.world.until(1);
  CHECK(udp.world.sink.records == Records{"352012 kept"});
  CHECK(udp.counted("input_records_total", {{"source", "switches"}}) == 2);
  CHECK(udp.counted("input_shed_records_total",
                    {{"source", "switches"}, {"reason", "queue full"}}) == 1);
}

TEST_CASE("UDP: what the kernel had no room for is counted", "[input]") {
  Udp udp(SenderTable(code("352012"), {}), 4096);
  constexpr std::size_t kSent = 500;
  for (std::size_t i = 0; i < kSent; ++i) {
    udp.send("127.0.0.1", "before anybody reads");
  }
  udp.world.until(1);
  udp.world.context.poll();
  const std::size_t kept = udp.world.sink.records.size();
  REQUIRE(kept < kSent);
  udp.send("127.0.0.1", "brings the count");  // it comes with the next datagram
  udp.world.until(kept + 1);
  CHECK(udp.counted("input_dropped_datagrams_total", {{"source", "switches"}}) == kSent - kept);
}

TEST_CASE("UDP: many datagrams come in the order of sending", "[input]") {
  Udp udp(SenderTable(code("352012"), {}));
  for (std::size_t i = 0; i < 3000; ++i) {
    udp.send("127.0.0.1", std::to_string(i));
    if (i % 100 == 99) {  // no faster than it reads
      udp.world.until(i + 1);
    }
  }
  for (std::size_t i = 0; i < 3000; ++i) {
    CHECK(udp.world.sink.records[i] == "352012 " + std::to_string(i));
  }
}

}  // namespace yagura
