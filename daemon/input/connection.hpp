// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/ip.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Who is at the other end.
struct Peer {
  IpAddress address;
  // By certificate or address; nothing where only what it presents later (a token) can tell.
  std::optional<OrganisationCode> organisation;
};

// A byte stream from a peer, plain TCP or TLS: whoever reads one need not know which.
//
// Every wait has a deadline, at which the connection is closed: a peer that takes too long and one
// that is gone are the same to us. The input thread alone.
class Connection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  virtual ~Connection() = default;
  // Takes what is there, up to the size of `buffer`. 0: closed, broken, or the deadline passed.
  virtual boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer,
                                                        Deadline deadline) = 0;
  // False if it did not all go.
  virtual boost::asio::awaitable<bool> write(std::string_view bytes, Deadline deadline) = 0;
  // Ends our side and waits a moment for the peer to end its own: were the socket closed while the
  // peer's bytes lie unread in it, our last answer would be lost with them.
  virtual boost::asio::awaitable<void> finish() = 0;
};

std::unique_ptr<Connection> plain_connection(boost::asio::ip::tcp::socket socket);

// Calls `bite` once a deadline passes. Moving the deadline on, as each read does, costs nothing:
// the timer finds out when it fires. The input thread alone.
class Watchdog {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  Watchdog(boost::asio::any_io_executor executor, std::function<void()> bite);
  void set(Deadline deadline);
  void clear() { set(Deadline::max()); }

 private:
  struct State {
    boost::asio::steady_timer timer;
    std::function<void()> bite;
    Deadline deadline = Deadline::max();
    bool armed = false;
  };
  static void arm(const std::shared_ptr<State>& state);

  // Shared with the wait that is under way, which only looks whether it is still there.
  std::shared_ptr<State> state_;
};

}  // namespace yagura
