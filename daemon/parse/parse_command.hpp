// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  std::string charset = "auto";
  TimeZone zone;                           // for times without one
  TimePoint received;                      // for times without a year
  std::span<const Format* const> formats;  // registry.hpp's, perhaps with configured ones
  // Cuts a stream into records as a syslog connection does (RFC 6587), for the format "framing":
  // it shows {"frames":[...]} instead of an event. Unset: there is no such format.
  std::function<std::vector<std::string>(std::string_view stream)> frames;
};

// Names of formats that `yagura parse` takes beside those of the table: "auto"; "charset", which is
// auto, too; and "framing", where options.frames is set.
bool is_special_format(std::string_view name);

// Lines in, one JSON object a record out, in order: the event, or
// {"error":{"reason":...,"offset":...},"raw":...}. Empty lines are no records, but in
// `dead_letters` every line gives an object. Holds one line at a time; longer ones than the limit
// are an error and read past. Returns the exit code: 0, or 1 if there was an error.
int run_parse(const ParseOptions& options, std::istream& in, std::ostream& out);

}  // namespace yagura
