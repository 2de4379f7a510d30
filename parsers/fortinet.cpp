// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Fortinet: FortiGate and FortiProxy (FortiOS 5.6 to 7.6), with what FortiAnalyzer forwards of
// FortiMail, FortiWeb, FortiClient and FortiAuthenticator. Key=value, the same with commas, JSON,
// or CEF:
//
//   date=2026-02-25 time=12:30:00 devname="fw01" devid="FG100F" eventtime=1771990200123456789
//       tz="+0900" logid="0316013056" type="utm" subtype="webfilter" level="warning" vd="root"
//       srcip=192.0.2.7 dstip=198.51.100.5 dstport=443 hostname="www.example.jp" url="/a?b=1" ...
//   CEF:0|Fortinet|Fortigate|v7.2.8|00013|traffic:forward close|3|FTNTFGTlogid=0000000013 ...
//
// Traps: eventtime is in seconds, milliseconds, microseconds or nanoseconds by firmware; where it
// is missing, date and time are of the zone in tz, which may be missing too; FortiAnalyzer's
// `timestamp` is local time written as if it were UTC. `url` is mostly a path, whose host is in
// `hostname`; `hostname` of an endpoint's record is the endpoint. Administrators' addresses stand
// only in ui="https(192.0.2.7)". CEF keys that are not ArcSight's carry a product's prefix
// (FTNTFGT, FortinetFortiGate, FortiAnalyzer's "ad."), and forwarded ones keep their quotes.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>

#include "base/number.hpp"
#include "base/text.hpp"
#include "fortinet/tables.hpp"
#include "parse/cef.hpp"
#include "parse/device_zone.hpp"
#include "parse/event_fields.hpp"
#include "parse/json_reader.hpp"
#include "parse/key_value.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"
#include "parse/time_scanner.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// "FTNTFGTlogid", "FortinetFortiGatelogid" and "ad.logid" are logid. `app` means two things.
std::string_view without_prefix(std::string_view key) {
  constexpr std::string_view kPrefixes[] = {"FTNTFGT", "FTNTFPX", "FortinetFortiGate",
                                            "FortinetFortiProxy", "ad."};
  for (const std::string_view prefix : kPrefixes) {
    if (key.starts_with(prefix)) {
      const std::string_view name = key.substr(prefix.size());
      return name.empty() || name == "app" ? key : name;
    }
  }
  return key;
}

std::string_view without_quotes(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return trimmed(quoted ? text.substr(1, text.size() - 2) : text);
}

// qname="[www.example.jp]".
std::string_view without_brackets(std::string_view text) {
  const bool brackets = text.size() >= 2 && text.front() == '[' && text.back() == ']';
  return brackets ? text.substr(1, text.size() - 2) : text;
}

void tidy(Pairs& pairs) {
  for (Pair& pair : pairs) {
    auto* text = std::get_if<std::string_view>(&pair.value);
    if (text == nullptr) {
      continue;
    }
    *text = without_quotes(*text);
    if (pair.name == "qname") {
      *text = without_brackets(*text);
    }
  }
}

// With "set format csv" commas stand between the pairs, where no quotes are open.
std::string_view blank_commas(std::string_view record, Arena& arena) {
  const std::size_t first = record.find_first_of(", \"");
  if (first == kNone || record[first] != ',') {
    return record;
  }
  char* out = arena.allocate(record.size());
  bool quoted = false;
  for (std::size_t i = 0; i < record.size(); ++i) {
    quoted = quoted != (record[i] == '"' && (i == 0 || record[i - 1] != '\\'));
    out[i] = record[i] == ',' && !quoted ? ' ' : record[i];
  }
  return {out, record.size()};
}

// What kind of record it is: type="utm" subtype="webfilter", or CEF's cat=utm:webfilter.
struct Kind {
  std::string_view type;
  std::string_view subtype;
};

Kind kind_of(const Pairs& pairs) {
  Kind kind{pair_text(pairs, "type"), pair_text(pairs, "subtype")};
  const std::string_view category = pair_text(pairs, "cat");
  if (kind.type.empty()) {
    const std::size_t colon = category.find(':');
    kind.type = category.substr(0, colon);
    if (kind.subtype.empty() && colon != kNone) {
      kind.subtype = category.substr(colon + 1);
    }
  }
  return kind;
}

LogSourceHint log_source_of(const Kind& kind) {
  if (kind.type == "traffic") {
    return {"fortigate", kind.subtype == "http-transaction" ? "proxy" : "firewall", "traffic"};
  }
  if (kind.type == "event") {
    return {"fortigate", "", "event"};
  }
  const bool web = kind.subtype == "webfilter" || kind.subtype == "app-ctrl";
  return {"fortigate", web ? "proxy" : (kind.subtype == "dns" ? "dns" : ""), "utm"};
}

// Whether a clock ("12:30:00") shows this instant, if it is set to UTC.
bool shows(std::string_view clock, TimePoint instant) {
  TimeScanner scanner(clock);
  const int hour = scanner.number(1, 2);
  (void)scanner.take(':');
  const int minute = scanner.number(2, 2);
  (void)scanner.take(':');
  const int second = scanner.number(2, 2);
  const auto of_day = std::chrono::floor<std::chrono::seconds>(
      instant - std::chrono::floor<std::chrono::days>(instant));
  return of_day ==
         std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
}

// What is left where there is no eventtime.
void add_other_time(const Pairs& pairs, const ParseContext& context, Event& event) {
  const std::string_view date = pair_text(pairs, "date");
  const std::string_view time = pair_text(pairs, "time");
  std::optional<TimePoint> found;
  if (!date.empty() && !time.empty()) {
    char* out = event.arena().allocate(date.size() + 1 + time.size());
    date.copy(out, date.size());
    out[date.size()] = ' ';
    time.copy(out + date.size() + 1, time.size());
    found = parse_any_time({out, date.size() + 1 + time.size()}, context);
  }
  if (!found) {
    found = parse_any_time(pair_text(pairs, "timestamp"), context);
    // FortiAnalyzer's is local time, as the clock beside it then says.
    if (found && shows(time, *found)) {
      found = context.zone.to_instant(*found);
    }
  }
  for (const std::string_view name : {"start", "itime"}) {
    if (!found) {
      found = parse_any_time(pair_text(pairs, name), context);
    }
  }
  if (found) {
    event.own_time = found;
  }
}

// ui="https(192.0.2.7)", and CEF's sproc.
void add_administrator_address(const Pairs& pairs, Event& event) {
  for (const std::string_view name : {"ui", "sproc"}) {
    const std::string_view text = pair_text(pairs, name);
    const std::size_t open = text.find('(');
    if (open != kNone && !event.has(Field::source_ip)) {
      const std::string_view inside = text.substr(open + 1, text.find(')') - open - 1);
      (void)add_as(Field::source_ip, As::ip, inside, {}, DateOrder::unknown, event);
    }
  }
}

// method="https" is how an administrator came in; elsewhere it is another thing.
void add_protocol(const Pairs& pairs, Event& event) {
  const std::string_view method = pair_text(pairs, "method");
  for (const std::string_view known : {"https", "http", "ssh", "telnet", "console"}) {
    if (!event.has(Field::network_protocol) && equal_ignoring_case(method, known)) {
      event.add(Field::network_protocol, known);
    }
  }
}

void add_direction(const Pairs& pairs, Event& event) {
  const std::string_view text = pair_text(pairs, "direction");
  const std::string_view cef = pair_text(pairs, "deviceDirection");
  if (text.starts_with("out") || cef == "1") {
    event.add(Field::network_direction, std::string_view("outbound"));
  } else if (text.starts_with("in") || cef == "0") {
    event.add(Field::network_direction, std::string_view("inbound"));
  }
}

void add_outcome(const Pairs& pairs, Event& event) {
  std::string_view status = pair_text(pairs, "status");
  status = status.empty() ? pair_text(pairs, "outcome") : status;
  const std::string_view action = event.text(Field::event_action);
  if (status.starts_with("fail") || status.starts_with("Fail") || action.ends_with("fail")) {
    event.add(Field::event_outcome, std::string_view("failure"));
  } else if (status == "success" || (status.empty() && !action.empty())) {
    event.add(Field::event_outcome, std::string_view("success"));
  } else {
    event.add_text(Field::event_outcome, status);
  }
}

std::int64_t integer_at(const Event& event, Field field) {
  const Value* value = event.find(field);
  const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
  return number == nullptr ? -1 : *number;
}

void add_total_bytes(Event& event) {
  const std::int64_t sent = integer_at(event, Field::source_bytes);
  const std::int64_t received = integer_at(event, Field::destination_bytes);
  constexpr std::int64_t kMost = INT64_MAX / 2;
  if (sent >= 0 && received >= 0 && sent < kMost && received < kMost) {
    event.add(Field::network_bytes, sent + received);
  }
}

// "https://" + host + path in the arena.
std::string_view whole_url(std::string_view scheme, std::string_view host, std::string_view path,
                           Arena& arena) {
  constexpr std::string_view kSlashes = "://";
  const std::size_t size = scheme.size() + kSlashes.size() + host.size() + path.size();
  char* const out = arena.allocate(size);
  char* at = out;
  for (const std::string_view part : {scheme, kSlashes, host, path}) {
    part.copy(at, part.size());
    at += part.size();
  }
  return {out, size};
}

// A path, its host and its service make one URL.
void add_url_parts(const Pairs& pairs, Event& event) {
  const std::string_view original = event.text(Field::url_original);
  if (original.empty()) {
    return;
  }
  const std::string_view host = event.text(Field::destination_domain);
  const std::string_view service = event.text(Field::network_protocol);
  if (!host.empty() && !event.has(Field::url_domain)) {
    event.add(Field::url_domain, host);
  }
  if (!event.has(Field::url_scheme) && (service == "http" || service == "https")) {
    event.add(Field::url_scheme, service);
  }
  // "scheme" is of the session that asked, whose port says nothing of this URL.
  const bool asked_elsewhere = find_pair(pairs, "scheme") != nullptr;
  const std::int64_t port = integer_at(event, Field::destination_port);
  if (event.has(Field::url_domain) && !event.has(Field::url_port) && port >= 0 &&
      !asked_elsewhere) {
    event.add(Field::url_port, port);
  }
  const std::string_view scheme = event.text(Field::url_scheme);
  if (original.front() == '/' && !host.empty() && !scheme.empty() && !event.has(Field::url_full)) {
    event.add(Field::url_full, whole_url(scheme, host, original, event.arena()));
  }
}

// Application control names what was fetched by its URL alone.
void add_fetched_file(const Kind& kind, Event& event) {
  const std::string_view name = base_name(event.text(Field::url_path));
  if (kind.subtype == "app-ctrl" && !event.has(Field::file_name) && name.find('.') != kNone) {
    event.add(Field::file_name, name);
  }
}

// About an endpoint, rather than a session of the gateway.
bool is_endpoint(const Pairs& pairs) {
  for (const Pair& pair : pairs) {
    if (pair.name == "fctver" || pair.name == "fctsn" || pair.name == "dhcp_msg") {
      return true;
    }
  }
  return false;
}

bool is_cef(std::string_view record) {
  return cef_vendor(record) == "Fortinet";
}

class FortinetParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    const bool cef = is_cef(record);
    CefHeader header;
    if (const ParseResult result = split(record, cef, header, event); !result.ok) {
      return result;
    }
    tidy(pairs_);
    const ParseContext own = zone_.with(context, pair_text(pairs_, "tz"));
    const Kind kind = kind_of(pairs_);
    event.log_source = log_source_of(kind);
    event.add(Field::observer_vendor, std::string_view("Fortinet"));
    FieldTable& table = cef ? cef_ : (is_endpoint(pairs_) ? endpoint_ : gateway_);
    table.apply(pairs_, own, event);
    if (cef) {
      add_header(header, event);
    }
    if (!event.own_time) {
      add_other_time(pairs_, own, event);
    }
    add_administrator_address(pairs_, event);
    add_protocol(pairs_, event);
    add_direction(pairs_, event);
    add_outcome(pairs_, event);
    add_total_bytes(event);
    add_url_parts(pairs_, event);
    add_fetched_file(kind, event);
    return {};
  }

 private:
  ParseResult split(std::string_view record, bool cef, CefHeader& header, Event& event) {
    if (looks_like_json_object(record)) {
      return json_.read(record, "", event, pairs_);
    }
    // Fortinet's texts have no line breaks: what follows one was framed wrongly.
    const std::size_t first = std::min(record.find_first_not_of(" \r\n"), record.size());
    const std::size_t end = std::min(record.find('\n', first), record.size());
    if (record.find_first_not_of(" \r\n", end) != kNone) {
      event.notes.push_back("fortinet: what follows a line break is left out");
    }
    record = record.substr(0, end);
    if (cef) {
      const ParseResult result = read_cef(record, event.arena(), header, pairs_);
      for (Pair& pair : pairs_) {
        pair.name = without_prefix(pair.name);
      }
      return result;
    }
    const std::string_view text = blank_commas(record, event.arena());
    if (read_key_values(text, ValueEnd::blank, event.arena(), pairs_) == 0) {
      return ParseResult::malformed("fortinet: no key=value pairs", 0);
    }
    if (find_pair(pairs_, "type") == nullptr && find_pair(pairs_, "subtype") == nullptr) {
      return ParseResult::malformed("fortinet: type and subtype are missing", 0);
    }
    return {};
  }

  static void add_header(const CefHeader& header, Event& event) {
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.version);
    if (!event.has(Field::event_code)) {
      event.add_text(Field::event_code, header.event_class);
    }
    if (const auto severity = parse_integer(header.severity)) {
      event.add(Field::event_severity, *severity);
    }
  }

  FieldTable gateway_{fortinet::kGatewayRows, {DateOrder::unknown, fortinet::kNoValue}};
  FieldTable endpoint_{fortinet::kEndpointRows, {DateOrder::unknown, fortinet::kNoValue}};
  FieldTable cef_{fortinet::kCefRows, {DateOrder::unknown, fortinet::kNoValue}};
  JsonReader json_;
  DeviceZone zone_;
  Pairs pairs_;
};

// `type` and `subtype` together are Fortinet's, with a device, a log or a domain of it beside them.
Confidence recognise_pairs(std::string_view head) {
  const auto has = [&](std::string_view key) {
    const std::size_t at = head.find(key);
    return at != kNone &&
           (at == 0 || head[at - 1] == ' ' || head[at - 1] == ',' || head[at - 1] == '\t');
  };
  if (!has("subtype=") || (!has("type=") && !has("pri="))) {
    return Confidence::no;
  }
  const bool marked = has("logid=") || has("log_id=") || has("devid=") || has("device_id=") ||
                      has("vd=") || has("eventtime=");
  return marked ? Confidence::certain : Confidence::possible;
}

Confidence recognise(std::string_view record) {
  constexpr std::size_t kHead = 1024;
  const std::string_view head = record.substr(0, kHead);
  if (looks_like_json_object(head)) {
    const bool marked = has_json_key(head, "\"subtype\"") && has_json_key(head, "\"logid\"") &&
                        (has_json_key(head, "\"devid\"") || has_json_key(head, "\"vd\""));
    return marked ? Confidence::certain : Confidence::no;
  }
  if (is_cef(record)) {
    return find_cef(record) == 0 ? Confidence::certain : Confidence::possible;
  }
  // Pairs from the very beginning: a syslog header comes off first.
  const std::size_t first = head.find_first_not_of(' ');
  const std::size_t assign = head.find('=');
  if (first == kNone || assign == kNone || head.find_first_of(" <:{[\"", first) < assign) {
    return Confidence::no;
  }
  return recognise_pairs(head);
}

std::unique_ptr<Parser> create() {
  return std::make_unique<FortinetParser>();
}

}  // namespace

extern const Format fortinet_format;
const Format fortinet_format = {"fortinet", "FortiGate and FortiProxy, key=value, CSV, JSON or CEF",
                                recognise, create};

}  // namespace yagura
