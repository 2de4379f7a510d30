// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Netskope: events of its API and Log Shipper as JSON, and transaction events of web proxying.
//
//   {"timestamp":1771990200,"type":"nspolicy","user":"user01@example.jp","srcip":"192.0.2.7",
//    "url":"www.example.jp/a","protocol":"HTTPS/2","activity":"Download",...}
//   2026-02-25 03:30:00 12 138 0 138 10.1.2.3 - "user01" GET http - "curl/8" ... (W3C ELFF)
//
// Transaction events are ELFF lines whose #Fields seldom arrive: the columns are fixed, and later
// format versions only add at the end, so one list serves all. Log Streaming parts them by commas.
// No value is "-", "NotChecked", "Unavailable" or, without TLS, "NoSSL"; in JSON every field that a
// tenant has stands in every event, as "" or 0. URLs in JSON lack their scheme, which `protocol`
// has. By the usual mappings of these logs source.bytes is client_bytes or sc-bytes, and
// destination.bytes server_bytes or cs-bytes; http.*.bytes have what was sent and what was
// answered.
#include <algorithm>
#include <memory>

#include "parse/elff.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kNoValue[] = {"NotChecked", "NoSSL", "Unavailable", "NotAvailable",
                                         "NA",         "N/A",   "n/a"};

constexpr Mapping kEventRows[] = {
    {"timestamp", Field::timestamp, As::time},
    {"_insertion_epoch_timestamp", Field::timestamp, As::time},
    {"_id", Field::event_id},
    {"activity", Field::event_action},
    {"action", Field::event_action},
    {"audit_log_event", Field::event_action},
    {"audit_log_event", Field::event_reason},
    {"bypass_reason", Field::event_reason},
    {"severity_level", Field::event_severity, As::integer},
    {"conn_starttime", Field::event_start, As::time},
    {"start_time", Field::event_start, As::time},
    {"conn_endtime", Field::event_end, As::time},
    {"end_time", Field::event_end, As::time},
    {"conn_duration", Field::event_duration, As::duration_s},
    // who
    {"srcip", Field::source_ip, As::host},
    {"userip", Field::source_ip, As::host},
    {"srcport", Field::source_port, As::port},
    {"userip", Field::host_ip, As::ip},
    {"user_id", Field::user_id},
    {"hostname", Field::host_name},
    {"nsdeviceuid", Field::host_id},
    {"os", Field::host_os_name},
    {"os_version", Field::host_os_version},
    // where to
    {"dsthost", Field::destination_ip, As::host},
    {"dstip", Field::destination_ip, As::ip},
    {"dstport", Field::destination_port, As::port},
    {"ip_protocol", Field::network_transport, As::transport},
    {"domain", Field::url_domain, As::lower},
    {"app", Field::network_application},
    {"referer", Field::http_request_referrer},
    {"useragent", Field::user_agent_original},
    {"user_agent", Field::user_agent_original},
    {"http_status", Field::http_response_status_code, As::integer},
    {"resp_content_type", Field::http_response_mime_type},
    {"mime_type", Field::http_response_mime_type},
    {"ja3", Field::tls_ja3},
    {"sni", Field::tls_server_name, As::lower},
    {"ssl_version", Field::tls_version},
    // how much
    {"client_bytes", Field::source_bytes, As::integer},
    {"client_bytes", Field::http_request_bytes, As::integer},
    {"server_bytes", Field::destination_bytes, As::integer},
    {"server_bytes", Field::http_response_bytes, As::integer},
    {"numbytes", Field::network_bytes, As::integer},
    {"client_packets", Field::source_packets, As::integer},
    {"server_packets", Field::destination_packets, As::integer},
    // what
    {"object", Field::file_name},
    {"dlp_file", Field::file_name},
    {"file_name", Field::file_name},
    {"file_path", Field::file_path, As::path},
    {"file_size", Field::file_size, As::integer},
    {"md5", Field::file_md5, As::hash},
    {"local_md5", Field::file_md5, As::hash},
    {"sha256", Field::file_sha256, As::lower},
    {"local_sha256", Field::file_sha256, As::lower},
    {"owner", Field::file_owner},
    // by which rule
    {"policy", Field::rule_name},
    {"policy_name", Field::rule_name},
    {"alert_name", Field::rule_name},
    {"dlp_rule", Field::rule_name},
    {"policy_id", Field::rule_id},
    {"category", Field::rule_category},
    {"appcategory", Field::rule_category},
    {"malware_name", Field::threat_name},
    {"threat_match_value", Field::threat_name},
    // of which mail
    {"smtp_to", Field::email_to},
};

constexpr Mapping kTransactionRows[] = {
    {"time-taken", Field::event_duration, As::duration_ms},
    {"x-policy-action", Field::event_action},
    {"x-action", Field::event_action},
    {"x-error", Field::event_reason},
    {"x-action-reason", Field::event_reason},
    {"x-transaction-id", Field::event_id},
    {"c-ip", Field::source_ip, As::host},
    {"x-cs-src-ip", Field::source_ip, As::ip},
    {"x-cs-userip", Field::source_nat_ip, As::ip},
    {"x-cs-src-ip", Field::source_nat_ip, As::ip},
    {"x-cs-src-port", Field::source_port, As::port},
    {"cs-username", Field::user_name},
    {"x-c-authn-user", Field::user_name},
    {"x-c-hostname", Field::host_name},
    {"x-c-device-uid", Field::host_id},
    {"x-c-os", Field::host_os_name},
    {"x-c-os-version", Field::host_os_version},
    {"x-cs-process", Field::process_name},
    {"x-cs-pid", Field::process_pid, As::integer},
    {"x-cs-parent-process", Field::process_parent_name},
    {"x-cs-ppid", Field::process_parent_pid, As::integer},
    {"s-ip", Field::destination_ip, As::host},
    {"x-sr-dst-ip", Field::destination_ip, As::ip},
    {"cs-uri-port", Field::destination_port, As::port},
    {"cs-bytes", Field::destination_bytes, As::integer},
    {"cs-bytes", Field::http_request_bytes, As::integer},
    {"sc-bytes", Field::source_bytes, As::integer},
    {"sc-bytes", Field::http_response_bytes, As::integer},
    {"bytes", Field::network_bytes, As::integer},
    {"cs-method", Field::http_request_method},
    {"cs-user-agent", Field::user_agent_original},
    {"cs-referer", Field::http_request_referrer},
    {"cs-content-type", Field::http_request_mime_type},
    {"sc-status", Field::http_response_status_code, As::integer},
    {"sc-content-type", Field::http_response_mime_type},
    {"x-cs-url", Field::url_original, As::url},
    {"cs-host", Field::url_domain, As::lower},
    {"cs-dns", Field::url_domain, As::lower},
    {"cs-uri-scheme", Field::url_scheme, As::lower},
    {"cs-uri-port", Field::url_port, As::port},
    {"x-cs-uri-path", Field::url_path},
    {"cs-uri", Field::url_path},
    {"cs-uri-query", Field::url_query},
    {"x-cs-app", Field::network_application},
    {"x-cs-sni", Field::tls_server_name, As::lower},
    {"x-cs-ssl-ja3", Field::tls_ja3},
    {"x-cs-ssl-version", Field::tls_version},
    {"x-cs-app-object-name", Field::file_name},
    {"x-rs-file-size", Field::file_size, As::integer},
    {"x-rs-file-md5", Field::file_md5, As::hash},
    {"x-rs-file-sha256", Field::file_sha256, As::lower},
    {"x-policy-name", Field::rule_name},
    {"x-category", Field::rule_category},
    {"x-tp-malware-name", Field::threat_name},
};

// Formats 1 to 4 of transaction events ("Transaction Event Fields"), each longer than the last.
constexpr std::string_view kColumns =
    "date time time-taken cs-bytes sc-bytes bytes c-ip s-ip cs-username cs-method cs-uri-scheme "
    "cs-uri-query cs-user-agent cs-content-type sc-status sc-content-type cs-dns cs-host cs-uri "
    "cs-uri-port cs-referer x-cs-session-id x-cs-access-method x-cs-app x-s-country x-s-latitude "
    "x-s-longitude x-s-location x-s-region x-s-zipcode x-c-country x-c-latitude x-c-longitude "
    "x-c-location x-c-region x-c-zipcode x-c-os x-c-browser x-c-browser-version x-c-device "
    "x-cs-site x-cs-timestamp x-cs-page-id x-cs-userip x-cs-traffic-type x-cs-tunnel-id x-category "
    "x-other-category x-type x-server-ssl-err x-client-ssl-err x-transaction-id x-request-id "
    "x-cs-sni x-cs-domain-fronted-sni x-category-id x-other-category-id x-sr-headers-name "
    "x-sr-headers-value x-cs-ssl-ja3 x-sr-ssl-ja3s x-ssl-bypass x-ssl-bypass-reason "
    "x-r-cert-subject-cn x-r-cert-issuer-cn x-r-cert-startdate x-r-cert-enddate x-r-cert-valid "
    "x-r-cert-expired x-r-cert-untrusted-root x-r-cert-incomplete-chain x-r-cert-self-signed "
    "x-r-cert-revoked x-r-cert-revocation-check x-r-cert-mismatch x-cs-ssl-fronting-error "
    "x-cs-ssl-handshake-error x-sr-ssl-handshake-error x-sr-ssl-client-certificate-error "
    "x-sr-ssl-malformed-ssl x-s-custom-signing-ca-error x-cs-ssl-engine-action "
    "x-cs-ssl-engine-action-reason x-sr-ssl-engine-action x-sr-ssl-engine-action-reason "
    "x-ssl-policy-src-ip x-ssl-policy-dst-ip x-ssl-policy-dst-host x-ssl-policy-dst-host-source "
    "x-ssl-policy-categories x-ssl-policy-action x-ssl-policy-name x-cs-ssl-version "
    "x-cs-ssl-cipher x-sr-ssl-version x-sr-ssl-cipher x-cs-src-ip-egress x-s-dp-name x-cs-src-ip "
    "x-cs-src-port x-cs-dst-ip x-cs-dst-port x-sr-src-ip x-sr-src-port x-sr-dst-ip x-sr-dst-port "
    "x-cs-ip-connect-xff x-cs-ip-xff x-cs-connect-host x-cs-connect-port x-cs-connect-user-agent "
    "x-cs-url x-cs-uri-path x-cs-http-version rs-status x-cs-app-category x-cs-app-cci "
    "x-cs-app-ccl x-cs-app-tags x-cs-app-suite x-cs-app-instance-id x-cs-app-instance-name "
    "x-cs-app-instance-tag x-cs-app-activity x-cs-app-from-user x-cs-app-to-user "
    "x-cs-app-object-type x-cs-app-object-name x-cs-app-object-id x-rs-file-type "
    "x-rs-file-category x-rs-file-language x-rs-file-size x-rs-file-md5 x-rs-file-sha256 x-error "
    "x-c-local-time x-policy-action x-policy-name x-policy-src-ip x-policy-dst-ip "
    "x-policy-dst-host x-policy-dst-host-source x-policy-justification-type "
    "x-policy-justification-reason x-sc-notification-name sr-bytes rs-bytes x-action "
    "x-action-reason x-c-authn-user x-c-authn-source x-c-authn-surrogate "
    "x-c-authn-surrogate-status x-c-authz-groups x-c-authz-ou x-cs-xau x-cs-connect-xau "
    "x-c-user-confidence-index x-c-hostname x-c-device-uid x-c-os-family x-c-os-version "
    "x-c-nsclient-version x-c-nsclient-client-profile x-c-nsclient-steering-profile "
    "x-c-device-classification x-cs-nsclient-tunnel-type x-cs-process x-cs-pid x-cs-parent-process "
    "x-cs-ppid x-tp-result x-tp-engine x-tp-malware-name x-tp-severity x-sr-forward-dest "
    "x-ssl-policy-issuer x-eip-policy-name x-eip-policy-footprint x-policy-categories x-c-timezone "
    "x-support";

constexpr std::size_t kDateSize = 10;

// With blanks or commas between date, time and what follows.
bool begins_with_time(std::string_view text) {
  return begins_like(text, "dddd-dd-dd dd:dd:dd ") || begins_like(text, "dddd-dd-dd,dd:dd:dd,");
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != kNone && at > 0 && at + 1 < text.size();
}

// Counts are there even when they are 0; any other 0 fills a field that the event does not have.
bool is_filling(const Pair& pair) {
  constexpr std::string_view kCounts[] = {"client_bytes", "server_bytes", "numbytes",
                                          "client_packets", "server_packets"};
  const auto* number = std::get_if<std::int64_t>(&pair.value);
  const auto* real = std::get_if<double>(&pair.value);
  return ((number != nullptr && *number == 0) || (real != nullptr && *real == 0)) &&
         std::find(std::begin(kCounts), std::end(kCounts), pair.name) == std::end(kCounts);
}

class NetskopeParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"netskope", "proxy", ""};
    pairs_.clear();
    return looks_like_json_object(record) ? parse_event(record, context, event)
                                          : parse_transaction(record, context, event);
  }

 private:
  ParseResult parse_event(std::string_view record, const ParseContext& context, Event& event) {
    if (const ParseResult result = json_.read(record, "", event, pairs_); !result.ok) {
      return result;
    }
    for (Pair& pair : pairs_) {
      if (is_filling(pair)) {
        pair.value = std::monostate{};
      }
    }
    if (find_pair(pairs_, "timestamp") == nullptr) {
      return ParseResult::malformed("netskope: timestamp is missing", 0);
    }
    if (pair_text(pairs_, "type") == "admin_audit_logs" ||
        find_pair(pairs_, "audit_log_event") != nullptr) {
      event.log_source = {"netskope", "", "audit"};
      add_audit_outcome(event);
    }
    add_user(event);
    add_url(event);
    events_.apply(pairs_, context, event);
    return {};
  }

  void add_audit_outcome(Event& event) const {
    const std::string_view what = pair_text(pairs_, "audit_log_event");
    if (what.find("Success") != kNone) {
      event.add(Field::event_outcome, std::string_view("success"));
    } else if (what.find("Fail") != kNone) {
      event.add(Field::event_outcome, std::string_view("failure"));
    }
  }

  void add_user(Event& event) {
    constexpr std::string_view kNames[] = {"user", "ur_normalized", "userkey", "acting_user"};
    for (const std::string_view name : kNames) {
      const std::string_view user = pair_text(pairs_, name);
      if (user.empty() || event.has(Field::user_name)) {
        continue;
      }
      const std::size_t at = user.find('@');
      if (is_email(user)) {
        event.add(Field::user_email, user);
        event.add(Field::user_name, user.substr(0, at));
        event.add(Field::user_domain, user.substr(at + 1));
      } else {
        add_account(event, Field::user_name, Field::user_domain, user);
      }
      clear(name);
    }
  }

  // "HTTPS/2" is the scheme of a URL that has none.
  void add_url(Event& event) {
    const std::string_view url = pair_text(pairs_, "url");
    const std::string_view protocol = pair_text(pairs_, "protocol");
    if (url.empty()) {
      return;
    }
    const std::string_view scheme = protocol.substr(0, protocol.find('/'));
    const bool web = equal_ignoring_case(scheme, "http") || equal_ignoring_case(scheme, "https");
    add_url_without_scheme(event, web ? scheme : std::string_view{}, url);
    clear("url");
  }

  void clear(std::string_view name) {
    for (Pair& pair : pairs_) {
      if (pair.name == name) {
        pair.value = std::monostate{};
      }
    }
  }

  ParseResult parse_transaction(std::string_view record, const ParseContext& context,
                                Event& event) {
    const std::size_t first = record.find_first_not_of(" \r\n");
    std::string_view line = record.substr(std::min(first, record.size()));
    const bool commas = line.size() > kDateSize && line[kDateSize] == ',';
    ElffReader& elff = commas ? commas_ : blanks_;
    line = elff.take_directives(line);
    if (line.empty()) {
      return ParseResult::directive("netskope: directive lines only, which were remembered");
    }
    const auto offset = static_cast<std::size_t>(line.data() - record.data());
    if (!begins_with_time(line)) {
      return ParseResult::malformed("netskope: neither a JSON object nor date and time", offset);
    }
    if (elff.fields().empty()) {
      elff.set_fields(kColumns);
    }
    constexpr std::size_t kFewest = 11;  // up to the scheme
    if (elff.read(line, event.arena(), pairs_) < std::min(kFewest, elff.fields().size())) {
      return ParseResult::malformed("netskope: fewer columns than up to cs-uri-scheme",
                                    record.size());
    }
    const auto time = take_elff_time(pairs_, context);
    if (!time) {
      return ParseResult::malformed("netskope: date and time are no time", offset);
    }
    event.own_time = time;
    if (const std::string_view user = pair_text(pairs_, "cs-username"); is_email(user)) {
      event.add(Field::user_email, user);
    }
    transactions_.apply(pairs_, context, event);
    add_url_of_parts(event);
    return {};
  }

  JsonReader json_;
  ElffReader blanks_;
  ElffReader commas_{','};
  FieldTable events_{kEventRows, {DateOrder::unknown, kNoValue}};
  FieldTable transactions_{kTransactionRows, {DateOrder::unknown, kNoValue}};
  Pairs pairs_;
};

// Names that other products' events do not have together.
bool has_our_keys(std::string_view record) {
  constexpr std::string_view kKeys[] = {"\"ur_normalized\"",
                                        "\"netskope_pop\"",
                                        "\"access_method\"",
                                        "\"traffic_type\"",
                                        "\"appcategory\"",
                                        "\"userkey\"",
                                        "\"ccl\"",
                                        "\"nsdeviceuid\"",
                                        "\"app_session_id\"",
                                        "\"connection_id\"",
                                        "\"dlp_incident_id\"",
                                        "\"audit_log_event\"",
                                        "\"organization_unit\"",
                                        "\"request_id\"",
                                        "\"insertion_epoch_timestamp\""};
  constexpr std::size_t kHead = 8192;
  constexpr std::ptrdiff_t kEnough = 3;
  const std::string_view head = record.substr(0, kHead);
  return has_json_key(record, "\"timestamp\"") &&
         std::count_if(std::begin(kKeys), std::end(kKeys),
                       [&](std::string_view key) { return head.find(key) != kNone; }) >= kEnough;
}

// A line of the fixed columns; or perhaps one whose #Fields came before, which must not be taken
// for text behind a syslog header with an ISO time.
Confidence recognise_transaction(std::string_view record) {
  constexpr std::string_view kMarks[] = {"http_transaction", "NotChecked", "NoSSL"};
  constexpr std::string_view kMethods[] = {" GET ", " POST ", " CONNECT ", " HEAD ", " PUT "};
  constexpr std::ptrdiff_t kColumnsOfFormat1 = 59;
  const auto has = [&](std::string_view word) { return record.find(word) != kNone; };
  if (std::count(record.begin(), record.end(), record[kDateSize]) + 1 >= kColumnsOfFormat1 &&
      std::any_of(std::begin(kMarks), std::end(kMarks), has)) {
    return Confidence::certain;
  }
  return std::any_of(std::begin(kMethods), std::end(kMethods), has) && !has(": ")
             ? Confidence::possible
             : Confidence::no;
}

Confidence recognise(std::string_view record) {
  if (looks_like_json_object(record)) {
    return has_our_keys(record) ? Confidence::certain : Confidence::no;
  }
  constexpr std::size_t kHead = 4096;
  if (begins_with_elff_directive(record)) {
    return record.substr(0, kHead).find(" x-cs-app") != kNone ? Confidence::certain
                                                              : Confidence::no;
  }
  return begins_with_time(record) ? recognise_transaction(record) : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<NetskopeParser>();
}

}  // namespace

extern const Format netskope_format;
const Format netskope_format = {"netskope", "Netskope events (JSON) and transaction events",
                                recognise, create};

}  // namespace yagura
