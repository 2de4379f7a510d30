// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "daemon_fixture.hpp"

// What tests ask of a running daemon and send to it.
namespace yagura::test {

// Where a source of the running daemon listens.
inline std::uint16_t source_port(const DaemonFixture& fixture,
                                 const std::string& source = "prefecture") {
  return nlohmann::json::parse(contents_of(fixture.state() / "endpoints.json"))
      .at("sources")
      .at(source)
      .at("port");
}

// As the body 352012, over plain TCP, until the daemon has taken all.
inline void send_bytes(const DaemonFixture& fixture, const std::string& bytes) {
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

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

// The sum of the series whose text begins so.
inline std::uint64_t counter(const DaemonFixture& fixture, const std::string& name) {
  const auto endpoints = nlohmann::json::parse(contents_of(fixture.state() / "endpoints.json"));
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

inline void await_processed(const DaemonFixture& fixture, std::uint64_t at_least = 1) {
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

}  // namespace yagura::test
