// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/delivery.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace yagura {
namespace {

// The journal commits every few milliseconds, and room comes with each commit.
constexpr std::chrono::milliseconds kRoomRetry{2};

}  // namespace

boost::asio::awaitable<void> deliver(boost::asio::io_context& context, BatchSink& sink,
                                     RecordBatch& batch) {
  boost::asio::steady_timer room(context);
  while (!sink.try_take(batch)) {
    room.expires_after(kRoomRetry);
    (void)co_await room.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

}  // namespace yagura
