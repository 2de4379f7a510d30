// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace yagura {

// `yagura search`: what the journal holds that an expression or rules find.
struct SearchOptions {
  enum class Form { lines, raw, json, count };
  enum class Bytes { escaped, as_they_are };  // of raw records: a terminal gets them escaped

  std::filesystem::path config;   // for names, formats and the journal's place; empty = none
  std::filesystem::path journal;  // a journal's folder; empty = that of the configuration
  std::vector<std::string> organisations;  // codes, or names of the configuration; empty = all
  std::string since;                       // empty = from the first record
  std::string until;                       // excluded; empty = to the last
  std::vector<std::filesystem::path> rules;
  std::optional<std::filesystem::path> placeholders;
  std::string expression;  // empty = none
  std::uint64_t limit = 0;
  unsigned threads = 0;  // 0 = one for each processor
  Form form = Form::lines;
  Bytes bytes = Bytes::escaped;
  std::size_t columns = 100;  // of a line
};

// Returns the exit code: 0 ok, 1 something could not be read or a rule was refused, 2 an option or
// the expression is wrong, 3 cannot run. Findings go to `out` in the order of the journal; what is
// wrong and a summary to `err`. `now` is what relative times are counted from.
int run_search(const SearchOptions& options, TimePoint now, std::ostream& out, std::ostream& err);

// "2026-04-01T09:00:00+09:00", or parts of it ("2026-04-01", "2026-04-01 09:00") on the clock of
// `zone`; or so long before `now`: "-90m", "-3d" (s, m, h, d, w).
Result<TimePoint> parse_search_time(const std::string& text, const TimeZone& zone, TimePoint now);

}  // namespace yagura
