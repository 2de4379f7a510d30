// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/event.hpp"

namespace yagura {

// A few events are looked at closely, not a log: what is larger is refused.
inline constexpr std::size_t kMaxEventFileBytes = std::size_t{64} * 1024 * 1024;

// The events of one file: JSON objects one after the other, over any number of lines, or JSON lines
// of which some may be wrong. In the shapes that EventReader knows.
class EventFile {
 public:
  // "-" reads `in`.
  static Result<EventFile> read(const std::filesystem::path& file, std::istream& in);

  // Calls `look` for each event with the line on which it begins (from 1). The event lives until
  // `look` returns; without a time of its own it has that of the event before. Lines that are no
  // event are told to `err`. False: there was such a line, or no event at all.
  using Look = std::function<void(std::size_t line, const Event& event)>;
  bool for_each(const Look& look, std::ostream& err) const;

 private:
  explicit EventFile(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace yagura
