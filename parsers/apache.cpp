// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Apache HTTP Server: access logs (common, combined, vhost_combined, with what sites add, as JSON,
// and mod_ssl's request log) and the error logs of 2.2 and 2.4.
//
//   192.0.2.1 - user [10/Oct/2026:13:55:36 +0900] "GET /a?b HTTP/1.1" 200 2326 "-" "Mozilla/5.0"
//   [Sat Oct 10 13:55:36.123456 2026] [core:error] [pid 71:tid 43] (13)Permission denied:
//       [client 192.0.2.1:5000] AH00035: access to /a denied, referer: http://www.example.jp/
//   [Sat Oct 10 13:55:36 2026] [error] [client 192.0.2.1] File does not exist: /var/www/a
//
// Access lines are read by web/access_log, which nginx shares: what a combined line says does not
// tell who wrote it. The error log's time has no zone. 2.4 writes the client's port after another
// colon even behind an IPv6 address, 2.2 writes none. ErrorLogFormat may leave out any bracket, so
// each is known by what is in it.
#include <algorithm>
#include <iterator>
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
    "apache: time in brackets is missing", "apache: request in quotes is missing",
    "apache: neither a request nor a status", "apache: not a JSON object"};

bool is_level(std::string_view text) {
  constexpr std::string_view kLevels[] = {"emerg", "alert",  "crit", "error",
                                          "warn",  "notice", "info", "debug"};
  return text.substr(0, 5) == "trace" ||
         std::find(std::begin(kLevels), std::end(kLevels), text) != std::end(kLevels);
}

// "error" of 2.2, "core:error" and ":error" of 2.4.
bool is_module_and_level(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  return text.find(' ') == kNone && is_level(colon == kNone ? text : text.substr(colon + 1));
}

bool is_failure(std::string_view level) {
  return level == "error" || level == "crit" || level == "alert" || level == "emerg";
}

bool is_weekday(std::string_view text) {
  constexpr std::string_view kDays[] = {"Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "};
  return std::find(std::begin(kDays), std::end(kDays), text.substr(0, 4)) != std::end(kDays);
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// The brackets in front of an error, one after the other.
class ErrorHead {
 public:
  ErrorHead(const ParseContext& context, Event& event) : context_(context), event_(event) {}

  // Takes the brackets it knows off `rest`. False if there was none.
  bool read(std::string_view& rest) {
    bool any = false;
    for (rest = trimmed(rest); starts_with(rest, "["); rest = trimmed(rest)) {
      const std::size_t close = rest.find(']');
      if (close == kNone || !add(rest.substr(1, close - 1))) {
        break;
      }
      any = true;
      rest.remove_prefix(close + 1);
    }
    return any;
  }

  bool add_client(std::string_view text) {
    // An IPv6 address with a port looks like a longer address; 2.2, which names no module, has no
    // ports.
    const std::size_t colon = text.rfind(':');
    const bool has_port = colon != kNone && (text.find(':') == colon || with_module_);
    const auto port = has_port ? parse_integer(text.substr(colon + 1)) : std::nullopt;
    if (port && *port >= 0 && *port <= 65535) {
      if (!event_.has(Field::source_port)) {
        event_.add(Field::source_port, *port);
      }
      text = text.substr(0, colon);
    }
    add_endpoint(event_, Field::source_ip, Field::source_domain, text);
    return true;
  }

 private:
  bool add(std::string_view text) {
    if (is_weekday(text) || (!text.empty() && is_digit(text[0]))) {
      return event_.own_time ||
             add_as(Field::timestamp, As::time, text, context_, DateOrder::unknown, event_);
    }
    if (is_module_and_level(text)) {
      const std::size_t colon = text.rfind(':');
      with_module_ = colon != kNone;
      event_.add_text(Field::log_level, with_module_ ? text.substr(colon + 1) : text);
      if (with_module_ && colon > 0) {
        event_.add_unmapped(Origin::vendor, "module", text.substr(0, colon));
      }
      return true;
    }
    if (starts_with(text, "pid ")) {
      return add_process(text.substr(4));
    }
    if (starts_with(text, "tid ")) {
      return add_number(Field::process_thread_id, text.substr(4));
    }
    if (starts_with(text, "client ") || starts_with(text, "remote ")) {
      return add_client(text.substr(7));
    }
    return false;
  }

  bool add_process(std::string_view text) {
    const std::size_t thread = text.find(":tid ");
    if (thread != kNone) {
      (void)add_number(Field::process_thread_id, text.substr(thread + 5));
    }
    return add_number(Field::process_pid, text.substr(0, thread));
  }

  bool add_number(Field field, std::string_view text) {
    if (const auto number = parse_integer(text); number && !event_.has(field)) {
      event_.add(field, *number);
    }
    return true;
  }

  const ParseContext& context_;
  Event& event_;
  bool with_module_ = false;
};

// "AH01617: ", perhaps after "(13)Permission denied: ".
void add_code(std::string_view text, Event& event) {
  for (std::size_t at = text.find("AH"); at != kNone; at = text.find("AH", at + 2)) {
    const std::string_view digits = text.substr(at + 2, 5);
    const bool alone = at == 0 || text[at - 1] == ' ';
    if (alone && digits.size() == 5 && digits.find_first_not_of("0123456789") == kNone &&
        text.substr(at + 7, 1) == ":") {
      event.add(Field::event_code, text.substr(at, 7));
      return;
    }
  }
}

// 'user x: authentication failure for "/a": ...' and "user x not found: /a".
void add_refused_user(std::string_view text, Event& event) {
  constexpr std::string_view kFailure = ": authentication failure for \"";
  constexpr std::string_view kNotFound = " not found: ";
  const std::size_t user = text.find("user ");
  const std::string_view rest = user == kNone ? std::string_view{} : text.substr(user + 5);
  if (const std::size_t end = rest.find(kFailure); end != kNone) {
    const std::string_view url = rest.substr(end + kFailure.size());
    event.add_text(Field::user_name, rest.substr(0, end));
    add_url(event, url.substr(0, url.find('"')));
  } else if (const std::size_t missing = rest.find(kNotFound); missing != kNone) {
    event.add_text(Field::user_name, rest.substr(0, missing));
    add_url(event, rest.substr(missing + kNotFound.size()));
  }
}

void add_refused_path(std::string_view text, Event& event) {
  constexpr std::string_view kPaths[] = {
      "File does not exist: ", "client denied by server configuration: ",
      "Directory index forbidden by rule: ", "link target not accessible: "};
  for (const std::string_view phrase : kPaths) {
    if (const std::size_t at = text.find(phrase); at != kNone) {
      const Value path = text.substr(at + phrase.size());
      const ParseContext none;
      (void)add_as(Field::file_path, As::path, path, none, DateOrder::unknown, event);
      return;
    }
  }
}

ParseResult parse_error(std::string_view record, const ParseContext& context, Event& event) {
  event.log_source = {"apache", "", "apache"};
  ErrorHead head(context, event);
  std::string_view text = record;
  if (!head.read(text)) {
    return ParseResult::malformed("apache: no known bracket in front of an error", 0);
  }
  // The reason of the system stands before the client.
  if (const std::size_t client = text.find(": [client "); client != kNone && text[0] == '(') {
    const std::string_view rest = text.substr(client + 10);
    (void)head.add_client(rest.substr(0, rest.find(']')));
  }
  if (const std::size_t referrer = text.rfind(", referer: "); referrer != kNone) {
    event.add_text(Field::http_request_referrer, text.substr(referrer + 11));
    text = text.substr(0, referrer);
  }
  event.add_text(Field::error_message, text);
  add_code(text, event);
  if (!web::add_modsecurity(text, event)) {
    add_refused_user(text, event);
    add_refused_path(text, event);
  }
  if (is_failure(event.text(Field::log_level))) {
    event.add(Field::event_outcome, std::string_view("failure"));
  }
  return {};
}

bool begins_like_error(std::string_view record) {
  const std::size_t close = record.substr(0, 64).find(']');
  if (record.substr(0, 1) != "[" || close == kNone) {
    return false;
  }
  const std::string_view first = record.substr(1, close - 1);
  return is_weekday(first) || is_module_and_level(first) || starts_with(first, "pid ");
}

class ApacheParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    record = trimmed(record);
    if (begins_like_error(record)) {
      return parse_error(record, context, event);
    }
    event.log_source = {"apache", "webserver", ""};
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
    // Other programs put a level in brackets, but not a weekday before it or a module within.
    const std::size_t close = record.find(']');
    const std::string_view first = record.substr(1, close - 1);
    const bool next = record.substr(close + 1, 2) == " [";
    return next && (is_weekday(first) || is_module_and_level(first)) ? Confidence::certain
                                                                     : Confidence::likely;
  }
  if (const web::AccessShape shape = web::access_shape(record); shape.is_access_line) {
    if (!shape.asks_own_path) {
      return Confidence::possible;
    }
    return shape.habit == web::Habit::nginx ? Confidence::likely : Confidence::certain;
  }
  const web::JsonShape json = web::json_access_shape(record);
  return json.is_access && json.habit == web::Habit::apache ? Confidence::likely : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<ApacheParser>();
}

}  // namespace

extern const Format apache_format;
const Format apache_format = {
    "apache", "Apache access logs (common, combined, JSON) and error logs", recognise, create};

}  // namespace yagura
