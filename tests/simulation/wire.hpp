// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "chance.hpp"
#include "input/connection.hpp"
#include "simulated_disk.hpp"

namespace yagura::test {

// One TCP connection: bytes on their way in both directions, which chance cuts into pieces and
// delivers when it likes. It may be reset at any time; what is on its way is lost then.
struct Wire {
  std::string to_server;
  std::string arrived;  // at the server, to be read
  std::string to_client;
  bool closed = false;  // by the client, behind the last byte
  bool reset = false;
  bool served = false;  // the server has read it to its end, or is gone
  boost::asio::steady_timer* reader = nullptr;

  // A piece from the client to where the server can read it.
  void carry(Chance& chance);
  void carry_all();
  void break_off();

 private:
  void wake();
};

// The server's end. What a process sends that `disk` holds for dead, it never sent.
class WireConnection final : public Connection {
 public:
  WireConnection(boost::asio::io_context& context, std::shared_ptr<Wire> wire,
                 const SimulatedDisk& disk);
  WireConnection(const WireConnection&) = delete;
  WireConnection& operator=(const WireConnection&) = delete;
  ~WireConnection() override;

  boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer, Deadline deadline) override;
  boost::asio::awaitable<bool> write(std::string_view bytes, Deadline deadline) override;
  boost::asio::awaitable<void> finish() override;

 private:
  std::shared_ptr<Wire> wire_;
  const SimulatedDisk& disk_;
  boost::asio::steady_timer news_;
};

}  // namespace yagura::test
