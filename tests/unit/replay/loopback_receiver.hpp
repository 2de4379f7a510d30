// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.hpp"

namespace yagura {

struct ReceiverBehaviour {
  // The first connection of each source is reset once this much was read; 0 = never.
  std::size_t reset_after = 0;
  bool close_at_once = false;
};

// A syslog receiver on a free loopback port, in a thread of its own. Keeps every whole frame
// (without its length) by source address, in the order of arrival over all connections.
class LoopbackReceiver {
 public:
  using Frames = std::map<std::string, std::vector<std::string>>;

  explicit LoopbackReceiver(ReceiverBehaviour behaviour = {})
      : behaviour_(behaviour),
        acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}),
        thread_([this] {
          accept();
          io_.run();
        }) {}
  LoopbackReceiver(const LoopbackReceiver&) = delete;
  LoopbackReceiver& operator=(const LoopbackReceiver&) = delete;
  ~LoopbackReceiver() {
    io_.stop();
    thread_.join();
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  Frames frames() { return *frames_.lock(); }

 private:
  using tcp = boost::asio::ip::tcp;
  struct Session {
    explicit Session(tcp::socket s) : socket(std::move(s)) {}
    tcp::socket socket;
    std::string source;
    bool first = false;
    std::size_t read = 0;
    std::string rest;
    std::array<char, 4096> buffer{};
  };

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) {
        return;
      }
      if (!behaviour_.close_at_once) {
        auto session = std::make_shared<Session>(std::move(socket));
        session->source = session->socket.remote_endpoint().address().to_string();
        session->first = ++connections_[session->source] == 1;
        read(session);
      }
      accept();
    });
  }

  void read(const std::shared_ptr<Session>& session) {
    session->socket.async_read_some(
        boost::asio::buffer(session->buffer),
        [this, session](boost::system::error_code error, std::size_t size) {
          if (error) {
            return;  // the session and its socket end here
          }
          session->rest.append(session->buffer.data(), size);
          session->read += size;
          take_frames(*session);
          if (session->first && behaviour_.reset_after > 0 &&
              session->read >= behaviour_.reset_after) {
            session->socket.set_option(boost::asio::socket_base::linger(true, 0));
            return;
          }
          read(session);
        });
  }

  void take_frames(Session& session) {
    while (true) {
      const std::size_t blank = session.rest.find(' ');
      if (blank == std::string::npos) {
        return;
      }
      const std::size_t length = std::stoul(session.rest.substr(0, blank));
      if (session.rest.size() < blank + 1 + length) {
        return;
      }
      (*frames_.lock())[session.source].push_back(session.rest.substr(blank + 1, length));
      session.rest.erase(0, blank + 1 + length);
    }
  }

  ReceiverBehaviour behaviour_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::map<std::string, int> connections_;  // by source; the thread's own
  Guarded<Frames> frames_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace yagura
