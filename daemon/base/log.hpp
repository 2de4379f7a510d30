// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace yagura::log {

// Messages to the operator: sentence case, what happened, what we did, what to check. Warnings and
// errors carry an id from the table below, so that a runbook can name them; nothing is logged per
// record. Thread-safe. spdlog stays behind this header.
enum class Id {
  configuration_refused,  // a file is wrong; the old configuration, if any, stays in force
  reload_needs_restart,   // a changed key takes effect only at the next start
  source_unusable,        // a source cannot be opened; the others go on
  connection_refused,     // a peer was turned away: unknown address, or a limit
  journal_failed,         // the journal cannot be written; sources wait
  journal_damaged,        // bytes of the journal were set aside
  retention_failed,       // something past its retention cannot be removed
  store_failed,           // the incident store cannot be written
  dead_letter_failed,     // the dead-letter file cannot be written
  checkpoint_failed,      // what correlations remember cannot be kept
  checkpoint_unusable,    // what was kept cannot be read; it is built up again
  rule_refused,           // one rule does not load; the others do
  correlation_full,       // groups of a correlation were forgotten for want of memory
  thread_failed,          // a thread ended by exception; the daemon stops in order
  api_failed,             // the API cannot listen or serve
  certificate_expires,    // our own certificate has ended or soon will
};
std::string_view name(Id id);  // "Y-101", stable for ever

enum class Level { debug, info, warning, error, none };  // none: only to be set
// "debug", "info", "warning", "error"; anything else is info.
Level parse_level(std::string_view name);
void set_level(Level lowest);
void write(Level level, std::string_view text);

template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void warning(Id id, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning,
        fmt::format("{} {}", name(id), fmt::format(format, std::forward<Args>(args)...)));
}
template <typename... Args>
void error(Id id, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error,
        fmt::format("{} {}", name(id), fmt::format(format, std::forward<Args>(args)...)));
}

}  // namespace yagura::log
