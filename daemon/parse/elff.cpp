// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/elff.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/url.hpp"
#include "parse/any_time.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kFields = "#Fields:";
constexpr std::string_view kSoftware = "#Software:";

// The next line, without its end; `text` keeps what follows.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!line.empty() && line.back() == '\r') {
    line.remove_suffix(1);
  }
  return line;
}

bool begins_with(std::string_view text, std::string_view start) {
  return equal_ignoring_case(text.substr(0, start.size()), start);
}

Value* find(Pairs& pairs, std::string_view name) {
  for (Pair& pair : pairs) {
    if (pair.name == name) {
      return &pair.value;
    }
  }
  return nullptr;
}

std::string_view text(const Value& value) {
  const auto* found = std::get_if<std::string_view>(&value);
  return found == nullptr ? std::string_view{} : *found;
}

std::optional<TimePoint> joined_time(std::string_view date, std::string_view time,
                                     TimePoint received) {
  std::array<char, 40> joined;
  if (date.empty() || time.empty() || date.size() + time.size() >= joined.size()) {
    return std::nullopt;
  }
  char* end = std::copy(date.begin(), date.end(), joined.data());
  *end++ = ' ';
  end = std::copy(time.begin(), time.end(), end);
  const auto size = static_cast<std::size_t>(end - joined.data());
  return parse_any_time({joined.data(), size}, ParseContext{TimeZone(), received});
}

}  // namespace

ElffReader::ElffReader(char delimiter) {
  style_.delimiter = delimiter;
  style_.run_is_one = delimiter == ' ';
}

std::string_view ElffReader::take_directives(std::string_view record) {
  while (!record.empty()) {
    const std::string_view line = trimmed(take_line(record));
    if (line.empty()) {
      continue;
    }
    if (line.front() != '#') {
      return line;
    }
    if (begins_with(line, kFields)) {
      set_fields(line.substr(kFields.size()));
    } else if (begins_with(line, kSoftware)) {
      software_.assign(trimmed(line.substr(kSoftware.size())));
    }
  }
  return {};
}

void ElffReader::set_fields(std::string_view names) {
  if (names == names_) {
    return;
  }
  names_.assign(names);
  fields_.clear();
  std::string_view rest = names_;
  while (!rest.empty() && fields_.size() < kMostPairs) {
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    if (end > 0) {
      fields_.push_back(rest.substr(0, end));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

std::size_t ElffReader::read(std::string_view line, Arena& arena, Pairs& pairs) {
  columns_.clear();
  split_columns(line, style_, arena, columns_);
  const std::size_t before = pairs.size();
  name_columns(fields_, columns_, arena, pairs);
  // The names must outlive the next #Fields: an event may be looked at after it.
  const std::string_view kept = arena.copy(names_);
  for (std::size_t i = 0; i < fields_.size() && before + i < pairs.size(); ++i) {
    const auto at = static_cast<std::size_t>(fields_[i].data() - names_.data());
    pairs[before + i].name = kept.substr(at, fields_[i].size());
  }
  return columns_.size();
}

std::optional<TimePoint> take_elff_time(Pairs& pairs, const ParseContext& context) {
  Value* const date = find(pairs, "date");
  Value* const time = find(pairs, "time");
  if (date != nullptr && time != nullptr) {
    const auto found = joined_time(text(*date), text(*time), context.received);
    if (found) {
      *date = std::monostate{};
      *time = std::monostate{};
    }
    return found;
  }
  constexpr std::string_view kWhole[] = {"gmttime", "localtime", "timestamp", "x-timestamp-unix"};
  for (const std::string_view name : kWhole) {
    Value* const value = find(pairs, name);
    if (value == nullptr) {
      continue;
    }
    const auto* count = std::get_if<std::int64_t>(value);
    const auto found =
        count != nullptr ? epoch_time(*count) : parse_any_time(text(*value), context);
    if (found) {
      *value = std::monostate{};
      return found;
    }
  }
  return std::nullopt;
}

void add_url_of_parts(Event& event) {
  const std::string_view path = event.text(Field::url_path);
  if (!event.has(Field::url_extension)) {
    event.add_text(Field::url_extension, split_url(path).extension);
  }
  const std::string_view host = event.text(Field::url_domain);
  if (host.empty() || event.has(Field::url_original)) {
    return;
  }
  const std::string_view scheme = event.text(Field::url_scheme);
  const Value* const port = event.find(Field::url_port);
  std::string_view port_text = port == nullptr ? std::string_view{} : text_of(*port, event.arena());
  if ((scheme == "http" && port_text == "80") || (scheme == "https" && port_text == "443")) {
    port_text = {};
  }
  const std::string_view query = event.text(Field::url_query);
  const std::string_view parts[] = {
      scheme, scheme.empty() ? "" : "://", host, port_text.empty() ? "" : ":", port_text,
      path,   query.empty() ? "" : "?",    query};
  std::size_t size = 0;
  for (const std::string_view part : parts) {
    size += part.size();
  }
  char* const whole = event.arena().allocate(size);
  char* end = whole;
  for (const std::string_view part : parts) {
    end = std::copy(part.begin(), part.end(), end);
  }
  event.add(Field::url_original, std::string_view(whole, size));
}

bool begins_with_elff_directive(std::string_view record) {
  const std::size_t first = record.find_first_not_of(" \t\r\n");
  if (first == kNone || record[first] != '#') {
    return false;
  }
  record = record.substr(first);
  return begins_with(record, kFields) || begins_with(record, kSoftware) ||
         begins_with(record, "#Version:") || begins_with(record, "#Date:");
}

}  // namespace yagura
