// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/delivery.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace yagura {
namespace {

// The journal commits every few milliseconds, and room comes with each commit.
constexpr std::chrono::milliseconds kRoomRetry{2};
// Who is not first is woken by the one before; this is for nothing but a mistake.
constexpr std::chrono::milliseconds kLineRetry{1000};

// A place in the line of those who wait. Whoever leaves wakes the next, also when it is destroyed
// in the middle of its wait.
class Turn {
 public:
  Turn(boost::asio::io_context& context, std::shared_ptr<WaitingLine> line)
      : line_(std::move(line)), room_(context) {
    line_->timers.push_back(&room_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    auto& timers = line_->timers;
    timers.erase(std::find(timers.begin(), timers.end(), &room_));
    if (!timers.empty()) {
      timers.front()->cancel();
    }
  }

  bool is_first() const { return line_->timers.front() == &room_; }
  boost::asio::steady_timer& room() { return room_; }

 private:
  std::shared_ptr<WaitingLine> line_;
  boost::asio::steady_timer room_;
};

}  // namespace

boost::asio::awaitable<std::optional<std::uint64_t>> deliver_by(
    boost::asio::io_context& context, BatchSink& sink, RecordBatch& batch,
    std::chrono::steady_clock::time_point deadline) {
  if (sink.line()->timers.empty() && sink.try_take(batch)) {
    co_return sink.taken();
  }
  Turn turn(context, sink.line());
  while (!turn.is_first() || !sink.try_take(batch)) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) {
      co_return std::nullopt;
    }
    turn.room().expires_at(std::min(deadline, now + (turn.is_first() ? kRoomRetry : kLineRetry)));
    (void)co_await turn.room().async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
  co_return sink.taken();
}

boost::asio::awaitable<std::uint64_t> deliver(boost::asio::io_context& context, BatchSink& sink,
                                              RecordBatch& batch) {
  const auto number =
      co_await deliver_by(context, sink, batch, std::chrono::steady_clock::time_point::max());
  co_return number.value();
}

}  // namespace yagura
