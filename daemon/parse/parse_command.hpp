// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "base/time.hpp"
#include "parse/parser.hpp"

namespace yagura {

// What `yagura parse` does, apart from its command line.
struct ParseOptions {
  enum class Input {
    records,       // one record a line
    dead_letters,  // one dead letter a line; it says its own format, zone and time of receipt
  };
  Input input = Input::records;
  std::string format = "auto";
  std::string charset = "utf-8";
  TimeZone zone;                           // for times without one
  TimePoint received;                      // for times without a year
  std::span<const Format* const> formats;  // registry.hpp's
};

// Lines in, one JSON object a record out, in order: the event, or
// {"error":{"reason":...,"offset":...},"raw":...}. Empty lines are no records, but in
// `dead_letters` every line gives an object. Holds one line at a time; longer ones than the limit
// are an error and read past. Returns the exit code: 0, or 1 if there was an error.
int run_parse(const ParseOptions& options, std::istream& in, std::ostream& out);

}  // namespace yagura
