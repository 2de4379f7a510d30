// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "parse/any_time.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

namespace yagura {

// How a value of the source becomes ours.
enum class As : std::uint8_t {
  text,     // as it stands, numbers and flags typed
  integer,  // decimal or 0x hexadecimal
  real,
  ip,           // an address; "10.0.0.1:443" and "[::1]" without port and brackets
  host,         // an address, or a name for the *.domain or host.name beside it
  port,         // 0 to 65535
  time,         // any_time.hpp; Field::timestamp is the event's own time
  duration_ms,  // milliseconds to the nanoseconds of event.duration
  duration_s,
  url,           // url.* as a whole: give it Field::url_original
  path,          // a file's path; the *.name (and file.directory) beside it
  account,       // DOMAIN\user, for user.name, user.target.name and process.user.name
  hash,          // hexadecimal digits, or "MD5=...,SHA256=...", for the *.hash.md5 of an owner
  lower,         // in lower case: hosts, schemes
  upper_method,  // GET, not get
  transport,     // 6 is tcp
  http_version,  // "HTTP/1.1" is 1.1
  percent,       // %-encoded text
};

// One row: the source's name for something, and ours.
struct Mapping {
  std::string_view name;
  Field field;
  As as = As::text;
};

// The rows of one kind of record. Products say the same thing under several names, so rows stand
// in order of preference: the first row of a field whose name has a usable value takes it, wherever
// the name stands in the record. One name may have several rows, and fill several fields.
//
// A value that is not used (no row, not readable as what it should be, or a better one was there)
// is kept as vendor.<name>: nothing is lost. A list fills its field several times.
//
// Holds scratch space: one thread, one table a parser. Allocates nothing once warm.
class FieldTable {
 public:
  struct Settings {
    DateOrder date_order = DateOrder::unknown;
    // Texts that mean "no value" beside "" and "-".
    std::span<const std::string_view> no_value = {};
    // Values that fill a field are kept as vendor.<name>, too: for sources whose own names Sigma's
    // rules ask for.
    bool keep_own_names = false;
  };

  // `rows`, and what Settings points to, must live as long as the table.
  explicit FieldTable(std::span<const Mapping> rows) : FieldTable(rows, Settings{}) {}
  FieldTable(std::span<const Mapping> rows, Settings settings);

  void apply(const Pairs& pairs, const ParseContext& context, Event& event);

 private:
  static constexpr std::uint32_t kEnd = 0xFFFFFFFF;

  std::uint32_t find_name(std::string_view name) const;
  bool is_no_value(const Value& value) const;

  std::span<const Mapping> rows_;
  Settings settings_;
  std::vector<std::uint32_t> name_of_row_;  // rows with the same name share one number
  std::vector<std::string_view> names_;
  std::vector<std::uint32_t> slots_;  // open addressing: hash of the name to its number
  // Of the record at hand:
  std::vector<std::uint32_t> first_;  // by number of the name: its first pair
  std::vector<std::uint32_t> next_;   // by pair: the next of the same name
  std::vector<char> used_;            // by pair
};

// Rows of a vendor before those of a standard (cef_fields.hpp), as one table.
template <std::size_t... N>
constexpr auto joined_rows(const Mapping (&... arrays)[N]) {
  std::array<Mapping, (N + ...)> rows{};
  std::size_t at = 0;
  const auto append = [&](const auto& array) {
    for (const Mapping& row : array) {
      rows[at++] = row;
    }
  };
  (append(arrays), ...);
  return rows;
}

// One value as a row says. False if it is not readable as that, and then nothing was added. Adds to
// a field that is there already: a caller that wants one value asks before.
bool add_as(Field field, As as, const Value& value, const ParseContext& context, DateOrder order,
            Event& event);

}  // namespace yagura
