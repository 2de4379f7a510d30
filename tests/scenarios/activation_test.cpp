// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Sockets and credentials that a service manager hands over.

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "daemon_client.hpp"

namespace yagura {
namespace {

using test::await_processed;
using test::DaemonFixture;

// A socket on any free port of all addresses, IPv4 as well, with a number above those of a shell.
class OpenSocket {
 public:
  explicit OpenSocket(int type) {
    const int file = ::socket(AF_INET6, type, 0);
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    any.sin6_addr = in6addr_any;
    REQUIRE(::bind(file, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0);
    if (type == SOCK_STREAM) {
      REQUIRE(::listen(file, 16) == 0);
    }
    number_ = ::fcntl(file, F_DUPFD, 20);  // goes on to the daemon
    ::close(file);
    REQUIRE(number_ >= 20);
  }
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;
  ~OpenSocket() { ::close(number_); }

  std::string number() const { return std::to_string(number_); }
  std::uint16_t port() const {
    sockaddr_in6 address{};
    socklen_t size = sizeof address;
    REQUIRE(::getsockname(number_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    return ntohs(address.sin6_port);
  }

 private:
  int number_ = -1;
};

// Hands over descriptors as systemd does: from 3 on, for one process.
std::vector<std::string> hand_over(const std::vector<const OpenSocket*>& sockets,
                                   const std::string& names) {
  std::string script = "export LISTEN_PID=$$ LISTEN_FDS=" + std::to_string(sockets.size()) +
                       " LISTEN_FDNAMES=" + names + "; exec \"$@\"";
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    script += " " + std::to_string(i + 3) + "<&" + sockets[i]->number();
  }
  return {"/bin/bash", "-c", script, "bash"};
}

std::string with_source(const DaemonFixture& fixture, const std::string& source) {
  std::string config = fixture.shipped_config();
  const std::size_t at = config.find("\nmeetings:");
  REQUIRE(at != std::string::npos);
  return config.insert(at + 1, source);
}

void send_datagram(std::uint16_t port, const std::string& text) {
  namespace asio = boost::asio;
  asio::io_context context;
  asio::ip::udp::socket socket(context, asio::ip::udp::v4());
  socket.bind({asio::ip::make_address("127.0.1.3"), 0});
  socket.send_to(asio::buffer(text), {asio::ip::address_v4::loopback(), port});
}

}  // namespace

TEST_CASE("sources take the sockets that were opened for them, by name and by port", "[service]") {
  DaemonFixture fixture;
  const OpenSocket stream(SOCK_STREAM);
  const OpenSocket datagrams(SOCK_DGRAM);
  const OpenSocket nobodys(SOCK_STREAM);
  fixture.write_config(with_source(
      fixture, "  - {name: routers, type: syslog_udp, port: " + std::to_string(datagrams.port()) +
                   ", organisations_by_address: {127.0.1.3/32: 352021}}\n"));
  const auto launcher =
      hand_over({&stream, &nobodys, &datagrams}, "prefecture:nobodys:yagura-syslog.socket");
  fixture.start({}, launcher);
  INFO(fixture.daemon_log());
  CHECK(test::source_port(fixture, "prefecture") == stream.port());
  CHECK(test::source_port(fixture, "routers") == datagrams.port());
  CHECK(fixture.daemon_log().find("Source prefecture listens on :::" +
                                  std::to_string(stream.port())) != std::string::npos);
  CHECK(fixture.daemon_log().find("Y-201 The service manager opened the socket nobodys (port " +
                                  std::to_string(nobodys.port()) + ", stream)") !=
        std::string::npos);
  // By IPv4, whose addresses are the same behind a socket of IPv6.
  test::send_bytes(fixture, "<13>1 2026-03-18T00:00:00Z h a - - - by stream\n");
  await_processed(fixture, 1);
  send_datagram(datagrams.port(), "<13>1 2026-03-18T00:00:00Z h a - - - by datagram");
  await_processed(fixture, 2);

  // While no daemon runs, senders wait in the socket's queue.
  fixture.daemon().signal(SIGTERM);
  REQUIRE(fixture.daemon().wait() == 0);
  namespace asio = boost::asio;
  asio::io_context context;
  asio::ip::tcp::socket early(context, asio::ip::tcp::v4());
  early.bind({asio::ip::make_address("127.0.1.2"), 0});
  early.connect({asio::ip::address_v4::loopback(), stream.port()});
  asio::write(early, asio::buffer(std::string("<13>1 2026-03-18T00:00:00Z h a - - - early\n")));
  fixture.start({}, launcher);
  await_processed(fixture, 3);
}

TEST_CASE("a key that the service manager should have handed over is asked for by name",
          "[service]") {
  DaemonFixture fixture;
  fixture.write_config(with_source(
      fixture,
      "  - {name: gateway, type: syslog_tls, port: 0, tls: {certificate: "
      "credential:tls.crt, private_key: credential:tls.key, client_ca: credential:ca}}\n"));
  fixture.start();
  INFO(fixture.daemon_log());
  CHECK(fixture.daemon_log().find("source gateway cannot start: tls.certificate is "
                                  "credential:tls.crt, but no credentials were handed over; add "
                                  "LoadCredential=tls.crt:FILE to the unit") != std::string::npos);
  // With the folder, the files in it are read.
  fixture.daemon().signal(SIGTERM);
  REQUIRE(fixture.daemon().wait() == 0);
  std::filesystem::create_directory(fixture.path("credentials"));
  std::ofstream(fixture.path("credentials") / "tls.crt") << "no certificate\n";
  fixture.start({"CREDENTIALS_DIRECTORY=" + fixture.path("credentials").string()});
  CHECK(fixture.daemon_log().find("tls.certificate " + fixture.path("credentials").string() +
                                  "/tls.crt cannot be used") != std::string::npos);
}

}  // namespace yagura
