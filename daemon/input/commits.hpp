// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>

namespace yagura {

// How far the journal has come, for sources that acknowledge. Batches are numbered from 1 in the
// order in which the sink took them; a batch is durable once the journal has synced as many.
//
// The journal moves one number and wakes whoever waits; nothing is kept for a batch. So there is no
// completion to be left dangling when a connection, the context or the journal ends first.
//
// Thread-safe: advance() and fail() are for the journal's thread, all else for the input thread.
class Commits : public std::enable_shared_from_this<Commits> {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  enum class Outcome {
    durable,
    failed,   // the journal ended before: it may or may not be on disk
    not_yet,  // the deadline came first
  };

  // `context` is the input thread's. It may end first, once the journal's thread has ended.
  explicit Commits(boost::asio::io_context& context) : context_(context) {}

  // The first `batches` are durable.
  void advance(std::uint64_t batches);
  // No further batch will be.
  void fail();

  boost::asio::awaitable<Outcome> wait(std::uint64_t batch, Deadline deadline = Deadline::max());

 private:
  class Waiter;
  void wake();

  boost::asio::io_context& context_;
  std::atomic<std::uint64_t> durable_ = 0;
  std::atomic<bool> failed_ = false;
  std::multimap<std::uint64_t, boost::asio::steady_timer*> waiting_;
};

}  // namespace yagura
