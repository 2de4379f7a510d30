// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/columns.hpp"

#include <algorithm>

#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// Where the quoted column beginning at `from` ends: its closing quote or the end of the line.
std::size_t end_of_quotes(std::string_view line, std::size_t from, const ColumnStyle& style) {
  if (style.backslashes) {
    return closing_quote(line, from);
  }
  for (std::size_t at = line.find('"', from); at != kNone; at = line.find('"', at + 2)) {
    if (at + 1 >= line.size() || line[at + 1] != '"') {
      return at;
    }
  }
  return line.size();
}

}  // namespace

void split_columns(std::string_view line, const ColumnStyle& style, Arena& arena,
                   std::vector<std::string_view>& columns) {
  std::size_t at = 0;
  const auto skip_run = [&] {
    while (style.run_is_one && at < line.size() && line[at] == style.delimiter) {
      ++at;
    }
  };
  skip_run();
  bool more = at < line.size();
  while (more && columns.size() < kMostPairs) {
    std::string_view column;
    if (style.quotes && at < line.size() && line[at] == '"') {
      const std::size_t end = end_of_quotes(line, at + 1, style);
      column = line.substr(at + 1, end - at - 1);
      column =
          style.backslashes ? without_backslashes(column, arena) : single_quotes(column, arena);
      // What follows the closing quote up to the delimiter belongs to nobody.
      at = std::min(line.find(style.delimiter, end), line.size());
    } else if (style.brackets && at < line.size() && line[at] == '[' &&
               line.find(']', at) != kNone) {
      const std::size_t end = line.find(']', at);
      column = line.substr(at + 1, end - at - 1);
      at = std::min(line.find(style.delimiter, end), line.size());
    } else {
      const std::size_t end = std::min(line.find(style.delimiter, at), line.size());
      column = line.substr(at, end - at);
      at = end;
    }
    columns.push_back(column);
    more = at < line.size();
    at += more ? 1 : 0;
    skip_run();
    more = more && !(style.run_is_one && at == line.size());
  }
}

void name_columns(std::span<const std::string_view> names,
                  std::span<const std::string_view> columns, Arena& arena, Pairs& pairs) {
  constexpr std::string_view kUnnamed = "column.";
  for (std::size_t i = 0; i < columns.size() && pairs.size() < kMostPairs; ++i) {
    if (i < names.size()) {
      if (!names[i].empty()) {
        pairs.push_back({names[i], columns[i]});
      }
      continue;
    }
    const std::string_view number = text_of(Value(static_cast<std::int64_t>(i + 1)), arena);
    char* out = arena.allocate(kUnnamed.size() + number.size());
    kUnnamed.copy(out, kUnnamed.size());
    number.copy(out + kUnnamed.size(), number.size());
    pairs.push_back({{out, kUnnamed.size() + number.size()}, columns[i]});
  }
}

}  // namespace yagura
