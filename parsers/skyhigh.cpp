// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Skyhigh Secure Web Gateway, once McAfee Web Gateway: on premises and in the cloud.
//
//   date="2026-02-25T03:30:00.000Z" hostname="swg01" username="user01" source_ip=192.0.2.7
//       http_request_first_line="GET http://www.example.jp/ HTTP/1.1" block_id=0 ...
//   user_id=-1 username=user01 source_ip=192.0.2.7 http_action=GET result=DENIED virus=
//       request_timestamp_epoch=1771990200 reputation=Minimal Risk last_rule=Block all ...
//   [25/Feb/2026:12:30:00 +0900] "user01" 192.0.2.7 200 "GET http://www.example.jp/ HTTP/1.1"
//       "Government" "Minimal Risk" "text/html" 1200 "Mozilla/5.0" "" "0"
//   CEF:0|McAfee|Web Gateway|10.2|0|Access|2|rt=... src=192.0.2.7 request=http://... ...
//
// Which values stand in a line is the customer's choice. The cloud's values are not quoted and have
// blanks in them, so they end at the next key; its addresses without a blank between them stay
// together. Its sizes are the client's and the server's, those on premises the request's and the
// response's.
#include <memory>
#include <vector>

#include "model/event.hpp"
#include "parse/cef.hpp"
#include "parse/columns.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/gateway_fields.hpp"
#include "parse/key_value.hpp"
#include "parse/parser.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kRows[] = {
    {"date", Field::event_start, As::time},
    {"date", Field::timestamp, As::time},
    {"time_stamp", Field::timestamp, As::time},
    {"request_timestamp_epoch", Field::timestamp, As::time},
    {"request_timestamp", Field::timestamp, As::time},
    {"hostname", Field::observer_hostname},
    {"username", Field::user_name},
    {"auth_user", Field::user_name},
    {"suser", Field::user_name},
    {"source_ip", Field::source_ip, As::ip},
    {"src_ip", Field::source_ip, As::ip},
    {"client_ip", Field::source_ip, As::ip},
    {"client_ip", Field::source_nat_ip, As::ip},
    {"source_port", Field::source_port, As::port},
    {"client_system_name", Field::host_name},
    {"process_name", Field::process_name},
    {"destination_ip", Field::destination_ip, As::ip},
    {"dest_ip", Field::destination_ip, As::ip},
    {"server_ip", Field::destination_ip, As::ip},
    {"destination_port", Field::destination_port, As::port},
    {"destination_host", Field::destination_domain, As::lower},
    {"requested_host", Field::destination_domain, As::lower},
    {"destination_host", Field::url_domain, As::lower},
    {"requested_host", Field::url_domain, As::lower},
    {"dhost", Field::url_domain, As::lower},
    {"uri_scheme", Field::url_scheme, As::lower},
    {"url", Field::url_original, As::url},
    {"requested_path", Field::url_original, As::url},
    {"destination_port", Field::url_port, As::port},
    {"http_action", Field::http_request_method},
    {"http_method", Field::http_request_method},
    {"http_status_code", Field::http_response_status_code, As::integer},
    {"status_code", Field::http_response_status_code, As::integer},
    {"source_bytes", Field::http_request_bytes, As::integer},
    {"bytes_from_client", Field::http_request_bytes, As::integer},
    {"in", Field::http_request_bytes, As::integer},
    {"destination_bytes", Field::http_response_bytes, As::integer},
    {"bytes_to_client", Field::http_response_bytes, As::integer},
    {"out", Field::http_response_bytes, As::integer},
    {"client_to_server_bytes", Field::source_bytes, As::integer},
    {"server_to_client_bytes", Field::destination_bytes, As::integer},
    {"media_type", Field::http_response_mime_type},
    {"fileType", Field::http_response_mime_type},
    {"http_referer", Field::http_request_referrer},
    {"referer", Field::http_request_referrer},
    {"requestContext", Field::http_request_referrer},
    {"user_agent", Field::user_agent_original},
    {"requestClientApplication", Field::user_agent_original},
    {"application_name", Field::network_application},
    {"application_type", Field::network_application},
    {"filename", Field::file_name},
    {"fname", Field::file_name},
    {"file_hash", Field::file_md5, As::hash},
    {"result", Field::event_action, As::lower},
    {"act", Field::event_action, As::lower},
    {"block_id", Field::event_code},
    {"block_res", Field::event_code},
    {"block_reason", Field::event_reason},
    {"virus_names", Field::threat_name},
    {"virus_name", Field::threat_name},
    {"virus", Field::threat_name},
    {"Virus Name", Field::threat_name},
    {"rule_name", Field::rule_name},
    {"last_rule", Field::rule_name},
    {"ruleset_name", Field::rule_name},
};
constexpr auto kAllRows = joined_rows(kRows, kGatewayRows);

// access.log as the product is shipped.
constexpr std::string_view kAccessColumns[] = {
    "time_stamp", "auth_user", "src_ip",          "status_code",     "req_line",
    "categories", "rep_level", "media_type",      "bytes_to_client", "user_agent",
    "virus_name", "block_res", "application_name"};

void add_first_line(const Pairs& pairs, Event& event) {
  for (const std::string_view name : {"http_request_first_line", "req_line"}) {
    if (const std::string_view line = pair_text(pairs, name); !line.empty()) {
      add_request_line(event, line);
      return;
    }
  }
}

class SkyhighParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    pairs_.clear();
    columns_.clear();
    event.log_source = {"skyhigh", "proxy", ""};
    if (find_cef(record) != kNone) {
      CefHeader header;
      if (const ParseResult result = read_cef(record, event.arena(), header, pairs_); !result.ok) {
        return ParseResult::malformed("skyhigh: the CEF header is cut off", result.offset);
      }
      event.add_text(Field::observer_vendor, header.vendor);
      event.add_text(Field::observer_product, header.product);
      event.add_text(Field::observer_version, header.version);
      event.add_text(Field::message, header.name);
    } else if (record.starts_with('[')) {
      split_columns(record, kBlanks, event.arena(), columns_);
      name_columns(kAccessColumns, columns_, event.arena(), pairs_);
    } else {
      // Quoted values end at their quotes either way.
      (void)read_key_values(record, ValueEnd::next_key, event.arena(), pairs_);
    }
    add_first_line(pairs_, event);
    table_.apply(pairs_, context, event);
    if (!event.has(Field::source_ip) && !event.has(Field::destination_domain)) {
      return ParseResult::malformed("skyhigh: neither a client nor a host asked for", 0);
    }
    return {};
  }

 private:
  Pairs pairs_;
  std::vector<std::string_view> columns_;
  FieldTable table_{kAllRows};
};

// [time] "user" address status "request line" "categories" ...
bool is_access_log(std::string_view record) {
  const std::size_t user = record.find("] \"");
  if (!record.starts_with('[') || user == kNone) {
    return false;
  }
  const std::size_t address = record.find("\" ", user + 3);
  const std::size_t line = address == kNone ? kNone : record.find(" \"", address + 2);
  return line != kNone && line - address < 64 && record.find("HTTP/", line) != kNone;
}

Confidence recognise(std::string_view record) {
  const auto has = [&](std::string_view text) { return record.find(text) != kNone; };
  const std::string_view vendor = cef_vendor(record);
  if (vendor == "McAfee" || vendor == "Skyhigh Security" || vendor == "Skyhigh") {
    return cef_product(record).find("Web Gateway") != kNone ? Confidence::certain : Confidence::no;
  }
  if (has("http_request_first_line=") || (has("server_to_client_bytes=") && has("http_action="))) {
    return Confidence::certain;
  }
  return is_access_log(record) ? Confidence::certain : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<SkyhighParser>();
}

}  // namespace

extern const Format skyhigh_format;
const Format skyhigh_format = {
    "skyhigh", "Skyhigh (McAfee) Web Gateway: key=value, access.log, CEF", recognise, create};

}  // namespace yagura
