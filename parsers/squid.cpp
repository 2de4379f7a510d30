// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Squid access logs: the native format with what sites append to it, and the common log format.
//
//   1564576741.982   5756 192.168.0.1 TCP_TUNNEL/200 6295 CONNECT a.example.com:443 -
//       HIER_DIRECT/192.0.2.7 - ["referer"] ["user agent"] [request bytes]
//
// The native format lacks the request's size, referer and user agent, on which half of the
// published proxy rules stand, so sites append them: a bare number is the request's size, one
// quoted text the user agent, two the referer and the user agent.
#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/byte_search.hpp"
#include "base/number.hpp"
#include "model/event.hpp"
#include "parse/event_fields.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"
#include "parse/timestamp.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// Splits at blanks; several count as one, because the elapsed time is padded.
class Columns {
 public:
  explicit Columns(std::string_view line)
      : begin_(line.data()), at_(begin_), end_(begin_ + line.size()) {}

  // Empty at the end of the line.
  std::string_view next() {
    skip_blanks();
    return up_to(find_first<' '>(at_, end_));
  }

  // As next(), but a column in double quotes is one column, without its quotes; `escapes` says
  // whether there is a backslash in it.
  std::string_view next_quoted(bool& quoted, bool& escapes) {
    skip_blanks();
    escapes = false;
    quoted = at_ != end_ && *at_ == '"';
    if (!quoted) {
      return up_to(find_first<' '>(at_, end_));
    }
    ++at_;
    const char* close = find_first<'"', '\\'>(at_, end_);
    while (close != end_ && *close == '\\') {
      escapes = true;
      close += end_ - close > 1 ? 2 : 1;
      close = find_first<'"', '\\'>(close, end_);
    }
    const std::string_view text = up_to(close);
    at_ += at_ != end_ ? 1 : 0;
    return text;
  }

  // Up to `close`, which is taken too; empty, taking nothing, unless `open` stands here.
  template <char Open, char Close>
  std::string_view next_between() {
    skip_blanks();
    if (at_ == end_ || *at_ != Open) {
      return {};
    }
    const char* close = find_first<Close>(at_ + 1, end_);
    if (close == end_) {
      return {};
    }
    ++at_;
    const std::string_view text = up_to(close);
    ++at_;
    return text;
  }

  bool done() {
    skip_blanks();
    return at_ == end_;
  }
  std::size_t at() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  void skip_blanks() {
    if (at_ != end_ && *at_ == ' ') {
      ++at_;
      if (at_ != end_ && *at_ == ' ') {
        at_ = find_other<' '>(at_, end_);
      }
    }
  }
  std::string_view up_to(const char* stop) {
    const std::string_view text(at_, static_cast<std::size_t>(stop - at_));
    at_ = stop;
    return text;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
};

// "TCP_MISS/200".
bool add_result_code(Event& event, std::string_view column) {
  std::size_t after = column.size();
  while (after > 0 && column[after - 1] != '/') {
    --after;
  }
  const auto status = after == 0 ? std::nullopt : parse_integer(column.substr(after));
  if (!status || *status < 0 || *status > 999) {
    return false;
  }
  event.add_text(Field::event_action, column.substr(0, after - 1));
  event.add(Field::http_response_status_code, *status);
  return true;
}

// "HIER_DIRECT/192.0.2.7". The peer of a tunnel by name is the name we already have.
void add_peer(Event& event, std::string_view column) {
  const std::size_t slash = find_first<'/'>(column);
  event.add_text(Field::squid_peer_status, column.substr(0, slash));
  if (slash == column.size()) {
    return;
  }
  const std::string_view peer = column.substr(slash + 1);
  const bool known = event.has(Field::destination_domain);
  if (!known || (may_be_address(peer) && IpAddress::parse(peer))) {
    add_endpoint(event, Field::destination_ip, Field::destination_domain, peer);
  }
}

void add_site_columns(Event& event, Columns& columns) {
  std::array<std::string_view, 2> texts;
  std::size_t count = 0;
  bool unknown = false;
  while (!columns.done()) {
    bool quoted = false;
    bool escapes = false;
    const std::string_view column = columns.next_quoted(quoted, escapes);
    const auto number = quoted ? std::nullopt : parse_integer(column);
    if (quoted && count < texts.size()) {
      texts[count++] = escapes ? without_backslashes(column, event.arena()) : column;
    } else if (number && *number >= 0 && !event.has(Field::http_request_bytes)) {
      event.add(Field::http_request_bytes, *number);
    } else if (quoted || column != "-") {
      unknown = true;
    }
  }
  if (count == 2) {
    event.add_text(Field::http_request_referrer, texts[0]);
  }
  if (count > 0) {
    event.add_text(Field::user_agent_original, texts[count - 1]);
  }
  if (unknown) {
    event.notes.push_back("squid: a column after the content type is not known");
  }
}

ParseResult parse_native(std::string_view record, Event& event) {
  Columns columns(record);
  const auto time = parse_epoch_time(columns.next());
  if (!time) {
    return ParseResult::malformed("squid: time is not epoch seconds", 0);
  }
  event.own_time = time;
  const auto elapsed = parse_integer(columns.next());
  if (!elapsed) {
    return ParseResult::malformed("squid: elapsed time is not a number", columns.at());
  }
  constexpr std::int64_t kNanosecondsPerMillisecond = 1'000'000;
  constexpr std::int64_t kLongest = INT64_MAX / kNanosecondsPerMillisecond;
  if (*elapsed >= 0 && *elapsed <= kLongest) {
    event.add(Field::event_duration, *elapsed * kNanosecondsPerMillisecond);
  }
  add_endpoint(event, Field::source_ip, Field::source_domain, columns.next());
  if (!add_result_code(event, columns.next())) {
    return ParseResult::malformed("squid: result code is not CODE/STATUS", columns.at());
  }
  const std::string_view bytes = columns.next();
  if (const auto size = parse_integer(bytes)) {
    event.add(Field::http_response_bytes, *size);
  } else if (bytes != "-") {
    return ParseResult::malformed("squid: size is not a number", columns.at());
  }
  const std::string_view method = columns.next();
  const std::string_view url = columns.next();
  const std::string_view user = columns.next();
  const std::string_view peer = columns.next();
  if (peer.empty()) {
    return ParseResult::malformed("squid: fewer columns than the native format has", record.size());
  }
  event.add_text(Field::http_request_method, method);
  add_proxy_url(event, method, url);
  event.add_text(Field::user_name, percent_decoded(user, event.arena()));
  add_peer(event, peer);
  event.add(Field::network_transport, std::string_view("tcp"));
  event.add_text(Field::http_response_mime_type, columns.next());
  add_site_columns(event, columns);
  return {};
}

// 1.2.3.4 - user [10/Oct/2026:13:55:36 +0900] "GET http://... HTTP/1.1" 200 1234 ["ref"] ["ua"]
ParseResult parse_common(std::string_view record, const ParseContext& context, Event& event) {
  Columns columns(record);
  add_endpoint(event, Field::source_ip, Field::source_domain, columns.next());
  (void)columns.next();  // identd's answer, which nobody has asked for since the 1990s
  event.add_text(Field::user_name, percent_decoded(columns.next(), event.arena()));
  const std::string_view time = columns.next_between<'[', ']'>();
  if (time.empty()) {
    return ParseResult::malformed("squid: time in brackets is missing", columns.at());
  }
  if (const auto instant = parse_clf_time(time, context.zone)) {
    event.own_time = instant;
  } else {
    event.notes.push_back("squid: the order of day and month is not known");
  }
  bool quoted = false;
  bool escapes = false;
  const std::string_view request = columns.next_quoted(quoted, escapes);
  if (!quoted) {
    return ParseResult::malformed("squid: request in quotes is missing", columns.at());
  }
  const auto status = parse_integer(columns.next());
  if (!status || *status < 0 || *status > 999) {
    return ParseResult::malformed("squid: status is not a number", columns.at());
  }
  add_request_line(event, request);
  event.add(Field::http_response_status_code, *status);
  if (const auto size = parse_integer(columns.next())) {
    event.add(Field::http_response_bytes, *size);
  }
  std::string_view referrer = columns.next_quoted(quoted, escapes);
  if (quoted) {
    event.add_text(Field::http_request_referrer, without_backslashes(referrer, event.arena()));
    const std::string_view agent = columns.next_quoted(quoted, escapes);
    if (quoted) {
      event.add_text(Field::user_agent_original, without_backslashes(agent, event.arena()));
    }
  }
  return {};
}

bool begins_with_epoch(std::string_view record) {
  constexpr std::size_t kLeast = 9;
  constexpr std::size_t kMost = 11;
  std::int64_t value = 0;
  std::size_t digits = record.size() >= 8 && read_eight_digits(record.data(), value) ? 8 : 0;
  while (digits < record.size() && digits < kMost && is_digit(record[digits])) {
    ++digits;
  }
  return digits >= kLeast && digits < record.size() && record[digits] == '.';
}

class SquidParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"squid", "proxy", ""};
    return begins_with_epoch(record) ? parse_native(record, event)
                                     : parse_common(record, context, event);
  }
};

Confidence recognise(std::string_view record) {
  if (begins_with_epoch(record)) {
    Columns columns(record);
    (void)columns.next();
    const bool elapsed = parse_integer(columns.next()).has_value();
    (void)columns.next();
    const std::string_view code = columns.next();
    const bool has_status = find_first<'/'>(code) != code.size();
    return elapsed && has_status ? Confidence::certain : Confidence::no;
  }
  // The common format is Apache's too, but a proxy's requests name the host.
  constexpr std::size_t kHead = 512;
  const std::string_view head = record.substr(0, kHead);
  const std::size_t bracket = head.find(" [");
  if (bracket == kNone || head.find("] \"", bracket) == kNone) {
    return Confidence::no;
  }
  return head.find("://", bracket) != kNone || head.find("\"CONNECT ", bracket) != kNone
             ? Confidence::likely
             : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<SquidParser>();
}

}  // namespace

extern const Format squid_format;
const Format squid_format = {"squid", "Squid access log, native or common, with site columns",
                             recognise, create};

}  // namespace yagura
