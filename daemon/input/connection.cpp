// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/connection.hpp"

#include "input/stream_connection.hpp"

namespace yagura {

std::unique_ptr<Connection> plain_connection(boost::asio::ip::tcp::socket socket) {
  return std::make_unique<StreamConnection<boost::asio::ip::tcp::socket>>(std::move(socket));
}

Watchdog::Watchdog(boost::asio::any_io_executor executor, std::function<void()> bite)
    : state_(std::make_shared<State>(
          State{boost::asio::steady_timer(std::move(executor)), std::move(bite)})) {}

void Watchdog::set(Deadline deadline) {
  state_->deadline = deadline;
  const bool sleeping = state_->armed && state_->timer.expiry() <= deadline;
  if (deadline != Deadline::max() && !sleeping) {
    arm(state_);
  }
}

void Watchdog::arm(const std::shared_ptr<State>& state) {
  state->armed = true;
  state->timer.expires_at(state->deadline);
  state->timer.async_wait(
      [weak = std::weak_ptr<State>(state)](const boost::system::error_code& error) {
        const auto self = weak.lock();
        if (error || !self) {
          return;
        }
        self->armed = false;
        if (self->deadline <= std::chrono::steady_clock::now()) {
          self->bite();
        } else if (self->deadline != Deadline::max()) {
          arm(self);
        }
      });
}

}  // namespace yagura
