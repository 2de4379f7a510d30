// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// nginx: access logs (combined, "main", ingress-nginx, with what sites add, as JSON) and error
// logs.
//
//   192.0.2.1 - user [10/Oct/2026:13:55:36 +0900] "GET /a HTTP/1.1" 200 23 "-" "curl/8.5" "-"
//   2026/10/10 13:55:36 [error] 31#31: *46 open() "/srv/a" failed (2: No such file or directory),
//       client: 192.0.2.1, server: www.example.jp, request: "GET /a HTTP/1.1", host: "example.jp"
//
// Access lines are read by web/access_log, which Apache shares. What stands in an error's message
// comes from the client in part (paths, PHP's output), so the labels behind it are looked for
// outside quotes. The error log's time has no zone.
#include <algorithm>
#include <memory>

#include "base/number.hpp"
#include "base/text.hpp"
#include "parse/event_fields.hpp"
#include "parse/text_forms.hpp"
#include "web/access_log.hpp"
#include "web/modsecurity.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr web::AccessRefusals kRefusals = {
    "nginx: time in brackets is missing", "nginx: request in quotes is missing",
    "nginx: neither a request nor a status", "nginx: not a JSON object"};

constexpr std::string_view kLabels[] = {
    "client",  "server",   "request",   "subrequest",          "upstream",
    "host",    "referrer", "responder", "certificate",         "peer",
    "session", "login",    "proxied",   "bytes from/to client"};

// One ", label: value" and where it stands.
struct Label {
  std::size_t begin = kNone;  // of the comma
  std::string_view name;
  std::size_t value = 0;
};

// The next label outside quotes; an unclosed quote hides the rest.
Label find_label(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    at = text.find_first_of("\",", at);
    if (at == kNone) {
      break;
    }
    if (text[at] == '"') {
      at = text.find('"', at + 1);
      if (at == kNone) {
        break;
      }
      continue;
    }
    for (const std::string_view name : kLabels) {
      if (text.substr(at, 2) == ", " && text.substr(at + 2, name.size()) == name &&
          text.substr(at + 2 + name.size(), 1) == ":") {
        return {at, name, at + 3 + name.size()};
      }
    }
  }
  return {};
}

std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '"') {
    text.remove_prefix(1);
    text = text.substr(0, text.find('"'));
  }
  return text;
}

// "http://192.0.2.7:80/a" or "192.0.2.7:80": who was asked, not what.
void add_upstream(std::string_view text, Event& event) {
  const std::size_t scheme = text.find("://");
  add_url_host(event, scheme == kNone ? split_authority(text) : split_url(text));
}

void add_label(std::string_view name, std::string_view value, Event& event) {
  if (value.empty() || value == "_" || value == "-") {
    return;
  }
  if (name == "client") {
    web::add_endpoint_with_port(event, Field::source_ip, Field::source_domain, Field::source_port,
                                value);
  } else if (name == "server") {
    web::add_endpoint_with_port(event, Field::destination_ip, Field::destination_domain,
                                Field::destination_port, value);
  } else if (name == "request") {
    add_request_line(event, value);
  } else if (name == "host") {
    if (const std::string_view host = split_authority(value).host; !event.has(Field::host_name)) {
      event.add_text(Field::host_name, lower_case(host, event.arena()));
    }
  } else if (name == "upstream" || name == "peer") {
    if (value.find("unix:") == kNone) {
      add_upstream(value, event);
    }
    event.add_unmapped(Origin::vendor, name, value);
  } else if (name == "referrer") {
    event.add_text(Field::http_request_referrer, value);
  } else {
    event.add_unmapped(Origin::vendor, name, value);
  }
}

// 'user "x": password mismatch', 'user "x" was not found in "..."'.
void add_user(std::string_view message, Event& event) {
  constexpr std::string_view kUser = "user \"";
  if (message.substr(0, kUser.size()) == kUser) {
    const std::string_view rest = message.substr(kUser.size());
    event.add_text(Field::user_name, rest.substr(0, rest.find('"')));
  }
}

// "31#32: *46 message": process, thread, connection.
std::string_view add_process(std::string_view text, Event& event) {
  const std::size_t end = text.find(": ");
  const std::size_t hash = text.find_first_not_of("0123456789");
  if (hash == kNone || text[hash] != '#' || end == kNone) {
    return text;
  }
  if (const auto pid = parse_integer(text.substr(0, hash))) {
    event.add(Field::process_pid, *pid);
  }
  if (const auto thread = parse_integer(text.substr(hash + 1, end - hash - 1))) {
    event.add(Field::process_thread_id, *thread);
  }
  text = trimmed(text.substr(end + 2));
  if (!text.empty() && text.front() == '*') {
    const std::size_t blank = std::min(text.find(' '), text.size());
    if (const auto connection = parse_integer(text.substr(1, blank - 1))) {
      event.add_unmapped(Origin::vendor, "connection", *connection);
      text = trimmed(text.substr(blank));
    }
  }
  return text;
}

bool begins_like_error(std::string_view record) {
  constexpr std::size_t kTime = 19;  // 2026/10/10 13:55:36
  constexpr std::size_t kLongestLevel = 10;
  return record.size() > kTime + 2 && is_digit(record[0]) && record[4] == '/' && record[7] == '/' &&
         record[10] == ' ' && record[13] == ':' && record[kTime] == ' ' &&
         record[kTime + 1] == '[' && record.substr(kTime + 2, kLongestLevel).find(']') != kNone;
}

ParseResult parse_error(std::string_view record, const ParseContext& context, Event& event) {
  event.log_source = {"nginx", "", "nginx"};
  constexpr std::size_t kTime = 19;
  if (!add_as(Field::timestamp, As::time, record.substr(0, kTime), context, DateOrder::unknown,
              event)) {
    return ParseResult::malformed("nginx: time of an error is not readable", 0);
  }
  const std::size_t close = record.find(']');
  event.add_text(Field::log_level, record.substr(kTime + 2, close - kTime - 2));
  const std::string_view text = add_process(trimmed(record.substr(close + 1)), event);
  Label label = find_label(text, 0);
  const std::string_view message = text.substr(0, label.begin);
  event.add_text(Field::error_message, message);
  while (label.begin != kNone) {
    const Label next = find_label(text, label.value);
    const std::size_t end = std::min(next.begin, text.size());
    add_label(label.name, unquoted(text.substr(label.value, end - label.value)), event);
    label = next;
  }
  if (!web::add_modsecurity(message, event)) {
    add_user(message, event);
  }
  return {};
}

class NginxParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    record = trimmed(record);
    if (begins_like_error(record)) {
      return parse_error(record, context, event);
    }
    event.log_source = {"nginx", "webserver", ""};
    return looks_like_json_object(record) ? json_.read(record, context, event)
                                          : line_.read(record, context, event);
  }

 private:
  web::AccessLine line_{kRefusals};
  web::AccessJson json_{kRefusals};
};

Confidence recognise(std::string_view record) {
  record = trimmed(record.substr(0, 4096));
  if (begins_like_error(record)) {
    return Confidence::certain;
  }
  if (const web::AccessShape shape = web::access_shape(record); shape.is_access_line) {
    if (!shape.asks_own_path) {
      return Confidence::possible;
    }
    return shape.habit == web::Habit::apache ? Confidence::likely : Confidence::certain;
  }
  const web::JsonShape json = web::json_access_shape(record);
  return json.is_access && json.habit == web::Habit::nginx ? Confidence::certain : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<NginxParser>();
}

}  // namespace

extern const Format nginx_format;
const Format nginx_format = {"nginx", "nginx access logs (combined, ingress, JSON) and error logs",
                             recognise, create};

}  // namespace yagura
