// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/time.hpp"
#include "model/event.hpp"

namespace yagura {

// What a parser is told beside the record itself.
struct ParseContext {
  TimeZone zone;       // for times without one
  TimePoint received;  // for times without a year
};

// Bad input is not an error of the daemon: it is an answer.
struct ParseResult {
  bool ok = true;
  std::string_view reason = {};  // static text: why it is no event; "" when ok
  std::size_t offset = 0;        // bytes into the record where it went wrong
  bool remembered = false;       // no event, but it says how later records are to be read

  static ParseResult malformed(std::string_view reason, std::size_t offset) {
    return {false, reason, offset, false};
  }
  static ParseResult directive(std::string_view reason) { return {false, reason, 0, true}; }
};

// Turns records of one log source into events. May remember what earlier records of that source
// said (W3C ELFF's #Fields), so there is one per source and organisation. One thread. Never
// throws, never logs, does no I/O; the cost is linear in the record.
class Parser {
 public:
  virtual ~Parser() = default;
  // Fills `event` (cleared by the caller). Texts may be views into `record`.
  virtual ParseResult parse(std::string_view record, const ParseContext& context, Event& event) = 0;
  // Of the record just parsed: a text in it that may be a record of its own (the message of a JSON
  // wrapper). Where the format is to be found by content, it is tried. Empty: there is none.
  virtual std::string_view inner_record() const { return {}; }
};

// How sure a format is that a record is its own; the surest one takes it. `certain` is for what no
// other format can claim, `possible` for wrappers that say nothing of what is in them.
enum class Confidence { no, possible, likely, certain };

struct ConfiguredFormat;

// A log format, described by the one file in parsers/ that implements it. That file exports
//   extern const Format <file>_format;
// and CMake gathers all of them into the table that registry.hpp offers.
struct Format {
  std::string_view name;     // as in `--format`
  std::string_view summary;  // one line for `yagura parse --list`
  Confidence (*recognise)(std::string_view record);
  std::unique_ptr<Parser> (*create)();
  // Set for a format that a file describes (configured_format.hpp), which is recognised and made
  // by that description; the two functions are null then.
  const ConfiguredFormat* configured = nullptr;
};

}  // namespace yagura
