// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <thread>
#include <utility>

#include "replay/sender.hpp"

namespace yagura {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;

// A daemon that is being restarted is back within a second or so; polling a loopback port is cheap.
constexpr milliseconds kFirstBackoff{20};
constexpr milliseconds kLongestBackoff{1'000};
// A connection that lived this long was a good one.
constexpr std::chrono::seconds kStable{2};
// Small, so that the records of a slow connection wait here, in step, and not in the kernel.
constexpr int kSendBuffer = 64 * 1024;

}  // namespace

ReplayConnection::ReplayConnection(const ConnectionOptions& options)
    : options_(options), window_(options.resend_bytes) {}

void ReplayConnection::add(const ReplayRecord& record) {
  pending_ += syslog_frame(record, ++sequence_);
}

bool ReplayConnection::run_until(Clock::time_point deadline) {
  io_.restart();
  io_.run_until(deadline);
  if (io_.stopped()) {
    return true;
  }
  boost::system::error_code ignored;
  socket_.close(ignored);
  io_.run();  // the handler of what was stopped
  return false;
}

void ReplayConnection::drop() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

// The peer never speaks on this connection: something to read can only be its end.
bool ReplayConnection::broken() {
  if (!socket_.is_open()) {
    return true;
  }
  boost::system::error_code error;
  char byte = 0;
  socket_.non_blocking(true, error);
  socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
  if (error == asio::error::would_block) {
    return false;
  }
  last_error_ = error ? error.message() : "the peer speaks where it should listen";
  return true;
}

bool ReplayConnection::try_connect(Clock::time_point deadline) {
  drop();
  boost::system::error_code error;
  socket_.open(tcp::v4(), error);
  if (!error) {
    socket_.bind({options_.source, 0}, error);
  }
  if (!error) {
    socket_.set_option(asio::socket_base::send_buffer_size(kSendBuffer), error);
    boost::system::error_code result = asio::error::timed_out;
    socket_.async_connect(options_.peer, [&](boost::system::error_code e) { result = e; });
    run_until(deadline);
    error = result;
  }
  if (error) {
    last_error_ = error.message();
    return false;
  }
  return true;
}

Result<void> ReplayConnection::connect() {
  // A peer that accepts and closes at once (it does not know our address) must not look mended.
  if (connections_ == 0 || Clock::now() - connected_at_ > kStable) {
    mending_since_ = Clock::now();
    backoff_ = kFirstBackoff;
  }
  const auto deadline = mending_since_ + options_.patience;
  for (bool first = connections_ == 0;; first = false) {
    if (!first) {
      if (Clock::now() + backoff_ >= deadline) {
        return fail(ErrorCode::unavailable,
                    fmt::format("{}:{} does not take records from {}: {}",
                                options_.peer.address().to_string(), options_.peer.port(),
                                options_.source.to_string(), last_error_));
      }
      std::this_thread::sleep_for(backoff_);
      if (const auto port = options_.find_port ? options_.find_port() : std::nullopt) {
        options_.peer.port(*port);
      }
      backoff_ = std::min(backoff_ * 2, kLongestBackoff);
    }
    if (try_connect(deadline)) {
      ++connections_;
      connected_at_ = Clock::now();
      const auto& chunks = window_.chunks();
      if (std::all_of(chunks.begin(), chunks.end(), [&](const auto& c) { return write(c); })) {
        return {};
      }
    }
    drop();
  }
}

bool ReplayConnection::write(const std::string& bytes) {
  boost::system::error_code result = asio::error::timed_out;
  asio::async_write(socket_, asio::buffer(bytes),
                    [&](boost::system::error_code error, std::size_t) { result = error; });
  if (!run_until(Clock::now() + options_.patience)) {
    result = asio::error::timed_out;
  }
  if (result) {
    last_error_ = result.message();
  }
  return !result;
}

Result<void> ReplayConnection::flush() {
  if (pending_.empty()) {
    return {};
  }
  std::string bytes = std::exchange(pending_, {});
  const bool sent = !broken() && write(bytes);
  window_.add(std::move(bytes));
  return sent ? Result<void>() : connect();
}

bool ReplayConnection::await_close(Clock::time_point deadline) {
  boost::system::error_code error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error) {
    last_error_ = error.message();
    return false;
  }
  char byte = 0;
  boost::system::error_code result = asio::error::timed_out;
  socket_.async_receive(asio::buffer(&byte, 1),
                        [&](boost::system::error_code e, std::size_t) { result = e; });
  run_until(deadline);
  last_error_ = result ? result.message() : "the peer speaks where it should listen";
  return result == asio::error::eof;
}

Result<void> ReplayConnection::finish() {
  YAGURA_TRY(flush());
  if (sequence_ == 0) {
    return {};
  }
  const auto deadline = Clock::now() + options_.patience;
  // A close that meets us before our own half-close says nothing about what was read.
  while (broken() || !await_close(deadline)) {
    drop();
    if (Clock::now() >= deadline) {
      return fail(ErrorCode::unavailable,
                  fmt::format("the records from {} are sent, but {}:{} does not close: {}",
                              options_.source.to_string(), options_.peer.address().to_string(),
                              options_.peer.port(), last_error_));
    }
    YAGURA_TRY(connect());
  }
  drop();
  return {};
}

}  // namespace yagura
