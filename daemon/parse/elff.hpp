// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "model/event.hpp"
#include "parse/columns.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

namespace yagura {

// W3C Extended Log File Format (WD-logfile-960323), as proxies and IIS write it:
//
//   #Software: SGOS 7.3
//   #Fields: date time c-ip cs-method cs-host sc-status
//   2026-02-25 03:30:00 10.1.2.3 GET www.example.jp 200
//
// The names of the columns are said once and hold until the next #Fields, which may come at any
// time; so one reader belongs to one source. Values are apart by blanks; one with a blank in it is
// in double quotes, a quote in it doubled; "-" is no value.
class ElffReader {
 public:
  explicit ElffReader(char delimiter = ' ');
  ElffReader(const ElffReader&) = delete;
  ElffReader& operator=(const ElffReader&) = delete;

  // Takes up the directives with which a record begins, each a line, and returns the first line
  // behind them; empty if there is none.
  std::string_view take_directives(std::string_view record);

  // The names that hold from here, parted by blanks. take_directives() calls it; for sources whose
  // header was lost and whose columns are known otherwise, call it yourself.
  void set_fields(std::string_view names);
  // None until a #Fields was seen.
  std::span<const std::string_view> fields() const { return fields_; }
  std::string_view software() const { return software_; }  // what #Software said

  // Appends the columns of a data line under their names; the ones that have none as "column.N".
  // Returns how many columns there were: more or fewer than fields() is for the caller to judge.
  std::size_t read(std::string_view line, Arena& arena, Pairs& pairs);

 private:
  std::string names_;                     // the text fields_ points into
  std::vector<std::string_view> fields_;  // not used while a line is read
  std::string software_;
  ColumnStyle style_;
  std::vector<std::string_view> columns_;
};

// The time that the columns of such a log say together: "date" and "time" in UTC, as the draft has
// it; else "gmttime", "localtime" or "timestamp". Also for the products that send the same names as
// JSON or key=value. What was read loses its value in `pairs`, since nothing of it is left to say.
std::optional<TimePoint> take_elff_time(Pairs& pairs, const ParseContext& context);

// "scheme://host:port/path?query" of the parts that the event has, as url.original: such logs have
// them in columns of their own, and rules look for the whole. Also the extension of the path.
void add_url_of_parts(Event& event);

// Whether a record begins with a directive that only this format has.
bool begins_with_elff_directive(std::string_view record);

}  // namespace yagura
