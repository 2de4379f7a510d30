// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "web/access_parts.hpp"

#include <algorithm>
#include <cstdint>

#include "base/number.hpp"
#include "parse/event_fields.hpp"
#include "parse/text_forms.hpp"
#include "web/access_log.hpp"

namespace yagura::web {
namespace {

constexpr auto kNone = std::string_view::npos;

bool is_upper_or_mark(char c) {
  return (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

// "10/Oct/2026:13:55:36 +0900" or "2026-10-10T13:55:36+09:00": what stands between brackets and is
// a time, and no address of ingress-nginx's second column.
bool looks_like_time(std::string_view text) {
  return text.size() >= 19 && is_digit(text[0]) && is_digit(text[1]) &&
         (text[2] == '/' || text[4] == '-' || text[4] == '/') && text.find(':') != kNone;
}

}  // namespace

bool is_status(std::string_view text) {
  return text == "-" ||
         (text.size() == 3 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]));
}

Bracketed find_time(std::string_view text) {
  constexpr std::size_t kLongestTime = 40;
  for (std::size_t at = text.find('['); at != kNone; at = text.find('[', at + 1)) {
    const std::size_t length = text.substr(at, kLongestTime).find(']');
    if (length != kNone && looks_like_time(text.substr(at + 1, length - 1))) {
      return {at, at + length};
    }
  }
  return {};
}

bool is_address(std::string_view word) {
  if (!word.empty() && word.back() == ',') {
    word.remove_suffix(1);
  }
  return may_be_address(word) && IpAddress::parse(word).has_value();
}

// "TLSv1.3" to "1.3".
std::string_view tls_version(std::string_view text) {
  return text.substr(0, 4) == "TLSv" && text.size() <= 7 ? text.substr(4) : std::string_view{};
}

void add_request(Event& event, std::string_view escaped) {
  const std::size_t blank = escaped.find(' ');
  const std::string_view method = escaped.substr(0, blank);
  const bool is_method = std::all_of(method.begin(), method.end(), is_upper_or_mark);
  if (blank != kNone && blank > 0 && is_method) {
    add_request_line(event, c_unescaped(escaped, event.arena()));
  } else if (!escaped.empty() && escaped.front() == '/') {
    add_url(event, c_unescaped(escaped, event.arena()));
  } else if (!escaped.empty() && escaped != "-") {
    event.add_unmapped(Origin::vendor, "request", escaped);
  }
}

void add_outcome(Event& event) {
  const Value* status = event.find(Field::http_response_status_code);
  const auto* code = status == nullptr ? nullptr : std::get_if<std::int64_t>(status);
  if (code != nullptr) {
    constexpr std::int64_t kFirstError = 400;
    event.add(Field::event_outcome,
              *code < kFirstError ? std::string_view("success") : std::string_view("failure"));
  }
}

void add_endpoint_with_port(Event& event, Field ip, Field domain, Field port,
                            std::string_view text) {
  if (is_address(text)) {
    add_endpoint(event, ip, domain, text);
    return;
  }
  const Url parts = split_authority(text);
  add_endpoint(event, ip, domain, parts.host);
  if (parts.port && !event.has(port)) {
    event.add(port, std::int64_t{*parts.port});
  }
}

}  // namespace yagura::web
