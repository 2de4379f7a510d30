// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/service_manager.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <cstdint>
#include <ctime>
#include <string>

namespace yagura {
namespace {

void notify(const std::string& state) {
  (void)sd_notify(0, state.c_str());  // nobody listening is not an error
}

}  // namespace

void ServiceManager::ready(std::string_view status) {
  notify(fmt::format("READY=1\nSTATUS={}", status));
}

void ServiceManager::still_starting(std::chrono::seconds patience, std::string_view status) {
  notify(fmt::format("EXTEND_TIMEOUT_USEC={}\nSTATUS={}",
                     std::chrono::microseconds(patience).count(), status));
}

void ServiceManager::tell(std::string_view status) {
  notify(fmt::format("STATUS={}", status));
}

void ServiceManager::reloading() {
  timespec now{};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                     static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000));
}

void ServiceManager::stopping() {
  notify("STOPPING=1\nSTATUS=Writing what was accepted");
}

void ServiceManager::alive() {
  notify("WATCHDOG=1");
}

}  // namespace yagura
