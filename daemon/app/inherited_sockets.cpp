// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/inherited_sockets.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace yagura {
namespace {

// The port of an internet socket.
std::optional<std::uint16_t> port_of(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return std::nullopt;
  }
  if (address.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return ntohs(v4.sin_port);
  }
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return ntohs(v6.sin6_port);
  }
  return std::nullopt;
}

int option_of(int descriptor, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  return ::getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : 0;
}

}  // namespace

InheritedSockets InheritedSockets::take() {
  InheritedSockets taken;
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(1, &names);  // and marks them close-on-exec
  for (int i = 0; i < count; ++i) {
    const char* name = names != nullptr ? names[i] : nullptr;
    taken.sockets_.push_back(look_at(SD_LISTEN_FDS_START + i, name != nullptr ? name : ""));
  }
  for (char** name = names; name != nullptr && *name != nullptr; ++name) {
    std::free(*name);
  }
  std::free(names);
  return taken;
}

InheritedSockets::Socket InheritedSockets::look_at(int descriptor, std::string name) {
  Socket socket{FileDescriptor(descriptor), std::move(name), std::nullopt, 0, false};
  const auto port = port_of(descriptor);
  if (!port) {
    return socket;
  }
  socket.port = *port;
  const int type = option_of(descriptor, SO_TYPE);
  if (type == SOCK_DGRAM) {
    socket.kind = Kind::datagram;
  } else if (type == SOCK_STREAM && option_of(descriptor, SO_ACCEPTCONN) == 1) {
    socket.kind = Kind::stream;
  }
  return socket;
}

std::optional<int> InheritedSockets::claim(const std::string& source, std::uint16_t port,
                                           Kind kind) {
  const auto first = [&](auto fits) -> std::optional<int> {
    for (Socket& socket : sockets_) {
      if (!socket.claimed && socket.kind == kind && fits(socket)) {
        socket.claimed = true;
        return socket.file.number();
      }
    }
    return std::nullopt;
  };
  if (const auto named = first([&](const Socket& socket) { return socket.name == source; })) {
    return named;
  }
  return port == 0 ? std::nullopt
                   : first([&](const Socket& socket) { return socket.port == port; });
}

std::vector<std::string> InheritedSockets::unclaimed() const {
  std::vector<std::string> texts;
  for (const Socket& socket : sockets_) {
    if (!socket.claimed) {
      texts.push_back(fmt::format("{} (port {}, {})", socket.name, socket.port,
                                  !socket.kind ? "neither listening nor a datagram socket"
                                  : *socket.kind == Kind::datagram ? "datagrams"
                                                                   : "stream"));
    }
  }
  return texts;
}

}  // namespace yagura
