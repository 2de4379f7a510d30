// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/socket.h>

#include "base/file_descriptor.hpp"

namespace yagura {

// A descriptor of our own for a socket that somebody else opened, so that closing ours leaves
// theirs open. Closed again unless given away. An unusable one has number -1, which nobody takes.
class InheritedCopy {
 public:
  explicit InheritedCopy(int socket) : copy_(::fcntl(socket, F_DUPFD_CLOEXEC, 3)) {}

  int number() const { return copy_.number(); }
  bool is_v6() const {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    return ::getsockname(number(), reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
           address.ss_family == AF_INET6;
  }
  // Somebody else closes it.
  void given_away() { (void)copy_.release(); }

 private:
  FileDescriptor copy_;
};

}  // namespace yagura
