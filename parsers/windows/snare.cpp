// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Snare's syslog format, in columns that are separated by tabs, or by "#011" where a syslog daemon
// escapes them; Kiwi writes columns of its own before it:
//
//   MSWinEventLog <1> Security <1033> Wed Feb 25 12:30:00 2026 <4625> Microsoft-Windows-...
//       <user> <type of its id> Failure Audit <computer> <category> <data> <message> <count>
#include <array>

#include "parse/any_time.hpp"
#include "windows/record.hpp"

namespace yagura::windows {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kMark = "MSWinEventLog";

// The columns behind the mark.
namespace column {
enum Column : std::size_t {
  criticality,
  log,
  counter,
  time,
  event_id,
  source,
  user,
  user_type,
  type,
  computer,
  category,
  data,
  message,
  count_
};
}  // namespace column

std::string_view separator_at(std::string_view text) {
  for (const std::string_view separator : {"\t", "#011"}) {
    if (text.substr(0, separator.size()) == separator) {
      return separator;
    }
  }
  return {};
}

}  // namespace

std::size_t find_snare(std::string_view text) {
  constexpr std::size_t kHead = 256;
  const std::size_t at = text.substr(0, kHead).find(kMark);
  return at == kNone || separator_at(text.substr(at + kMark.size())).empty() ? kNone : at;
}

ParseResult read_snare(std::string_view text, const ParseContext& context, Collector& into) {
  const std::size_t begin = find_snare(text) + kMark.size();
  const std::string_view separator = separator_at(text.substr(begin));
  std::array<std::string_view, column::count_> columns;
  std::size_t count = 0;
  for (std::size_t at = begin; at != kNone && count < columns.size();) {
    at += separator.size();
    const std::size_t end = text.find(separator, at);
    columns[count++] = text.substr(at, end == kNone ? kNone : end - at);
    at = end;
  }
  if (count <= column::computer) {
    return ParseResult::malformed("windows: fewer columns than Snare writes", text.size());
  }
  Record& record = into.record;
  (void)record.set(Name::channel, columns[column::log]);
  (void)record.set(Name::event_id, columns[column::event_id]);
  (void)record.set(Name::provider_name, columns[column::source]);
  (void)record.set(Name::computer, columns[column::computer]);
  (void)record.set(Name::message, columns[column::message]);
  if (columns[column::user] != "N/A" && columns[column::user_type] != "N/A") {
    (void)record.set(Name::user, columns[column::user]);
  }
  if (columns[column::type] == "Success Audit") {
    (void)record.set(Name::event_type, std::string_view("AUDIT_SUCCESS"));
  } else if (columns[column::type] == "Failure Audit") {
    (void)record.set(Name::event_type, std::string_view("AUDIT_FAILURE"));
  } else {
    (void)record.set(Name::severity, columns[column::type]);
  }
  Event& event = into.event();
  if (const auto time = parse_any_time(columns[column::time], context)) {
    event.own_time = time;
  } else {
    event.notes.push_back("windows: a time is not readable");
  }
  (void)read_message(columns[column::message], Keep::yes, into);
  return {};
}

}  // namespace yagura::windows
