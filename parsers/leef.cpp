// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// IBM QRadar's Log Event Extended Format of any vendor: its predefined attributes, and beside them
// the names of CEF's dictionary, which many exporters mix in.
//
//   LEEF:1.0|Example|Gateway|1.2|4711|devTime=2026-02-25
//   12:30:00<TAB>src=192.0.2.7<TAB>usrName=sato
//   LEEF:2.0|Example|Gateway|1.2|4711|^|src=192.0.2.7^dst=198.51.100.5
//
// Known beyond that: CyberArk's Vault ("Cyber-Ark"), which says who did what to whose account in
// words of its own, and WatchGuard's Firebox, whose DHCP messages are the only text that names a
// client's MAC address.
//
// Traps: devTime is in whatever form devTimeFormat says (a Java pattern), and where it says none,
// in any form at all; LEEF has no escapes, so a value with a delimiter in it is cut.
#include <memory>

#include "base/number.hpp"
#include "leef/time_pattern.hpp"
#include "parse/cef_fields.hpp"
#include "parse/event_fields.hpp"
#include "parse/leef.hpp"
#include "parse/leef_fields.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// Attributes that no standard names but several exporters use.
constexpr Mapping kUsual[] = {
    {"msg", Field::message},
    {"msg", Field::event_reason},
    {"reason", Field::event_reason},
    {"action", Field::event_action},
    {"act", Field::event_action},
    {"userName", Field::user_name, As::account},
    {"user", Field::user_name, As::account},
    {"hostname", Field::host_name},
    {"deviceName", Field::host_name},
    {"fileName", Field::file_name},
    {"filePath", Field::file_path, As::path},
    {"fileHash", Field::file_md5, As::hash},
    {"userAgent", Field::user_agent_original},
    {"httpMethod", Field::http_request_method},
    {"method", Field::http_request_method},
    {"status", Field::event_outcome},
};

// File is a safe's object, not a path; dhost may be an address.
constexpr Mapping kCyberArk[] = {
    {"Action", Field::event_action},
    {"EventMessage", Field::message},
    {"reason", Field::event_reason},
    {"Reason", Field::event_reason},
    {"usrName", Field::user_name},
    {"OSUser", Field::process_user_name},
    {"SourceUser", Field::source_user_name},
    {"TargetUser", Field::user_target_name},
    {"duser", Field::user_target_name},
    {"duser", Field::destination_user_name},
    {"dhost", Field::destination_ip, As::host},
    {"File", Field::file_name},
    {"externalId", Field::event_id},
    {"app", Field::network_protocol},
    {"Category", Field::rule_category},
};

constexpr Mapping kWatchGuard[] = {
    {"disp", Field::event_action},
    {"msg", Field::message},
    {"msg", Field::event_reason},
    {"serial", Field::observer_serial_number},
    {"in_if", Field::observer_ingress_interface},
    {"out_if", Field::observer_egress_interface},
    {"rule_name", Field::rule_name},
    {"sig_name", Field::rule_name},
    {"signature_name", Field::rule_name},
    {"policy", Field::rule_name},
    {"sig_id", Field::rule_id},
    {"signature_id", Field::rule_id},
    {"cats", Field::rule_category},
    {"src_user", Field::user_name, As::account},
    {"src_user", Field::source_user_name, As::account},
    {"src_ip_nat", Field::source_nat_ip, As::ip},
    {"src_port_nat", Field::source_nat_port, As::port},
    {"dst_ip_nat", Field::destination_nat_ip, As::ip},
    {"dst_port_nat", Field::destination_nat_port, As::port},
    {"sent_bytes", Field::source_bytes, As::integer},
    {"rcvd_bytes", Field::destination_bytes, As::integer},
    {"op", Field::http_request_method},
    {"dstname", Field::destination_domain, As::lower},
    {"dstname", Field::url_domain, As::lower},
    {"arg", Field::url_original, As::url},
    {"referer", Field::http_request_referrer},
    {"user_agent", Field::user_agent_original},
    {"content_type", Field::http_response_mime_type},
    {"app_name", Field::network_application},
    {"sni", Field::tls_server_name},
    {"virus", Field::threat_name},
    {"file_name", Field::file_name},
    {"filename", Field::file_name},
    {"md5", Field::file_md5, As::hash},
    {"sender", Field::email_from},
    {"recipients", Field::email_to},
    {"query_name", Field::dns_question_name},
    {"question", Field::dns_question_name},
    {"query_type", Field::dns_question_type},
};

constexpr auto kUsualRows = joined_rows(kUsual, kLeefRows, kCefRows);
constexpr auto kCyberArkRows = joined_rows(kCyberArk, kLeefRows);
constexpr auto kWatchGuardRows = joined_rows(kWatchGuard, kLeefRows);

// "DHCPACK on 192.0.2.52 to 00:00:5e:00:53:0a (pc01) via vlan2": the client, in any order.
void add_dhcp_client(std::string_view message, Event& event) {
  constexpr std::size_t kMacSize = 17;
  while (!message.empty()) {
    const std::size_t end = std::min(message.find(' '), message.size());
    const std::string_view word = message.substr(0, end);
    if (word.size() > 2 && word.front() == '(' && word.back() == ')') {
      event.add_text(Field::source_domain, word.substr(1, word.size() - 2));
    } else if (word.size() == kMacSize &&
               word.find_first_not_of("0123456789abcdefABCDEF:") == kNone) {
      event.add(Field::source_mac, word);
    } else if (may_be_address(word) && !event.has(Field::source_ip)) {
      if (const auto address = IpAddress::parse(word)) {
        event.add(Field::source_ip, *address);
      }
    }
    message.remove_prefix(std::min(end + 1, message.size()));
  }
}

// The value of devTime by its pattern, where there is one that fits.
void apply_time_format(const ParseContext& context, Pairs& pairs) {
  const std::string_view pattern = pair_text(pairs, "devTimeFormat");
  if (pattern.empty()) {
    return;
  }
  for (Pair& pair : pairs) {
    const auto* text = std::get_if<std::string_view>(&pair.value);
    if (pair.name == "devTime" && text != nullptr) {
      if (const auto time = leef::read_time(*text, pattern, context)) {
        pair.value = *time;
      }
      return;
    }
  }
}

class LeefParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    LeefHeader header;
    pairs_.clear();
    if (const ParseResult result = read_leef(record, header, pairs_); !result.ok) {
      return result;
    }
    event.add_text(Field::observer_vendor, header.vendor);
    event.add_text(Field::observer_product, header.product);
    event.add_text(Field::observer_version, header.product_version);
    event.add_text(Field::event_code, header.event_id);
    apply_time_format(context, pairs_);
    if (header.vendor == "Cyber-Ark" || header.vendor == "CyberArk") {
      apply_cyberark(context, event);
    } else if (header.vendor == "WatchGuard") {
      apply_watchguard(context, event);
    } else {
      usual_.apply(pairs_, context, event);
    }
    return {};
  }

 private:
  void apply_cyberark(const ParseContext& context, Event& event) {
    event.log_source = {"cyberark", "", ""};
    // `sev` is syslog's: errors and worse are what was refused.
    constexpr std::int64_t kError = 3;
    const auto severity = parse_integer(pair_text(pairs_, "sev"));
    if (severity) {
      event.add(Field::event_outcome,
                std::string_view(*severity <= kError ? "failure" : "success"));
    }
    cyberark_.apply(pairs_, context, event);
  }

  void apply_watchguard(const ParseContext& context, Event& event) {
    const bool web = find_pair(pairs_, "op") != nullptr;
    event.log_source = {"watchguard", web ? "proxy" : "firewall", ""};
    watchguard_.apply(pairs_, context, event);
    const std::string_view message = pair_text(pairs_, "msg");
    if (message.starts_with("DHCP")) {
      add_dhcp_client(message, event);
    }
  }

  FieldTable usual_{kUsualRows};
  FieldTable cyberark_{kCyberArkRows};
  FieldTable watchguard_{kWatchGuardRows};
  Pairs pairs_;
};

Confidence recognise(std::string_view record) {
  const std::size_t start = find_leef(record);
  // What stands in front is the rest of a header of some relay; quotes and braces are a wrapper's.
  if (start == kNone || record.substr(0, start).find_first_of("\"'{=|") != kNone) {
    return Confidence::no;
  }
  const std::string_view vendor = leef_vendor(record);
  if (vendor.empty()) {
    return Confidence::no;
  }
  if (start > 0) {  // a syslog header comes off first
    return Confidence::possible;
  }
  const bool known = vendor == "Cyber-Ark" || vendor == "CyberArk" || vendor == "WatchGuard";
  return known ? Confidence::certain : Confidence::likely;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<LeefParser>();
}

}  // namespace

extern const Format leef_format;
const Format leef_format = {"leef", "IBM LEEF 1 and 2 of any vendor, CyberArk, WatchGuard",
                            recognise, create};

}  // namespace yagura
