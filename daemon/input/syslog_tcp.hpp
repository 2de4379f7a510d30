// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/source.hpp"

namespace yagura {

// Syslog over TCP (RFC 6587): octet counting, LF or NUL, also mixed on one connection.
//
// Plain TCP has no acknowledgement: what a sender has written may be in a socket buffer when the
// machine dies. So it reads eagerly and keeps the receive buffer small, which bounds the loss; a
// sender that numbers its messages (RFC 5424 section 7.3.1, meta sequenceId) may send them again.
//
// Runs on the io_context's thread alone and must outlive nothing: destroy it after the context
// has stopped.
class SyslogTcpSource {
 public:
  struct Options {
    std::string name;
    std::string address;
    std::uint16_t port = 0;  // 0 = any free port
    int max_connections = 0;
    std::chrono::seconds idle_timeout{};
    SenderTable senders;
  };

  SyslogTcpSource(boost::asio::io_context& context, Options options, BatchSink& sink,
                  const Clock& clock, Metrics& metrics);
  // Listens and begins to accept.
  Result<void> start();
  std::uint16_t port() const { return port_; }
  const std::string& name() const { return options_.name; }
  const std::string& address() const { return options_.address; }

 private:
  boost::asio::awaitable<void> accept_all();
  boost::asio::awaitable<void> read_all(boost::asio::ip::tcp::socket socket,
                                        OrganisationCode organisation);
  RecordBatch empty_batch(OrganisationCode organisation) const;

  boost::asio::io_context& context_;
  Options options_;
  BatchSink& sink_;
  const Clock& clock_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  int connections_ = 0;
  Metrics::Counter records_;
  Metrics::Counter bytes_;
  Metrics::Counter truncated_;
  Metrics::Counter unknown_senders_;
  Metrics::Counter over_limit_;
};

}  // namespace yagura
