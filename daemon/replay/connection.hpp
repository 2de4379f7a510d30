// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "replay/record_stream.hpp"
#include "replay/sent_window.hpp"

namespace yagura {

struct ConnectionOptions {
  boost::asio::ip::tcp::endpoint peer;
  // Asked before each further attempt: a restarted peer may listen on another port. May be empty.
  std::function<std::optional<std::uint16_t>()> find_port;
  boost::asio::ip::address_v4 source;
  std::chrono::milliseconds patience{0};
  std::size_t resend_bytes = 0;
};

// The numbered stream of one organisation's records to the peer; mends itself when it breaks.
// One thread; the calls wait, each at most about `patience` without progress.
class ReplayConnection {
 public:
  explicit ReplayConnection(const ConnectionOptions& options);

  // Takes a record in; flush() sends it.
  void add(const ReplayRecord& record);
  Result<void> flush();
  // Half-closes and waits until the peer has closed too.
  Result<void> finish();

  std::uint64_t records() const { return sequence_; }
  std::uint64_t reconnections() const { return connections_ == 0 ? 0 : connections_ - 1; }

 private:
  using Clock = std::chrono::steady_clock;

  bool broken();
  Result<void> connect();
  bool try_connect(Clock::time_point deadline);
  bool write(const std::string& bytes);
  bool await_close(Clock::time_point deadline);
  // Runs what was started on socket_ until it is done; false when time is up (and stops it).
  bool run_until(Clock::time_point deadline);
  void drop();

  ConnectionOptions options_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  SentWindow window_;
  std::string pending_;
  std::uint64_t sequence_ = 0;
  std::uint64_t connections_ = 0;
  Clock::time_point connected_at_;
  Clock::time_point mending_since_;
  std::chrono::milliseconds backoff_{0};
  std::string last_error_;
};

}  // namespace yagura
