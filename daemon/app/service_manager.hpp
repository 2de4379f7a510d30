// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yagura {

// Tells systemd (or whoever set NOTIFY_SOCKET) how the service is, as sd_notify(3) says. Where
// nobody listens, every call does nothing. Thread-safe.
class ServiceManager {
 public:
  static void ready(std::string_view status);
  // Type=notify-reload wants the time of the reload with the word.
  static void reloading();
  static void stopping();
  static void alive();
};

}  // namespace yagura
