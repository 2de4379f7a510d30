// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <string>

namespace yagura::test {

// A socket that listens like a service manager.
class NotifySocket {
 public:
  explicit NotifySocket(const std::filesystem::path& path) : path_(path) {
    file_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(file_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    timeval limit{20, 0};
    ::setsockopt(file_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;
  ~NotifySocket() { ::close(file_); }

  // The next message that contains `wanted`; fails after 20 s without any message.
  bool hears(const std::string& wanted) { return !message_with(wanted).empty(); }
  std::string message_with(const std::string& wanted) {
    for (;;) {
      std::array<char, 4096> bytes{};
      const auto count = ::recv(file_, bytes.data(), bytes.size(), 0);
      if (count <= 0) {
        return "";
      }
      const std::string message(bytes.data(), static_cast<std::size_t>(count));
      if (message.find(wanted) != std::string::npos) {
        return message;
      }
    }
  }
  std::string variable() const { return "NOTIFY_SOCKET=" + path_.string(); }

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace yagura::test
