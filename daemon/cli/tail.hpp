// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "model/level.hpp"
#include "stream/json_form.hpp"

namespace yagura {

struct TailOptions {
  std::filesystem::path state_directory;
  TimeZone time_zone;
  Level minimum = Level::informational;
  std::string organisation;            // code or name; empty = all
  std::optional<std::uint64_t> after;  // begin after this sequence; empty = from now on
  std::uint64_t limit = 0;             // stop after so many alerts; 0 = never
  std::chrono::seconds patience{0};    // give up when the daemon cannot be reached for so long
  enum class Output { lines, json } output = Output::lines;
  enum class Colour { off, on } colour = Colour::off;
};

// `yagura tail`: prints alerts as they are raised until interrupted. When the daemon goes away it
// waits for it and goes on after the last alert it printed. Exit code 0, or 3 if no daemon.
int run_tail(const TailOptions& options, std::ostream& out, std::ostream& err);

// One line, at most 120 columns: time, level, organisation, what, about whom.
//   2026-03-18 02:14:07 重大 長門市     ボリュームシャドウコピーの削除  host=nagato-fs01
// Text from records is made harmless for the terminal.
std::string alert_line(const AlertView& view, const TimeZone& zone, TailOptions::Colour colour);

}  // namespace yagura
