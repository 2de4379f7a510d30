// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/syslog.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/number.hpp"
#include "parse/structured_data.hpp"
#include "parse/timestamp.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr int kHighestPriority = 191;  // RFC 5424 section 6.2.1
// The longest tag RFC 3164 allows is 32; daemons with paths in their names need more.
constexpr std::size_t kLongestTag = 128;

bool is_printable(char c) {  // PRINTUSASCII of RFC 5424
  return c > ' ' && c < '\x7f';
}

// --- RFC 5424 ----------------------------------------------------------------------------------

// RFC 5424 section 6: a subset of RFC 3339 with 'T', a zone, at most six digits of fraction.
std::optional<TimePoint> strict_time(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T') {
    return std::nullopt;
  }
  std::size_t at = 19;
  if (text[at] == '.') {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at + 1), text.size());
    if (end - at - 1 < 1 || end - at - 1 > 6) {
      return std::nullopt;
    }
    at = end;
  }
  const std::string_view zone = text.substr(at);
  if (zone != "Z" && !(zone.size() == 6 && zone[3] == ':')) {
    return std::nullopt;
  }
  return parse_rfc3339(text, TimeZone{});
}

// One header field: printable ASCII up to a blank, at most `longest`; "-" becomes empty.
bool take_header_field(std::string_view record, std::size_t& at, std::size_t longest,
                       std::string_view& field) {
  const std::size_t start = at;
  while (at < record.size() && is_printable(record[at]) && at - start < longest) {
    ++at;
  }
  field = record.substr(start, at - start);
  if (field.empty() || at == record.size() || record[at] != ' ') {
    return false;
  }
  ++at;
  if (field == "-") {
    field = {};
  }
  return true;
}

ParseResult parse_rfc5424(std::string_view record, std::size_t at, SyslogMessage& message) {
  message.kind = SyslogMessage::Kind::rfc5424;
  const std::size_t version_at = at;
  std::string_view field;
  const bool taken = take_header_field(record, at, 3, field);
  const auto version = parse_integer(field);
  if (!taken || !version) {
    return ParseResult::malformed("syslog version is not 1 to 999", version_at);
  }
  message.version = static_cast<int>(*version);
  const std::size_t time_at = at;
  constexpr std::size_t kLongestTime = 32;
  if (!take_header_field(record, at, kLongestTime, field)) {
    return ParseResult::malformed("syslog time is neither RFC 3339 nor '-'", time_at);
  }
  if (!field.empty()) {
    message.time = strict_time(field);
    if (!message.time) {
      return ParseResult::malformed("syslog time is neither RFC 3339 nor '-'", time_at);
    }
  }
  struct HeaderField {
    std::string_view SyslogMessage::*member;
    std::size_t longest;
    std::string_view reason;
  };
  static constexpr std::array<HeaderField, 4> kFields = {{
      {&SyslogMessage::hostname, 255, "syslog host name is not 1 to 255 printable characters"},
      {&SyslogMessage::appname, 48, "syslog application is not 1 to 48 printable characters"},
      {&SyslogMessage::procid, 128, "syslog process id is not 1 to 128 printable characters"},
      {&SyslogMessage::msgid, 32, "syslog message id is not 1 to 32 printable characters"},
  }};
  for (const HeaderField& header : kFields) {
    if (!take_header_field(record, at, header.longest, message.*header.member)) {
      return ParseResult::malformed(header.reason, at);
    }
  }
  if (at < record.size() && record[at] == '-') {
    ++at;
  } else {
    const std::size_t start = at;
    if (at == record.size() || record[at] != '[') {
      return ParseResult::malformed("structured data is missing", at);
    }
    if (const ParseResult result = check_structured_data(record, at); !result.ok) {
      return result;
    }
    message.structured_data = record.substr(start, at - start);
  }
  if (at < record.size() && record[at] != ' ') {
    return ParseResult::malformed("structured data is followed by neither blank nor end", at);
  }
  message.payload = record.substr(std::min(at + 1, record.size()));
  if (message.payload.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    message.payload.remove_prefix(kByteOrderMark.size());
  }
  return {};
}

// --- RFC 3164 ----------------------------------------------------------------------------------

// Cisco IOS puts a sequence number before the time: "<189>29: *Mar  1 18:46:11: %SYS-5-...".
std::size_t sequence_length(std::string_view text) {
  constexpr std::size_t kMostDigits = 10;
  std::int64_t value = 0;
  std::size_t digits = text.size() >= 8 && read_eight_digits(text.data(), value) ? 8 : 0;
  while (digits < text.size() && is_digit(text[digits]) && digits <= kMostDigits) {
    ++digits;
  }
  return digits > 0 && digits <= kMostDigits && text.substr(digits, 2) == ": " ? digits + 2 : 0;
}

// The time at the front, with what may stand before it; 0 if there is none.
std::size_t take_time(std::string_view text, const ParseContext& context, SyslogMessage& message) {
  std::size_t at = 0;
  if (!text.empty() && text[0] == ' ') {
    ++at;
  }
  at += sequence_length(text.substr(at));
  if (at < text.size() && (text[at] == '*' || text[at] == '.')) {
    ++at;  // Cisco: the clock is not set, or not synchronised
  }
  const std::string_view rest = text.substr(at);
  auto time = leading_rfc3164_time(rest, context);
  if (!time) {
    time = leading_rfc3339_time(rest, context.zone);
  }
  if (!time) {
    return 0;
  }
  const std::string_view after = rest.substr(time->length);
  if (!after.empty() && after[0] != ' ' && after[0] != ':') {
    return 0;
  }
  message.time = time->time;
  return at + time->length;
}

// The name of a program, perhaps with its path. A quote, brace or '=' is the payload's, and the
// words with which CEF and LEEF begin are theirs.
bool is_tag(std::string_view word) {
  return word.find_first_of("\"'{}=|<>,;") == kNone && word != "CEF" && word != "LEEF";
}

// "tag[pid]: " or "tag: "; leaves `text` alone if there is none.
void take_tag(std::string_view& text, SyslogMessage& message) {
  const std::string_view head = text.substr(0, std::min(kLongestTag, text.find('\t')));
  const std::size_t end = head.find_first_of(" [:");
  if (end == kNone || end == 0 || head[end] == ' ' || !is_tag(head.substr(0, end))) {
    return;
  }
  std::size_t at = end;
  if (head[at] == '[') {
    const std::size_t close = head.find_first_of("] ", at);
    if (close == kNone || head[close] != ']') {
      return;
    }
    message.procid = head.substr(at + 1, close - at - 1);
    at = close + 1;
  }
  if (at < text.size() && text[at] == ':') {
    ++at;
  } else if (at < text.size() && text[at] != ' ') {
    message.procid = {};
    return;
  }
  message.appname = head.substr(0, end);
  if (at < text.size() && text[at] == ' ') {
    ++at;
  }
  text.remove_prefix(at);
}

// The host is the word after the time, unless that word is already the tag.
void take_host(std::string_view& text, SyslogMessage& message) {
  constexpr std::size_t kLongestHost = 255;
  const std::size_t end = text.substr(0, kLongestHost + 1).find(' ');
  if (end == kNone || end == 0) {
    return;
  }
  const std::string_view word = text.substr(0, end);
  const bool begins_tag =
      word.find('[') != kNone || (word.find(':') != kNone && !IpAddress::parse(word));
  if (begins_tag) {
    return;
  }
  message.hostname = word == "-" ? std::string_view{} : word;
  text.remove_prefix(end + 1);
}

ParseResult parse_rfc3164(std::string_view record, std::size_t at, const ParseContext& context,
                          SyslogMessage& message) {
  std::string_view text = record.substr(at);
  const std::size_t length = take_time(text, context, message);
  if (length == 0) {
    if (message.priority < 0) {
      return ParseResult::malformed("neither a syslog priority nor a time in front", at);
    }
    if (text.size() > 1 && text[0] == ' ' && is_digit(text[1])) {
      return ParseResult::malformed("syslog version is missing", at);
    }
    take_tag(text, message);
    message.payload = text;
    return {};
  }
  text.remove_prefix(length);
  const bool host_left_out = !text.empty() && text[0] == ':';  // Cisco: "09:00:01: %ASA-..."
  text.remove_prefix(host_left_out ? 1 : 0);
  if (!text.empty() && text[0] == ' ') {
    text.remove_prefix(1);
  }
  if (!host_left_out) {
    take_host(text, message);
  }
  take_tag(text, message);
  message.payload = text;
  return {};
}

// --- what both begin with ----------------------------------------------------------------------

// "<PRI>": its length, 0 if there is none. The value may be too large.
std::size_t take_priority(std::string_view record, int& priority) {
  if (record.empty() || record[0] != '<') {
    return 0;
  }
  const std::size_t close = record.substr(0, 5).find('>');
  const auto value = close == kNone ? std::nullopt : parse_integer(record.substr(1, close - 1));
  if (!value || *value < 0) {
    return 0;
  }
  priority = static_cast<int>(*value);
  return close + 1;
}

// One to three digits and then a blank, a letter or the end: meant to be RFC 5424's version.
// "10.1.2.3", "29: " and "2026 Jan" are not.
bool begins_with_version(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 3 || text[0] == '0') {
    return false;
  }
  const char next = digits < text.size() ? text[digits] : ' ';
  return next == ' ' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
}

}  // namespace

ParseResult parse_syslog(std::string_view record, const ParseContext& context,
                         SyslogMessage& message) {
  message = SyslogMessage{};
  const std::size_t at = take_priority(record, message.priority);
  if (message.priority > kHighestPriority) {
    message.kind = SyslogMessage::Kind::unreadable_priority;
    message.priority = -1;
    message.payload = record;
    return {};
  }
  if (at > 0 && begins_with_version(record.substr(at))) {
    return parse_rfc5424(record, at, message);
  }
  return parse_rfc3164(record, at, context, message);
}

// Without a priority a time must stand in front: a month, a year, or what Cisco puts before them.
bool may_have_syslog_header(std::string_view record) {
  constexpr std::size_t kYear = 4;
  const char first = record.empty() ? '\0' : record[0];
  if (!is_digit(first)) {
    return (first >= 'A' && first <= 'Z') || first == '<' || first == ' ' || first == '*' ||
           first == '.';
  }
  const char after_year = record.size() > kYear ? record[kYear] : '\0';
  return after_year == '-' || after_year == ' ' || sequence_length(record) > 0;
}

void add_syslog_header(const SyslogMessage& message, Event& event) {
  if (message.priority >= 0) {
    event.add(Field::syslog_priority, std::int64_t{message.priority});
    event.add(Field::syslog_facility, std::int64_t{message.priority / 8});
    event.add(Field::syslog_severity, std::int64_t{message.priority % 8});
  }
  if (message.kind == SyslogMessage::Kind::rfc5424) {
    event.add(Field::syslog_version, std::int64_t{message.version});
  }
  event.add_text(Field::syslog_hostname, message.hostname);
  event.add_text(Field::syslog_appname, message.appname);
  event.add_text(Field::syslog_procid, message.procid);
  event.add_text(Field::syslog_msgid, message.msgid);
  if (!event.has(Field::host_hostname)) {
    event.add_text(Field::host_hostname, message.hostname);
  }
  add_structured_data(message.structured_data, event);
}

}  // namespace yagura
