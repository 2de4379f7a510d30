// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/file_descriptor.hpp"

namespace yagura {

// Sockets that the service manager opened for us (systemd's socket activation): ports below 1024
// without any privilege of ours, and while we are restarted senders wait in the kernel's queue
// instead of being refused. They stay open as long as this lives. One thread.
class InheritedSockets {
 public:
  enum class Kind { stream, datagram };

  InheritedSockets() = default;
  // Those of LISTEN_FDS, which is taken out of the environment.
  static InheritedSockets take();

  // The socket meant for a source: the one of its name (FileDescriptorName= of the .socket unit),
  // else one that is bound to its port. Each is given away once; the descriptor stays ours. A
  // stream socket that does not listen is none.
  std::optional<int> claim(const std::string& source, std::uint16_t port, Kind kind);

  // "NAME (port 514, stream)": those that no source claimed.
  std::vector<std::string> unclaimed() const;

 private:
  struct Socket {
    FileDescriptor file;
    std::string name;
    std::optional<Kind> kind;  // nothing: of no use to any source
    std::uint16_t port = 0;
    bool claimed = false;
  };
  static Socket look_at(int descriptor, std::string name);

  std::vector<Socket> sockets_;
};

}  // namespace yagura
