// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "parse/pairs.hpp"

namespace yagura {

// How the columns of a line are told apart.
struct ColumnStyle {
  char delimiter = ',';
  // Several delimiters in a row count as one (blank-padded columns).
  bool run_is_one = false;
  // "..." is one column, "" inside it one quote (RFC 4180); else quotes are ordinary characters.
  bool quotes = true;
  // A quote inside quotes is written \" rather than doubled.
  bool backslashes = false;
  // [...] is one column, without its brackets.
  bool brackets = false;
};

inline constexpr ColumnStyle kCsv{};
inline constexpr ColumnStyle kTsv{'\t', false, false, false, false};
// Apache, HAProxy, i-FILTER, ELFF: blanks, quotes, and times in brackets.
inline constexpr ColumnStyle kBlanks{' ', true, true, true, true};

// Appends the columns of `line` to `columns`; an unclosed quote runs to the end. At most kMostPairs
// columns. Linear.
void split_columns(std::string_view line, const ColumnStyle& style, Arena& arena,
                   std::vector<std::string_view>& columns);

// Appends (name, column) for as many as both have; an empty name passes its column over. Columns
// without a name are named by their number, from 1: "column.27".
void name_columns(std::span<const std::string_view> names,
                  std::span<const std::string_view> columns, Arena& arena, Pairs& pairs);

}  // namespace yagura
