// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

#include "base/text.hpp"

namespace yagura::log {
namespace {

// stderr, for journald or a terminal: systemd adds the time and the unit itself.
spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("yagura",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::none:
      break;
  }
  return spdlog::level::off;
}

}  // namespace

std::string_view name(Id id) {
  switch (id) {
    case Id::configuration_refused:
      return "Y-101";
    case Id::reload_needs_restart:
      return "Y-102";
    case Id::source_unusable:
      return "Y-201";
    case Id::connection_refused:
      return "Y-202";
    case Id::journal_failed:
      return "Y-301";
    case Id::journal_damaged:
      return "Y-302";
    case Id::retention_failed:
      return "Y-303";
    case Id::store_failed:
      return "Y-401";
    case Id::dead_letter_failed:
      return "Y-402";
    case Id::checkpoint_failed:
      return "Y-403";
    case Id::checkpoint_unusable:
      return "Y-404";
    case Id::rule_refused:
      return "Y-501";
    case Id::correlation_full:
      return "Y-502";
    case Id::thread_failed:
      return "Y-601";
    case Id::api_failed:
      return "Y-701";
    case Id::certificate_expires:
      return "Y-203";
  }
  return "Y-000";
}

Level parse_level(std::string_view name) {
  return name == "debug"     ? Level::debug
         : name == "warning" ? Level::warning
         : name == "error"   ? Level::error
                             : Level::info;
}

void set_level(Level lowest) {
  logger().set_level(to_spdlog(lowest));
}

void write(Level level, std::string_view text) {
  logger().log(to_spdlog(level), "{}", escape_for_terminal(text));
}

}  // namespace yagura::log
