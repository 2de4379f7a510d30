// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Blue Coat ProxySG, Symantec/Broadcom Edge SWG and Cloud SWG access logs, SGOS 3 to 7.
//
//   #Software: SGOS 7.3.1.1
//   #Fields: date time time-taken c-ip cs-username sc-status s-action cs-method cs-uri-scheme ...
//   2026-02-25 03:30:00 12 10.1.2.3 user01 200 TCP_HIT GET http ...
//
// W3C ELFF (parse/elff.hpp): #Fields may be lines of the record, or records of their own that came
// before; they hold until the next. Where they were lost (a reconnect, a restart), a line with as
// many columns as one of the formats that SGOS ships is read as that. The administrator may send
// the same names as key=value over syslog,
//
//   <111>1 2026-02-25T03:30:00proxy1 bluecoat - access_log - c-ip=10.1.2.3 cs-method=GET ...
//
// where the template often has no blank between time and host, or get them from the cloud as JSON.
// Times are UTC. "-" and "none" are no value. Rules ask for the whole URL, which is here in parts.
#include <algorithm>
#include <memory>

#include "parse/any_time.hpp"
#include "parse/elff.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/key_value.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// Names are W3C's and Symantec's ("ProxySG Log Fields and Substitutions"); headers come in the
// spelling of whoever wrote the format. For the key=value form administrators invent their own.
constexpr Mapping kRows[] = {
    {"time-taken", Field::event_duration, As::duration_ms},
    {"s-action", Field::event_action},
    {"x-exception-id", Field::event_reason},
    {"x-bluecoat-transaction-uuid", Field::event_id},
    // client
    {"c-ip", Field::source_ip, As::host},
    {"c-port", Field::source_port, As::port},
    {"c-dns", Field::source_domain, As::lower},
    {"cs-username", Field::user_name, As::account},
    {"cs-user", Field::user_name, As::account},
    {"cs-userdn", Field::user_name, As::account},
    {"cs-auth-group", Field::group_name},
    {"cs-auth-groups", Field::group_name},
    {"x-client-device-name", Field::host_name},
    {"x-client-device-id", Field::host_id},
    {"x-client-os", Field::host_os_full},
    // request
    {"cs-method", Field::http_request_method},
    {"cs-bytes", Field::http_request_bytes, As::integer},
    {"cs(User-Agent)", Field::user_agent_original},
    {"cs(user-agent)", Field::user_agent_original},
    {"cs-user-agent", Field::user_agent_original},
    {"c-user-agent", Field::user_agent_original},
    {"cs(Referer)", Field::http_request_referrer},
    {"cs(referer)", Field::http_request_referrer},
    {"cs-referer", Field::http_request_referrer},
    {"ear-cs-referer", Field::http_request_referrer},
    {"cs(Content-Type)", Field::http_request_mime_type},
    {"cs-host", Field::url_domain, As::lower},
    {"cs-uri-host", Field::url_domain, As::lower},
    {"cs-uri-hostname", Field::url_domain, As::lower},
    {"cs-uri-scheme", Field::url_scheme, As::lower},
    {"cs-uri-port", Field::url_port, As::port},
    {"cs-uri-path", Field::url_path},
    {"cs-uri-stem", Field::url_path},
    {"cs-uri-query", Field::url_query},
    {"cs-uri-extension", Field::url_extension},
    {"cs-uri", Field::url_original, As::url},
    {"c-uri", Field::url_original, As::url},
    {"c-url", Field::url_original, As::url},
    {"cs-url", Field::url_original, As::url},
    {"x-cs-ssl-server-name", Field::tls_server_name, As::lower},
    {"x-cs-connection-negotiated-ssl-version", Field::tls_version},
    // answer
    {"sc-status", Field::http_response_status_code, As::integer},
    {"sc-bytes", Field::http_response_bytes, As::integer},
    {"rs(Content-Type)", Field::http_response_mime_type},
    {"rs(content-type)", Field::http_response_mime_type},
    // server
    {"r-ip", Field::destination_ip, As::ip},
    {"s-supplier-ip", Field::destination_ip, As::ip},
    {"cs-ip", Field::destination_ip, As::ip},
    {"cs-uri-address", Field::destination_ip, As::ip},
    {"s-supplier-name", Field::destination_ip, As::host},
    {"r-dns", Field::destination_domain, As::lower},
    {"r-host", Field::destination_domain, As::lower},
    {"r-port", Field::destination_port, As::port},
    {"s-hierarchy", Field::squid_peer_status},
    // the proxy and what it found
    {"s-ip", Field::observer_ip, As::ip},
    {"s-computername", Field::observer_name},
    {"x-bluecoat-appliance-name", Field::observer_name},
    {"application-name", Field::network_application},
    {"x-bluecoat-application-name", Field::network_application},
    {"sc-filter-category", Field::rule_category},
    {"cs-category", Field::rule_category},
    {"cs-categories", Field::rule_category},
    {"x-virus-id", Field::threat_name},
    {"x-dns-cs-dns", Field::dns_question_name},
    {"x-dns-cs-qtype", Field::dns_question_type},
    {"x-dns-rs-rcode", Field::dns_response_code},
    {"x-dns-rs-a-records", Field::dns_answers},
};
constexpr std::string_view kNoValue[] = {"none", "unavailable"};

// What SGOS ships as "main" (3 to 5, 6, 7) and as "bcreportermain_v1".
constexpr std::string_view kShippedFields[] = {
    "date time time-taken c-ip sc-status s-action sc-bytes cs-bytes cs-method cs-uri-scheme "
    "cs-host "
    "cs-uri-path cs-uri-query cs-username s-hierarchy s-supplier-name rs(Content-Type) "
    "cs(User-Agent) sc-filter-result sc-filter-category x-virus-id s-ip s-sitename",
    "date time time-taken c-ip cs-username cs-auth-group x-exception-id sc-filter-result "
    "cs-categories cs(Referer) sc-status s-action cs-method rs(Content-Type) cs-uri-scheme cs-host "
    "cs-uri-port cs-uri-path cs-uri-query cs-uri-extension cs(User-Agent) s-ip sc-bytes cs-bytes "
    "x-virus-id",
    "date time time-taken c-ip cs-username cs-auth-group x-exception-id sc-filter-result "
    "cs-categories cs(Referer) sc-status s-action cs-method rs(Content-Type) cs-uri-scheme cs-host "
    "cs-uri-port cs-uri-path cs-uri-query cs-uri-extension cs(User-Agent) s-ip sc-bytes cs-bytes "
    "x-virus-id x-bluecoat-application-name x-bluecoat-application-operation",
    "date time time-taken c-ip cs-username cs-auth-group s-supplier-name s-supplier-ip "
    "s-supplier-country s-supplier-failures x-exception-id sc-filter-result cs-categories "
    "cs(Referer) sc-status s-action cs-method rs(Content-Type) cs-uri-scheme cs-host cs-uri-port "
    "cs-uri-path cs-uri-query cs-uri-extension cs(User-Agent) s-ip sc-bytes cs-bytes x-virus-id "
    "x-bluecoat-application-name x-bluecoat-application-operation x-bluecoat-transaction-uuid "
    "x-icap-reqmod-header(X-ICAP-Metadata) x-icap-respmod-header(X-ICAP-Metadata)",
};

std::size_t count_words(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) + 1;
}

constexpr std::size_t kDateSize = 10;
constexpr std::size_t kTimeSize = 19;

// "2026-02-25T03:30:00" or with a blank.
bool begins_with_time(std::string_view text) {
  return begins_like(text, "dddd-dd-dd?dd:dd:dd") &&
         (text[kDateSize] == 'T' || text[kDateSize] == ' ');
}

// Behind a priority and "1 ".
std::string_view without_priority(std::string_view record) {
  constexpr std::size_t kLongest = 5;
  const std::size_t close = record.substr(0, kLongest).find('>');
  if (record.empty() || record.front() != '<' || close == kNone) {
    return record;
  }
  record.remove_prefix(close + 1);
  if (record.substr(0, 2) == "1 ") {
    record.remove_prefix(2);
  }
  return record;
}

// The template's time runs into the name of the host: no syslog header can be read from that.
bool has_broken_header(std::string_view record) {
  const std::string_view text = without_priority(record);
  if (!begins_with_time(text) || text.size() == kTimeSize) {
    return false;
  }
  const char next = text[kTimeSize];
  return next != ' ' && next != 'Z' && next != '.' && next != '+' && next != '-';
}

bool begins_with_key(std::string_view record) {
  const std::size_t end = record.find_first_of("= ");
  return end != kNone && end > 0 && record[end] == '=';
}

bool has_our_keys(std::string_view record) {
  constexpr std::string_view kOthers[] = {
      "cs-method=", "cs-host=", "s-action=", "sc-filter-result=", "cs-uri-path="};
  constexpr std::size_t kHead = 4096;
  const std::string_view head = record.substr(0, kHead);
  const std::size_t client = head.find("c-ip=");
  return client != kNone && (client == 0 || head[client - 1] == ' ') &&
         std::any_of(std::begin(kOthers), std::end(kOthers),
                     [&](std::string_view key) { return head.find(key) != kNone; });
}

class BluecoatParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"bluecoat", "proxy", ""};
    pairs_.clear();
    ParseResult result;
    if (looks_like_json_object(record)) {
      result = json_.read(record, "", event, pairs_);
    } else if (has_our_keys(record)) {
      read_header(record, context, event);
      (void)read_key_values(record, ValueEnd::blank, event.arena(), pairs_);
    } else {
      result = read_columns(record, event);
    }
    return result.ok ? fill(context, event) : result;
  }

 private:
  // What the broken header still says.
  static void read_header(std::string_view record, const ParseContext& context, Event& event) {
    const std::string_view text = without_priority(record);
    if (!begins_with_time(text)) {
      return;
    }
    const ParseContext utc{TimeZone(), context.received};
    if (const auto time = parse_any_time(text.substr(0, kTimeSize), utc)) {
      event.own_time = time;
    }
    const std::string_view host = text.substr(kTimeSize);
    event.add_text(Field::observer_hostname, host.substr(0, host.find(' ')));
  }

  ParseResult read_columns(std::string_view record, Event& event) {
    const std::string_view line = elff_.take_directives(record);
    if (line.empty()) {
      return ParseResult::directive("bluecoat: directive lines only, which were remembered");
    }
    const auto offset = static_cast<std::size_t>(line.data() - record.data());
    if (!begins_with_time(line) && elff_.fields().empty()) {
      return ParseResult::malformed("bluecoat: neither directives nor a date", offset);
    }
    if (elff_.fields().empty() && !guess_fields(line, event)) {
      return ParseResult::malformed("bluecoat: no #Fields line was seen yet", offset);
    }
    const std::size_t count = elff_.read(line, event.arena(), pairs_);
    const std::size_t expected = elff_.fields().size();
    constexpr std::size_t kFewest = 3;
    if (count < std::min(expected, kFewest)) {
      return ParseResult::malformed("bluecoat: fewer than three columns", offset + line.size());
    }
    if (count != expected) {
      event.notes.push_back(count < expected ? "bluecoat: fewer columns than #Fields says"
                                             : "bluecoat: more columns than #Fields says");
    }
    return {};
  }

  bool guess_fields(std::string_view line, Event& event) {
    const std::size_t count = elff_.read(line, event.arena(), pairs_);
    pairs_.clear();
    for (const std::string_view fields : kShippedFields) {
      if (count_words(fields) == count) {
        elff_.set_fields(fields);
        event.notes.push_back("bluecoat: no #Fields line was seen, a format of SGOS is assumed");
        return true;
      }
    }
    return false;
  }

  ParseResult fill(const ParseContext& context, Event& event) {
    if (const auto time = take_elff_time(pairs_, context)) {
      event.own_time = time;
    } else if (find_pair(pairs_, "date") != nullptr && find_pair(pairs_, "time") != nullptr) {
      return ParseResult::malformed("bluecoat: date and time are not readable", 0);
    }
    for (Pair& pair : pairs_) {
      auto* text = std::get_if<std::string_view>(&pair.value);
      const char mark = pair.name == "cs-uri-query" ? '?' : '.';
      if (text != nullptr && !text->empty() && text->front() == mark &&
          (mark == '?' || pair.name == "cs-uri-extension")) {
        text->remove_prefix(1);
      }
    }
    table_.apply(pairs_, context, event);
    add_url_of_parts(event);
    constexpr Field kAny[] = {Field::source_ip, Field::url_domain, Field::http_request_method};
    if (std::none_of(std::begin(kAny), std::end(kAny), [&](Field f) { return event.has(f); })) {
      return ParseResult::malformed("bluecoat: neither client, host nor method", 0);
    }
    return {};
  }

  ElffReader elff_;
  JsonReader json_;
  FieldTable table_{kRows, {DateOrder::unknown, kNoValue}};
  Pairs pairs_;
};

Confidence recognise_directives(std::string_view record) {
  constexpr std::size_t kHead = 2048;
  const std::string_view head = record.substr(0, kHead);
  const auto has = [&](std::string_view text) { return head.find(text) != kNone; };
  if (has("#Software: SGOS")) {
    return Confidence::certain;
  }
  if (has("x-cs-app") || has("Internet Information") || has("AsyncOS")) {
    return Confidence::no;  // Netskope, IIS, Cisco WSA
  }
  if (has("#Fields:")) {
    return has(" s-action") || has("sc-filter-") || has("x-bluecoat-") ? Confidence::certain
                                                                       : Confidence::no;
  }
  return Confidence::possible;
}

// A line whose #Fields came before. It must not be taken for text behind a syslog header with an
// ISO time; IIS and others have lines with methods, too.
Confidence recognise_columns(std::string_view record) {
  constexpr std::string_view kResults[] = {" TCP_", " PROXIED ", " OBSERVED ", " DENIED "};
  constexpr std::string_view kMethods[] = {" GET ", " POST ", " CONNECT ", " HEAD ", " PUT "};
  const auto has = [&](std::string_view word) { return record.find(word) != kNone; };
  if (std::any_of(std::begin(kResults), std::end(kResults), has)) {
    return Confidence::likely;
  }
  return std::any_of(std::begin(kMethods), std::end(kMethods), has) && !has(": ")
             ? Confidence::possible
             : Confidence::no;
}

Confidence recognise(std::string_view record) {
  if (record.empty()) {
    return Confidence::no;
  }
  if (begins_with_elff_directive(record)) {
    return recognise_directives(record);
  }
  if (looks_like_json_object(record)) {
    const bool ours = has_json_key(record, "\"cs-host\"") || has_json_key(record, "\"c-ip\"");
    return ours && (record.find("\"x-bluecoat-") != kNone || has_json_key(record, "\"s-action\""))
               ? Confidence::certain
               : Confidence::no;
  }
  if (has_our_keys(record)) {
    return begins_with_key(record) || has_broken_header(record) ? Confidence::certain
                                                                : Confidence::possible;
  }
  return begins_with_time(record) && record[kDateSize] == ' ' ? recognise_columns(record)
                                                              : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<BluecoatParser>();
}

}  // namespace

extern const Format bluecoat_format;
const Format bluecoat_format = {
    "bluecoat", "Blue Coat / Symantec SWG access log, ELFF, keys or JSON", recognise, create};

}  // namespace yagura
