// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "detect/indicator_json.hpp"

namespace yagura {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kMaxSource = 256;
constexpr std::size_t kShown = 100;  // bytes of an entry that a refusal shows

// What a line says, still as text.
struct Cells {
  std::string_view entry;
  std::string_view source;
  std::string_view expiry;
};

// Takes the next word off the line; empty at its end or at a comment.
std::string_view next_word(std::string_view& line) {
  line = trimmed(line);
  if (line.empty() || line[0] == '#') {
    return {};
  }
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  return word;
}

class ListReader {
 public:
  ListReader(const std::string& file, const std::string& source, IndicatorEntries& entries,
             RefusedEntries& refused)
      : file_(file),
        source_(source.empty() ? file : source),
        entries_(entries),
        refused_(refused) {}

  void read(std::string_view text, ListForm form) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    text.remove_prefix(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
    while (!text.empty()) {
      ++line_;
      std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      line.remove_suffix(line.ends_with('\r') ? 1 : 0);
      if (line.size() > kMaxListLine) {
        refuse(line, "the line is too long");
      } else if (!is_valid_utf8(line)) {
        refuse(line, "the line is not UTF-8");
      } else if (form == ListForm::csv || has_commas(line)) {
        read_csv(trimmed(line));
      } else {
        read_words(line);
      }
    }
  }

 private:
  // Many lists are CSV by any name. A URL may hold commas, nothing else does.
  bool has_commas(std::string_view line) const {
    return entries_.kind() != IndicatorKind::url &&
           line.substr(0, line.find('#')).find(',') != std::string_view::npos;
  }

  void read_words(std::string_view line) {
    Cells cells;
    cells.entry = next_word(line);
    cells.source = cells.entry.empty() ? cells.entry : next_word(line);
    cells.expiry = cells.source.empty() ? cells.source : next_word(line);
    if (!cells.expiry.empty() && !next_word(line).empty()) {
      refuse(cells.entry, "there are more than entry, source and expiry");
    } else {
      take(cells);
    }
  }

  void read_csv(std::string_view line) {
    if (line.empty() || line[0] == '#') {
      return;
    }
    split_cells(line);
    if (!std::exchange(begun_, true) && read_header()) {
      return;
    }
    const auto cell = [&](std::size_t column) {
      return column < cells_.size() ? trimmed(cells_[column]) : std::string_view{};
    };
    take({cell(columns_[0]), cell(columns_[1]), cell(columns_[2])});
  }

  // RFC 4180: a quoted cell may hold commas, and quotes written twice.
  void split_cells(std::string_view line) {
    cells_.clear();
    cells_.emplace_back();
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"') {
        const bool twice = quoted && i + 1 < line.size() && line[i + 1] == '"';
        if (twice) {
          cells_.back() += line[++i];
        } else {
          quoted = !quoted;
        }
      } else if (line[i] == ',' && !quoted) {
        cells_.emplace_back();
      } else {
        cells_.back() += line[i];
      }
    }
  }

  bool read_header() {
    constexpr std::string_view kNames[] = {"entry",  "indicator",   "value",   "ioc",
                                           "source", "valid_until", "expires", "expiry"};
    constexpr std::array kColumnOf{0U, 0U, 0U, 0U, 1U, 2U, 2U, 2U};
    std::array<std::size_t, 3> columns{kNoColumn, kNoColumn, kNoColumn};
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const std::string cell = ascii_lower(trimmed(cells_[i]));
      const auto* known = std::find(std::begin(kNames), std::end(kNames), cell);
      if (known != std::end(kNames)) {
        columns[kColumnOf[static_cast<std::size_t>(known - std::begin(kNames))]] = i;
      } else if (cell == name(entries_.kind())) {
        columns[0] = i;
      }
    }
    const bool header = columns[0] != kNoColumn;
    columns_ = header ? columns : columns_;
    return header;
  }

  void take(const Cells& cells) {
    if (cells.entry.empty()) {
      return;
    }
    std::optional<TimePoint> expires;
    if (!cells.expiry.empty()) {
      expires = parse_expiry(cells.expiry);
      if (!expires) {
        refuse(cells.expiry, "this is no date, and no time of RFC 3339");
        return;
      }
    }
    const std::string_view source = cells.source.empty() ? source_ : cells.source;
    const std::string_view wrong = entries_.add(cells.entry, source.substr(0, kMaxSource), expires);
    if (!wrong.empty()) {
      refuse(cells.entry, wrong);
    }
  }

  void refuse(std::string_view text, std::string_view why) {
    ++refused_.count;
    if (++told_ <= RefusedEntries::kMostTold) {
      refused_.told.push_back(Error{
          ErrorCode::rule,
          fmt::format("'{}' is refused: {}", escape_for_terminal(text.substr(0, kShown)), why),
          Place{file_, line_, 0}, "correct the line or remove it; the others are used"});
    }
  }

  static constexpr std::size_t kNoColumn = ~std::size_t{0};
  const std::string& file_;
  std::string_view source_;
  IndicatorEntries& entries_;
  RefusedEntries& refused_;
  std::vector<std::string> cells_;
  std::array<std::size_t, 3> columns_{0, 1, 2};
  std::size_t told_ = 0;
  int line_ = 0;
  bool begun_ = false;
};

}  // namespace

std::string_view IndicatorEntries::add(std::string_view entry, std::string_view source,
                                       std::optional<TimePoint> expires) {
  const std::string_view wrong = entry_key(kind_, entry, key_, lengths_);
  if (!wrong.empty()) {
    return wrong;
  }
  return table_.add(key_, source, expires) ? std::string_view{} : "the table has no room for it";
}

IndicatorTable IndicatorEntries::take_table() {
  table_.seal();
  return std::move(table_);
}

ListForm list_form(const std::filesystem::path& path) {
  const std::filesystem::path extension = path.extension();
  return extension == ".csv"    ? ListForm::csv
         : extension == ".json" ? ListForm::json
                                : ListForm::text;
}

void read_indicator_list(std::string_view text, ListForm form, const std::string& file,
                         const std::string& source, IndicatorEntries& entries,
                         RefusedEntries& refused) {
  if (form == ListForm::json) {
    read_indicator_json(text, file, source, entries, refused);
    return;
  }
  ListReader(file, source, entries, refused).read(text, form);
}

Result<std::string> read_list_file(const std::filesystem::path& path) {
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(path, error);  // a pipe would never end
  const std::uintmax_t size = regular ? std::filesystem::file_size(path, error) : 0;
  if (!regular || error) {
    return fail(ErrorCode::io, fmt::format("the list {} is no file that can be read",
                                           escape_for_terminal(path.string())));
  }
  if (size > kMaxListBytes) {
    return fail(ErrorCode::limit,
                fmt::format("the list {} has more than {} MiB", escape_for_terminal(path.string()),
                            kMaxListBytes / (std::size_t{1024} * 1024)));
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  std::ifstream stream(path, std::ios::binary);
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (!stream.is_open() || stream.bad()) {
    return fail(ErrorCode::io,
                fmt::format("the list {} cannot be read", escape_for_terminal(path.string())));
  }
  return text;
}

std::optional<TimePoint> parse_expiry(std::string_view text) {
  constexpr std::size_t kDateSize = 10;
  if (text.size() != kDateSize) {
    return parse_rfc3339(text, TimeZone{});
  }
  const auto begin = parse_rfc3339(fmt::format("{}T00:00:00Z", text), TimeZone{});
  return begin ? std::optional(*begin + std::chrono::hours(24)) : std::nullopt;
}

}  // namespace yagura
