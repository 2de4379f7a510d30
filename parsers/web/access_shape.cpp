// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "parse/text_forms.hpp"
#include "web/access_log.hpp"
#include "web/access_parts.hpp"

namespace yagura::web {
namespace {

constexpr auto kNone = std::string_view::npos;

// A quoted text and what stands behind it.
struct Quoted {
  std::string_view text;
  std::string_view after;
};
Quoted read_quoted(std::string_view text, std::size_t open) {
  const std::size_t close = closing_quote(text, open + 1);
  return {text.substr(open + 1, close - open - 1), text.substr(std::min(close + 1, text.size()))};
}

// Whether a syslog header stands before the time: a priority, a date or a tag.
bool has_envelope(std::string_view origin) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::string_view first = origin.substr(0, origin.find(' '));
  const std::size_t at = first.size() == 3 ? kMonths.find(first) : kNone;
  const bool month = at != kNone && at % 3 == 0;
  const bool date = first.size() > 10 && first[4] == '-' && first[10] == 'T';
  return first.substr(0, 1) == "<" || month || date || origin.find(": ") != kNone;
}

bool asks_own_path(std::string_view request) {
  const std::size_t target = request.find(' ');
  const std::size_t scheme = request.find("://");
  const bool absolute =
      target != kNone && scheme != kNone && request.find_first_of("/?", target) > scheme;
  return !absolute && request.substr(0, 8) != "CONNECT ";
}

Habit habit_of(std::string_view head, std::string_view request, std::string_view status) {
  const bool own_status =
      status == "499" || status == "444" || (status >= "494" && status <= "498");
  if (own_status || request.empty() || head.find("\\x22") != kNone) {
    return Habit::nginx;
  }
  return request == "-" || head.find("\\\"") != kNone ? Habit::apache : Habit::none;
}

}  // namespace

AccessShape access_shape(std::string_view record) {
  constexpr std::size_t kHead = 2048;
  const std::string_view head = record.substr(0, kHead);
  const Bracketed time = find_time(head);
  const std::size_t open = time.begin == kNone ? kNone : head.find('"', time.end);
  // Between the time and the request at most another short column stands.
  constexpr std::size_t kFarthest = 80;
  if (open == kNone || open - time.end > kFarthest) {
    return {};
  }
  Quoted request = read_quoted(head, open);
  if (request.after.substr(0, 2) == " \"") {
    request = read_quoted(request.after, 1);
  }
  const std::string_view status = request.after.substr(0, 4);
  // HAProxy's own rendering of this form has empty texts where others write "-".
  if (status.size() < 4 || status[0] != ' ' || !is_status(status.substr(1)) ||
      head.find(" \"\" \"\" ") != kNone || has_envelope(head.substr(0, time.begin))) {
    return {};
  }
  return {true, asks_own_path(request.text), habit_of(head, request.text, status.substr(1))};
}

}  // namespace yagura::web
