// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// HAProxy: the HTTP, HTTPS and TCP log formats, the HTTP one as Apache would write it, connection
// errors, and what it says of its servers and of itself.
//
//   192.0.2.1:33317 [06/Feb/2026:12:14:14.655] http-in~ static/srv1 10/0/30/69/109 200 2750 - -
//       ---- 1/1/1/1/0 0/0 {www.example.jp} {} "GET /index.html HTTP/1.1" [0/0/0/0/0 sni/TLSv1.3/…]
//   192.0.2.1:33313 [06/Feb/2026:12:12:51.443] fnt bck/srv1 0/0/5007 212 -- 0/0/0/0/3 0/0
//   192.0.2.1:56059 [06/Feb/2026:12:12:56.010] frt/f1: SSL handshake failure
//   Server static/srv1 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 0 active and ...
//
// How many timers there are tells HTTP (5) from TCP (3). The captures in braces may contain blanks
// and may lack; of one group nobody can say whether it is of the request or the answer. A '+'
// stands before counts that were still growing, -1 is a phase that was not reached, <BADREQ> a
// request that was none, <NOSRV> a server that was never chosen. Backslashes are not escapes here.
// The time has no zone.
#include <algorithm>
#include <memory>
#include <vector>

#include "base/number.hpp"
#include "base/text.hpp"
#include "haproxy/notice.hpp"
#include "parse/columns.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

using haproxy::starts_with;
using haproxy::take_word;

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kRows[] = {
    {"time", Field::timestamp, As::time},
    {"client", Field::source_ip, As::host},
    {"client_port", Field::source_port, As::port},
    {"status", Field::http_response_status_code, As::integer},
    {"bytes", Field::http_response_bytes, As::integer},
    {"tcp_bytes", Field::destination_bytes, As::integer},
    {"Ta", Field::event_duration, As::duration_ms},
    {"user_agent", Field::user_agent_original},
    {"referrer", Field::http_request_referrer},
    {"host", Field::url_domain, As::lower},
    {"sni", Field::tls_server_name, As::lower},
    {"tls_version", Field::tls_version},
    {"server_address", Field::destination_ip, As::ip},
    {"server_port", Field::destination_port, As::port},
    {"level", Field::log_level, As::lower},
    {"reason", Field::event_reason},
    {"error", Field::error_message},
};

constexpr std::string_view kHttpTimers[] = {"TR", "Tw", "Tc", "Tr", "Ta"};
constexpr std::string_view kTcpTimers[] = {"Tw", "Tc", "Ta"};
constexpr std::string_view kConnections[] = {"actconn", "feconn", "beconn", "srv_conn", "retries"};
constexpr std::string_view kQueues[] = {"srv_queue", "backend_queue"};
// "option httplog clf", behind client, identity, user, time, request, status, size and two empty
// texts.
constexpr std::string_view kClfColumns[] = {"client",
                                            "",
                                            "",
                                            "time",
                                            "",
                                            "status",
                                            "bytes",
                                            "",
                                            "",
                                            "client_port",
                                            "",
                                            "frontend",
                                            "backend",
                                            "server",
                                            "TR",
                                            "Tw",
                                            "Tc",
                                            "Tr",
                                            "Ta",
                                            "termination_state",
                                            "actconn",
                                            "feconn",
                                            "beconn",
                                            "srv_conn",
                                            "retries",
                                            "srv_queue",
                                            "backend_queue",
                                            "request_cookie",
                                            "response_cookie",
                                            "request_headers",
                                            "response_headers"};

std::string_view without_plus(std::string_view text) {
  return starts_with(text, "+") ? text.substr(1) : text;
}

std::string_view without_end_of_line(std::string_view text) {
  const std::size_t last = text.find_last_not_of("\r\n");
  return trimmed(text.substr(0, last == kNone ? 0 : last + 1));
}

// "192.0.2.1:33317 [06/Feb/2026:12:14:14.655] ...": where the bracket opens, or kNone.
std::size_t connection_bracket(std::string_view text) {
  constexpr std::size_t kLongestClient = 64;
  const std::size_t open = text.substr(0, kLongestClient).find(" [");
  if (open == kNone || open == 0 || text.substr(0, open).find(' ') != kNone ||
      text.substr(0, open).find(':') == kNone) {
    return kNone;
  }
  const std::string_view time = text.substr(open + 2, 21);
  const bool is_time = time.size() == 21 && is_digit(time[0]) && time[2] == '/' && time[6] == '/' &&
                       time[11] == ':' && (time[20] == '.' || time[20] == ' ' || time[20] == ']');
  return is_time ? open + 1 : kNone;
}

class HaproxyParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"haproxy", "", ""};
    pairs_.clear();
    std::string_view text = without_end_of_line(record);
    if (const std::size_t tag = text.find("]: "); starts_with(text, "haproxy[") && tag != kNone) {
      text = trimmed(text.substr(tag + 3));
    }
    bool known = false;
    if (const std::size_t open = connection_bracket(text); open != kNone) {
      known = read_connection(text, open, event);
    } else if (text.find("] \"") != kNone) {
      known = read_clf(text, event);
    } else {
      known = haproxy::Notice(event, pairs_).read(text);
    }
    if (!known) {
      return ParseResult::malformed("haproxy: neither a connection nor a known notice", 0);
    }
    table_.apply(pairs_, context, event);
    return {};
  }

 private:
  void add(std::string_view name, std::string_view text) { pairs_.push_back({name, text}); }

  // "a/b/c" under names, numbers as numbers.
  void add_parts(std::span<const std::string_view> names, std::string_view word) {
    for (const std::string_view name : names) {
      const std::size_t slash = word.find('/');
      if (const auto number = parse_integer(without_plus(word.substr(0, slash)))) {
        pairs_.push_back({name, *number});
      }
      word = slash == kNone ? std::string_view{} : word.substr(slash + 1);
    }
  }

  bool read_connection(std::string_view text, std::size_t open, Event& event) {
    const std::size_t close = text.find(']', open);
    if (close == kNone) {
      return false;
    }
    haproxy::add_endpoint("client", "client_port", text.substr(0, open - 1), pairs_);
    add("time", text.substr(open + 1, close - open - 1));
    std::string_view rest = text.substr(close + 1);
    std::string_view frontend = take_word(rest);
    if (!frontend.empty() && frontend.back() == ':') {
      frontend.remove_suffix(1);
      add("frontend", frontend.substr(0, frontend.find('/')));
      if (const std::size_t slash = frontend.find('/'); slash != kNone) {
        add("bind", frontend.substr(slash + 1));
      }
      add("error", rest);
      event.add(Field::event_outcome, std::string_view("failure"));
      return !rest.empty();
    }
    const bool tls = !frontend.empty() && frontend.back() == '~';
    add("frontend", tls ? frontend.substr(0, frontend.size() - 1) : frontend);
    haproxy::add_server(take_word(rest), pairs_);
    const std::string_view timers = take_word(rest);
    switch (std::count(timers.begin(), timers.end(), '/')) {
      case 4:
        add_parts(kHttpTimers, timers);
        return read_http(rest, event);
      case 2:
        add_parts(kTcpTimers, timers);
        return read_tcp(rest, event);
      default:
        return false;
    }
  }

  bool read_http(std::string_view rest, Event& event) {
    event.log_source.category = "webserver";
    const auto status = parse_integer(take_word(rest));
    if (!status) {
      return false;
    }
    if (*status > 0) {
      pairs_.push_back({"status", *status});
      constexpr std::int64_t kFirstError = 400;
      event.add(Field::event_outcome,
                *status < kFirstError ? std::string_view("success") : std::string_view("failure"));
    }
    add("bytes", without_plus(take_word(rest)));
    add("request_cookie", take_word(rest));
    add("response_cookie", take_word(rest));
    read_counters(rest);
    read_captures("request_headers", rest);
    read_captures("response_headers", rest);
    if (starts_with(rest, "\"")) {
      const std::size_t close = std::min(rest.find('"', 1), rest.size());
      add_request(rest.substr(1, close - 1), event);
      rest.remove_prefix(std::min(close + 1, rest.size()));
    } else {
      event.notes.push_back("haproxy: the request is missing");
    }
    read_extras(rest);
    return true;
  }

  bool read_tcp(std::string_view rest, Event& event) {
    event.add(Field::network_transport, std::string_view("tcp"));
    const std::string_view bytes = without_plus(take_word(rest));
    if (!parse_integer(bytes)) {
      return false;
    }
    add("tcp_bytes", bytes);
    read_counters(rest);
    read_extras(rest);
    return true;
  }

  // Why it ended, and how busy it was then.
  void read_counters(std::string_view& rest) {
    add("termination_state", take_word(rest));
    add_parts(kConnections, take_word(rest));
    add_parts(kQueues, take_word(rest));
  }

  // "{a|b}": headers that the configuration captures, without their names. Some can be told by
  // what they look like.
  void read_captures(std::string_view name, std::string_view& rest) {
    if (!starts_with(rest, "{")) {
      return;
    }
    std::size_t close = rest.find("} ");
    close = close == kNone ? rest.find('}') : close;
    if (close == kNone) {
      return;
    }
    std::string_view values = rest.substr(1, close - 1);
    rest = trimmed(rest.substr(close + 1));
    while (!values.empty()) {
      const std::size_t bar = values.find('|');
      add_header(name, values.substr(0, bar));
      values = bar == kNone ? std::string_view{} : values.substr(bar + 1);
    }
  }

  void add_header(std::string_view name, std::string_view value) {
    if (starts_with(value, "Mozilla/")) {
      add("user_agent", value);
    } else if (starts_with(value, "http://") || starts_with(value, "https://")) {
      add("referrer", value);
    } else if (name == "request_headers" && looks_like_host(value)) {
      add("host", value);
    } else {
      add(name, value);
    }
  }

  static bool looks_like_host(std::string_view text) {
    const std::size_t dot = text.find('.');
    return dot != kNone && dot > 0 && dot + 1 < text.size() &&
           !(may_be_address(text) && IpAddress::parse(text)) &&
           std::all_of(text.begin(), text.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '.' ||
                    c == '-';
           });
  }

  void add_request(std::string_view line, Event& event) {
    if (starts_with(line, "<BADREQ>") || line.find(' ') == kNone) {
      add("request", line);
    } else {
      add_request_line(event, line);
    }
  }

  // What sites append, and the end of "option httpslog".
  void read_extras(std::string_view rest) {
    while (!rest.empty() && pairs_.size() < kMostPairs) {
      std::string_view word = take_word(rest);
      const std::size_t colon = word.find(":\"");
      if (const std::size_t tls = word.find("/TLSv"); tls != kNone) {
        add("sni", word.substr(0, tls));
        word.remove_prefix(tls + 1);
      }
      if (starts_with(word, "TLSv")) {
        const std::size_t slash = word.find('/');
        add("tls_version", word.substr(4, slash == kNone ? kNone : slash - 4));
        add("tls_cipher", slash == kNone ? std::string_view{} : word.substr(slash + 1));
      } else if (colon != kNone && colon > 0) {
        add(word.substr(0, colon), word.substr(colon + 2, word.find('"', colon + 2) - colon - 2));
      } else if (std::count(word.begin(), word.end(), '/') == 4) {
        add("tls_errors", word);
      } else {
        add("extra", word);
      }
    }
  }

  bool read_clf(std::string_view text, Event& event) {
    constexpr std::size_t kRequest = 4;
    constexpr std::size_t kFewest = 20;
    columns_.clear();
    split_columns(text, ColumnStyle{' ', true, true, false, true}, event.arena(), columns_);
    if (columns_.size() < kFewest || !columns_[kRequest + 3].empty()) {
      return false;
    }
    event.log_source.category = "webserver";
    add_request(columns_[kRequest], event);
    name_columns(kClfColumns, columns_, event.arena(), pairs_);
    return true;
  }

  FieldTable table_{kRows};
  Pairs pairs_;
  std::vector<std::string_view> columns_;
};

Confidence recognise(std::string_view record) {
  const std::string_view text = trimmed(record.substr(0, 2048));
  if (const std::size_t open = connection_bracket(text); open != kNone) {
    const std::size_t close = text.find("] ", open);
    if (close == kNone) {
      return Confidence::likely;
    }
    std::string_view rest = text.substr(close + 1);
    const std::string_view frontend = take_word(rest);
    const std::string_view server = take_word(rest);
    const bool is_error = !frontend.empty() && frontend.back() == ':';
    return is_error || server.find('/') != kNone ? Confidence::certain : Confidence::likely;
  }
  if (const Confidence notice = haproxy::recognise_notice(text); notice != Confidence::no) {
    return notice;
  }
  return text.find("] \"") != kNone && text.find(" \"\" \"\" ") != kNone ? Confidence::likely
                                                                         : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<HaproxyParser>();
}

}  // namespace

extern const Format haproxy_format;
const Format haproxy_format = {"haproxy", "HAProxy HTTP, HTTPS and TCP logs, and server states",
                               recognise, create};

}  // namespace yagura
