// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string_view>

namespace yagura {

// Tells systemd (or whoever set NOTIFY_SOCKET) how the service is, as sd_notify(3) says. Where
// nobody listens, every call does nothing. Thread-safe.
class ServiceManager {
 public:
  static void ready(std::string_view status);
  // Asks for `patience` more before the start counts as failed. To be called as work gets done, not
  // by a timer: a start that is stuck must be given up.
  static void still_starting(std::chrono::seconds patience, std::string_view status);
  // What `systemctl status` shows.
  static void tell(std::string_view status);
  // Type=notify-reload wants the time of the reload with the word.
  static void reloading();
  static void stopping();
  static void alive();
};

}  // namespace yagura
