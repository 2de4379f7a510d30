// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "wire.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace yagura::test {

void Wire::carry(Chance& chance) {
  const std::size_t most = chance.one_in(4) ? 16 : to_server.size();
  const std::size_t count = chance.upto(std::min(most, to_server.size()));
  arrived.append(to_server, 0, count);
  to_server.erase(0, count);
  wake();
}

void Wire::carry_all() {
  arrived += std::exchange(to_server, {});
  wake();
}

void Wire::break_off() {
  reset = true;
  to_server.clear();
  to_client.clear();
  wake();
}

void Wire::wake() {
  if (reader != nullptr) {
    reader->cancel();
  }
}

WireConnection::WireConnection(boost::asio::io_context& context, std::shared_ptr<Wire> wire,
                               const SimulatedDisk& disk)
    : wire_(std::move(wire)), disk_(disk), news_(context) {
  wire_->reader = &news_;
}

WireConnection::~WireConnection() {
  wire_->reader = nullptr;
  wire_->served = true;
}

boost::asio::awaitable<std::size_t> WireConnection::read_some(std::span<char> buffer,
                                                              Deadline /*deadline*/) {
  for (;;) {
    if (!wire_->arrived.empty()) {
      const std::size_t count = wire_->arrived.copy(buffer.data(), buffer.size());
      wire_->arrived.erase(0, count);
      co_return count;
    }
    if (wire_->reset || (wire_->closed && wire_->to_server.empty())) {
      co_return 0;
    }
    news_.expires_at(Deadline::max());
    (void)co_await news_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
}

boost::asio::awaitable<bool> WireConnection::write(std::string_view bytes, Deadline /*deadline*/) {
  if (wire_->reset || disk_.dead()) {
    co_return false;
  }
  wire_->to_client += bytes;
  co_return true;
}

boost::asio::awaitable<void> WireConnection::finish() {
  wire_->reset = true;
  co_return;
}

}  // namespace yagura::test
