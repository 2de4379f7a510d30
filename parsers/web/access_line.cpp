// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "web/access_log.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/number.hpp"
#include "parse/event_fields.hpp"
#include "parse/text_forms.hpp"
#include "web/access_parts.hpp"

namespace yagura::web {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kMostColumns = 64;

// Columns behind the user agent that have a name, by their place (ingress-nginx) or as key=value.
constexpr Mapping kExtraRows[] = {
    {"request_length", Field::http_request_bytes, As::integer},
    {"request_time", Field::event_duration, As::duration_s},
    {"rt", Field::event_duration, As::duration_s},
    {"host", Field::destination_domain, As::lower},
    {"sn", Field::destination_domain, As::lower},
    {"ssl_protocol", Field::tls_version},
    {"req_id", Field::event_id},
    {"request_id", Field::event_id},
};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == kNone;
}

std::string_view take_word(std::string_view& rest) {
  rest = trimmed(rest);
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest = trimmed(rest.substr(word.size()));
  return word;
}

// The first word of `rest`, or several that commas join.
std::string_view take_list(std::string_view& rest) {
  rest = trimmed(rest);
  const char* const begin = rest.data();
  std::string_view word = take_word(rest);
  while (!word.empty() && word.back() == ',' && !rest.empty()) {
    word = take_word(rest);
  }
  return {begin, static_cast<std::size_t>(word.data() + word.size() - begin)};
}

void add_forwarded_for(Event& event, std::string_view list) {
  if (!list.empty() && list != "-") {
    event.add_unmapped(Origin::vendor, "http_x_forwarded_for", list);
  }
}

// "ident user" and what is put between: dashes and "[192.0.2.1]" say nothing. Users may contain
// blanks.
void add_user(std::string_view rest, Event& event) {
  const std::string_view ident = take_word(rest);
  if (rest.empty()) {
    rest = ident;
  }
  while (!rest.empty() && (rest.front() == '[' || rest == "-" || rest.substr(0, 2) == "- ")) {
    (void)take_word(rest);
  }
  while (rest.size() > 2 && rest.substr(rest.size() - 2) == " -") {
    rest = trimmed(rest.substr(0, rest.size() - 2));
  }
  if (rest != "\"\"") {
    event.add_text(Field::user_name, c_unescaped(rest, event.arena()));
  }
}

void add_virtual_host(std::string_view text, Event& event) {
  if (text != "-") {
    add_endpoint_with_port(event, Field::destination_ip, Field::destination_domain,
                           Field::destination_port, text);
  }
}

// What stands before the time. The client is the first address that is followed by no other one:
// before it stand the virtual host and what a proxy in front says it was asked for.
void add_origin(std::string_view rest, Event& event) {
  std::string_view first = take_list(rest);
  std::string_view second = rest;
  const std::string_view next = take_list(second);
  const bool list = first.find(',') != kNone;
  const bool second_is_client = is_address(next) || (!is_address(first) && !list && next != "-" &&
                                                     !next.empty() && second.find(' ') != kNone);
  if (second_is_client) {
    if (list) {
      add_forwarded_for(event, first);
    } else {
      add_virtual_host(first, event);
    }
    first = next;
    rest = second;
  }
  if (first.find(',') != kNone) {
    add_forwarded_for(event, first);
    first = first.substr(0, first.find(','));
  }
  add_endpoint(event, Field::source_ip, Field::source_domain, first);
  if (!rest.empty() && rest.front() == '(') {
    const std::string_view forwarded = rest.substr(1, rest.find(')') - 1);
    add_forwarded_for(event, trimmed(forwarded));
    rest.remove_prefix(std::min(rest.size(), forwarded.size() + 2));
  }
  add_user(rest, event);
}

bool is_mime_type(std::string_view text) {
  constexpr std::string_view kTypes[] = {"text/",  "application/", "image/",    "audio/",
                                         "video/", "font/",        "multipart/"};
  return std::any_of(std::begin(kTypes), std::end(kTypes),
                     [&](std::string_view type) { return text.substr(0, type.size()) == type; });
}

std::string_view column_name(std::size_t number, Arena& arena) {
  constexpr std::string_view kColumn = "column.";
  const std::string_view digits = text_of(Value(static_cast<std::int64_t>(number)), arena);
  char* out = arena.allocate(kColumn.size() + digits.size());
  kColumn.copy(out, kColumn.size());
  digits.copy(out + kColumn.size(), digits.size());
  return {out, kColumn.size() + digits.size()};
}

}  // namespace

AccessLine::AccessLine(const AccessRefusals& refusals)
    : refusals_(refusals), extra_table_(kExtraRows) {}

// Blanks part columns but in quotes; `key="a b"` and `a, b` are one column each.
void AccessLine::split(std::string_view text) {
  columns_.clear();
  std::size_t at = text.find_first_not_of(' ');
  while (at != kNone && at < text.size() && columns_.size() < kMostColumns) {
    if (text[at] == '"') {
      const std::size_t end = closing_quote(text, at + 1);
      columns_.push_back({text.substr(at + 1, end - at - 1), true});
      at = end + 1;
    } else {
      std::size_t end = std::min(text.find(' ', at), text.size());
      const std::size_t quote = text.substr(at, end - at).find("=\"");
      if (quote != kNone) {
        end = std::min(closing_quote(text, at + quote + 2) + 1, text.size());
      }
      while (end < text.size() && text[end - 1] == ',') {
        end = std::min(text.find(' ', end + 1), text.size());
      }
      columns_.push_back({text.substr(at, end - at), false});
      at = end;
    }
    at = at < text.size() ? text.find_first_not_of(' ', at) : kNone;
  }
}

// The quoted column that a status follows. Of a line that was cut, the first quoted one.
bool AccessLine::find_request(Places& places) const {
  const auto first = std::find_if(columns_.begin(), columns_.end(),
                                  [](const Column& column) { return column.quoted; });
  places.request = static_cast<std::size_t>(first - columns_.begin());
  for (std::size_t i = places.request; i + 1 < columns_.size(); ++i) {
    if (columns_[i].quoted && !columns_[i + 1].quoted && is_status(columns_[i + 1].text)) {
      places.request = i;
      break;
    }
  }
  return first != columns_.end();
}

void AccessLine::add_answer(Places& places, bool has_status, Event& event) const {
  std::size_t at = places.request + 1;
  if (has_status && at < columns_.size() && is_status(columns_[at].text)) {
    if (const auto status = parse_integer(columns_[at].text); status && *status > 0) {
      event.add(Field::http_response_status_code, *status);
    }
    ++at;
  }
  if (at < columns_.size() && !columns_[at].quoted) {
    const auto size = parse_integer(columns_[at].text);
    if (size && *size >= 0) {
      event.add(Field::http_response_bytes, *size);
      event.add(Field::http_response_body_bytes, *size);
    }
    at += size || columns_[at].text == "-" ? 1 : 0;
  }
  places.answer_end = std::min(at, columns_.size());
}

// The next two quoted columns, wherever they are; one alone is the referrer if it looks like one.
void AccessLine::add_agent(Places& places, Event& event) const {
  std::size_t at = places.answer_end;
  while (at < columns_.size() && !columns_[at].quoted) {
    ++at;
  }
  places.agent = places.agent_end = at;
  if (at == columns_.size()) {
    places.agent = places.agent_end = places.answer_end;
    return;
  }
  const std::string_view first = columns_[at].text;
  const bool pair = at + 1 < columns_.size() && columns_[at + 1].quoted;
  const bool is_referrer = pair || first == "-" || first.find("://") != kNone;
  event.add_text(is_referrer ? Field::http_request_referrer : Field::user_agent_original,
                 c_unescaped(first, event.arena()));
  if (pair) {
    event.add_text(Field::user_agent_original, c_unescaped(columns_[at + 1].text, event.arena()));
  }
  places.agent_end += pair ? 2 : 1;
}

// length seconds [upstream] [alternative] address length seconds status id: ingress-nginx. Versions
// before 0.17 have no alternative.
bool AccessLine::add_ingress_columns(std::size_t from, const ParseContext& context, Event& event) {
  constexpr std::string_view kNames[] = {
      "request_length",         "request_time",    "proxy_upstream_name",
      "proxy_alternative_name", "upstream_addr",   "upstream_response_length",
      "upstream_response_time", "upstream_status", "req_id"};
  const auto bracketed = [&](std::size_t i) {
    return i < columns_.size() && !columns_[i].quoted && columns_[i].text.front() == '[';
  };
  if (!bracketed(from + 2) || !is_number(columns_[from].text) ||
      !is_number(columns_[from + 1].text)) {
    return false;
  }
  const bool alternative = bracketed(from + 3);
  std::size_t name = 0;
  for (std::size_t i = from; i < columns_.size() && name < std::size(kNames); ++i, ++name) {
    name += !alternative && name == 3 ? 1 : 0;
    std::string_view text = columns_[i].text;
    if (bracketed(i)) {
      text = text.substr(1, text.find(']') - 1);
    }
    if (kNames[name] == "upstream_addr") {
      add_endpoint_with_port(event, Field::destination_ip, Field::destination_domain,
                             Field::destination_port, trimmed(text.substr(text.rfind(',') + 1)));
    } else {
      pairs_.push_back({kNames[name], text});
    }
  }
  extra_table_.apply(pairs_, context, event);
  return true;
}

void AccessLine::add_extra_columns(const Places& places, const ParseContext& context,
                                   Event& event) {
  pairs_.clear();
  if (add_ingress_columns(places.agent_end, context, event)) {
    return;
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const auto [text, quoted] = columns_[i];
    const bool known = (i >= places.request && i < places.answer_end) ||
                       (i >= places.agent && i < places.agent_end);
    if (known || text.empty() || text == "-") {
      continue;
    }
    const std::size_t assign = quoted ? kNone : text.find('=');
    if (assign != kNone && assign > 0) {
      const std::string_view value = text.substr(assign + 1);
      const bool in_quotes = !value.empty() && value.front() == '"';
      pairs_.push_back(
          {text.substr(0, assign), in_quotes ? value.substr(1, value.find('"', 1) - 1) : value});
    } else if (quoted && is_address(text.substr(0, text.find(',')))) {
      pairs_.push_back({"http_x_forwarded_for", text});
    } else if (is_mime_type(text) && !event.has(Field::http_response_mime_type)) {
      event.add(Field::http_response_mime_type, text);
    } else if (const auto version = tls_version(text); !version.empty()) {
      pairs_.push_back({"ssl_protocol", version});
    } else {
      pairs_.push_back({column_name(i + 1, event.arena()), c_unescaped(text, event.arena())});
    }
  }
  extra_table_.apply(pairs_, context, event);
}

ParseResult AccessLine::read(std::string_view record, const ParseContext& context, Event& event) {
  const Bracketed time = find_time(record);
  if (time.begin == kNone) {
    return ParseResult::malformed(refusals_.no_time, 0);
  }
  const std::string_view text = record.substr(time.begin + 1, time.end - time.begin - 1);
  if (!add_as(Field::timestamp, As::time, text, context, DateOrder::day_first, event)) {
    event.notes.push_back("access log: the time is not readable");
  }
  split(record.substr(time.end + 1));
  std::string_view origin = trimmed(record.substr(0, time.begin));
  // Apache's ssl_request_log begins with the time, and says the cipher instead of the status.
  const bool time_first = origin.empty() && !columns_.empty() && !columns_[0].quoted;
  if (time_first) {
    origin = columns_[0].text;
    columns_.erase(columns_.begin());
  }
  Places places;
  if (!find_request(places)) {
    return ParseResult::malformed(refusals_.no_request, time.end + 1);
  }
  add_origin(origin, event);
  add_request(event, columns_[places.request].text);
  add_answer(places, !time_first || columns_.size() > places.request + 2, event);
  add_agent(places, event);
  add_extra_columns(places, context, event);
  if (!event.has(Field::http_response_status_code) && !time_first) {
    if (!event.has(Field::http_request_method)) {
      return ParseResult::malformed(refusals_.no_status, record.size());
    }
    event.notes.push_back("access log: the status is missing");
  }
  add_outcome(event);
  return {};
}

}  // namespace yagura::web
