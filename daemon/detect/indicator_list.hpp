// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "detect/indicator_key.hpp"
#include "detect/indicator_table.hpp"

namespace yagura {

// The entries of one indicator rule while they are gathered from its lists.
class IndicatorEntries {
 public:
  explicit IndicatorEntries(IndicatorKind kind) : kind_(kind) {}

  // Empty text = taken; else why the entry is refused.
  std::string_view add(std::string_view entry, std::string_view source,
                       std::optional<TimePoint> expires);

  IndicatorKind kind() const { return kind_; }
  const PrefixLengths& lengths() const { return lengths_; }
  const IndicatorTable& table() const { return table_; }
  IndicatorTable take_table();  // sealed; nothing can be added after

 private:
  IndicatorKind kind_;
  IndicatorTable table_;
  PrefixLengths lengths_;
  std::string key_;
};

// Entries that were refused, the others of their list being taken: each is counted and the first
// of each list are told. A list of nothing but mistakes must not fill the log.
struct RefusedEntries {
  static constexpr std::size_t kMostTold = 20;
  std::size_t count = 0;
  std::vector<Error> told;
};

// How a list is written; by the end of its name (.csv, .json, anything else).
enum class ListForm { text, csv, json };
ListForm list_form(const std::filesystem::path& path);

// Longer lines are refused as entries, larger files as a whole.
inline constexpr std::size_t kMaxListLine = std::size_t{16} * 1024;
inline constexpr std::size_t kMaxListBytes = std::size_t{512} * 1024 * 1024;

// Adds the entries of a list. `file` is named in refusals and, where an entry names no source and
// `source` is empty, is the source.
//   text  ENTRY [SOURCE [EXPIRY]], parted by blanks; `#` at the start or after a blank begins a
//         comment; lines with commas are read as csv unless entries are URLs
//   csv   the same by commas, with quotes as in RFC 4180 but no line break inside them; a first
//         line with a cell `entry`, `indicator`, `value`, `ioc` or the name of the kind says which
//         column is what (`source`, `expiry` or `expires` or `valid_until`)
//   json  a STIX 2.1 bundle or MISP events: indicator_json.hpp
// EXPIRY is a date (the entry holds to its end, in UTC) or a time as RFC 3339 has it.
void read_indicator_list(std::string_view text, ListForm form, const std::string& file,
                         const std::string& source, IndicatorEntries& entries,
                         RefusedEntries& refused);

// Reads the file as a whole. An error: it cannot be read, is no regular file or too large.
Result<std::string> read_list_file(const std::filesystem::path& path);

// "2026-12-31" or RFC 3339; when the entry has ended.
std::optional<TimePoint> parse_expiry(std::string_view text);

}  // namespace yagura
