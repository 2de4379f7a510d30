// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <string>

namespace yagura::test {

// A blocking connection from one loopback address to another. Whatever breaks is an exception.
class LineClient {
 public:
  LineClient(std::uint16_t port, const std::string& source) : socket_(context_) {
    namespace ip = boost::asio::ip;
    socket_.open(ip::tcp::v4());
    socket_.bind({ip::make_address(source), 0});
    socket_.connect({ip::address_v4::loopback(), port});
    socket_.set_option(ip::tcp::no_delay(true));
  }
  void send(const std::string& bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
  void skip(std::size_t bytes) {
    while (held_.size() < bytes) {
      read();
    }
    held_.erase(0, bytes);
  }
  std::string line() {
    auto end = held_.find('\n');
    for (; end == std::string::npos; end = held_.find('\n')) {
      read();
    }
    std::string text = held_.substr(0, end);
    held_.erase(0, end + 1);
    return text;
  }
  // The rest, until the other side closes.
  std::string rest() {
    boost::system::error_code error;
    std::string part(4096, '\0');
    while (!error) {
      held_.append(part, 0, socket_.read_some(boost::asio::buffer(part), error));
    }
    return std::move(held_);
  }
  int descriptor() { return socket_.native_handle(); }

 private:
  void read() {
    std::string part(4096, '\0');
    held_.append(part, 0, socket_.read_some(boost::asio::buffer(part)));
  }

  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::string held_;
};

// A source address for each organisation: the number'th of 127.0.1.0/24.
inline std::string loopback(std::size_t number) {
  return "127.0.1." + std::to_string(number + 1);
}

}  // namespace yagura::test
