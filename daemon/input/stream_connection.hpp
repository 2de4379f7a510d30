// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <type_traits>
#include <utility>

#include "input/connection.hpp"

namespace yagura {

// A Connection over one kind of Asio stream. Only the files that make connections include this.
template <typename Stream>
class StreamConnection : public Connection {
 public:
  explicit StreamConnection(Stream stream)
      : stream_(std::move(stream)),
        reading_(stream_.get_executor(), [this] { close(); }),
        writing_(stream_.get_executor(), [this] { close(); }) {}
  StreamConnection(const StreamConnection&) = delete;
  StreamConnection& operator=(const StreamConnection&) = delete;
  ~StreamConnection() override = default;

  boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer,
                                                Deadline deadline) override {
    reading_.set(deadline);
    const auto [error, count] = co_await stream_.async_read_some(
        boost::asio::buffer(buffer.data(), buffer.size()), kNoThrow);
    reading_.clear();
    co_return error ? 0 : count;
  }

  boost::asio::awaitable<bool> write(std::string_view bytes, Deadline deadline) override {
    writing_.set(deadline);
    const auto [error, count] = co_await boost::asio::async_write(
        stream_, boost::asio::buffer(bytes.data(), bytes.size()), kNoThrow);
    writing_.clear();
    co_return !error;
  }

  boost::asio::awaitable<void> finish() override {
    // Enough for what a fast sender has under way; nobody is served meanwhile that matters more.
    constexpr std::chrono::seconds kPatience{2};
    constexpr std::size_t kMostDropped = std::size_t{4} * 1024 * 1024;
    co_await end_sending();
    boost::system::error_code ignored;
    (void)socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    std::string dropped(std::size_t{16} * 1024, '\0');
    reading_.set(deadline);
    for (std::size_t total = 0; total < kMostDropped;) {
      const auto [error, count] =
          co_await socket().async_read_some(boost::asio::buffer(dropped), kNoThrow);
      if (error || count == 0) {
        break;
      }
      total += count;
    }
    reading_.clear();
    close();
  }

 protected:
  static constexpr auto kNoThrow = boost::asio::as_tuple(boost::asio::use_awaitable);

  // What the protocol says at its end, before the socket does.
  virtual boost::asio::awaitable<void> end_sending() { co_return; }
  Stream& stream() { return stream_; }
  boost::asio::ip::tcp::socket& socket() {
    if constexpr (std::is_same_v<Stream, boost::asio::ip::tcp::socket>) {
      return stream_;
    } else {
      return stream_.next_layer();
    }
  }
  Watchdog& writing() { return writing_; }

 private:
  void close() {
    boost::system::error_code ignored;
    (void)socket().close(ignored);
  }

  Stream stream_;
  Watchdog reading_;
  Watchdog writing_;
};

}  // namespace yagura
