// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/admission.hpp"
#include "input/connection.hpp"
#include "input/refusals.hpp"
#include "input/source.hpp"
#include "input/tls.hpp"

namespace yagura {

// The listening end of every source that is connected to: accepts, finds out who it is, and hands
// connections to the source. Who has not yet shaken hands takes none of the places of those who
// have, and no address may have more than kHandshakesOfOne of them under way.
//
// Runs on the io_context's thread alone; destroy it after the context has stopped.
class Listener {
 public:
  struct Options {
    std::string name;  // of the source
    std::string address;
    std::uint16_t port = 0;  // 0 = any free port
    int max_connections = 0;
    // Says who it is, and refuses whom it does not know; without it, the source finds out.
    std::optional<SenderTable> senders;
    // With it, connections are TLS, and the certificate says who it is.
    std::optional<TlsServer::Options> tls = std::nullopt;
    std::chrono::milliseconds handshake_timeout{10'000};
    // A socket that listens already, in place of address and port; it stays the caller's.
    std::optional<int> inherited = std::nullopt;
  };
  // Reads the connection to its end. Called once for each.
  using Serve = std::function<boost::asio::awaitable<void>(Connection&, Peer)>;

  Listener(boost::asio::io_context& context, Options options, Refusals& refusals, Serve serve);
  // Listens and begins to accept.
  Result<void> start();
  // Reads the certificates again; what is returned puts them and the senders in force for new
  // connections. Whether there is TLS at all does not change.
  Result<std::function<void()>> reread(const Admission& fresh);
  // Where it listens in fact; before start(), where it will.
  Endpoint endpoint() const { return {options_.address, port_}; }
  std::optional<TimePoint> certificate_end() const {
    return tls_ ? std::optional(tls_->certificate_end()) : std::nullopt;
  }
  const Options& options() const { return options_; }

  // What connections are turned away for here.
  static constexpr std::initializer_list<Refusal> kRefusals{Refusal::unknown_sender,
                                                            Refusal::too_many_connections};

  static std::initializer_list<Refusal> tls_refusals(const Options& options) {
    return options.tls ? TlsServer::kRefusals : std::initializer_list<Refusal>{};
  }
  static constexpr int kHandshakesOfOne = 16;

 private:
  boost::system::error_code open(const boost::asio::ip::tcp::endpoint& endpoint);
  boost::system::error_code take_over(int listening);
  boost::asio::awaitable<void> accept_all();
  boost::asio::awaitable<void> serve_plain(boost::asio::ip::tcp::socket socket, Peer peer);
  boost::asio::awaitable<void> serve_tls(boost::asio::ip::tcp::socket socket, Peer peer);
  boost::asio::awaitable<void> serve_counted(Connection& connection, Peer peer);
  bool begin_handshake(const IpAddress& peer);
  void end_handshake(const IpAddress& peer);

  boost::asio::io_context& context_;
  Options options_;
  Refusals& refusals_;
  Serve serve_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::shared_ptr<const TlsServer> tls_;
  int connections_ = 0;
  int handshakes_ = 0;
  std::map<IpAddress, int> handshakes_by_address_;
};

}  // namespace yagura
