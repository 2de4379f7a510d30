// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Skyhigh Secure Web Gateway, before that McAfee Web Gateway (Webwasher), and its cloud service.
//
//   date="2026-02-25T03:30:00.123Z" hostname="mwg1" username="user01" source_ip=10.1.2.3
//     http_status_code=200 http_request_first_line="GET http://www.example.jp/ HTTP/1.1" ...
//   id=-1 username=city user01 source_ip=192.0.2.7 http_action=GET result=OBSERVED virus= ...
//   [25/Feb/2026:12:30:00 +0900] "user01" 10.1.2.3 200 "GET http://www.example.jp/ HTTP/1.1" ...
//   "user_id","username","source_ip",... then rows: CSV of the cloud's log API
//
// The cloud's key=value form quotes nothing, and blanks stand in values: only a key of its list
// ends a value, even where no blank is before it (pop_egress_ip=192.0.2.1pop_ingress_ip=...). The
// gateway's own form quotes texts. The same fields come as JSON or CEF. access.log of the gateway
// is its default format. CSV columns grew with the API's version, only at the end.
#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "base/number.hpp"
#include "base/text.hpp"
#include "parse/cef.hpp"
#include "parse/cef_fields.hpp"
#include "parse/columns.hpp"
#include "parse/event_fields.hpp"
#include "parse/field_table.hpp"
#include "parse/json_reader.hpp"
#include "parse/key_value.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr Mapping kOwnRows[] = {
    // the gateway
    {"date", Field::timestamp, As::time},
    {"time_stamp", Field::timestamp, As::time},
    {"date", Field::event_start, As::time},
    {"hostname", Field::observer_hostname},
    {"block_id", Field::event_code, As::integer},
    {"rule_name", Field::rule_name},
    {"last_rule", Field::rule_name},
    {"destination_host", Field::destination_domain, As::lower},
    {"source_bytes", Field::http_request_bytes, As::integer},
    {"destination_bytes", Field::http_response_bytes, As::integer},
    {"http_referer", Field::http_request_referrer},
    {"user_agent", Field::user_agent_original},
    {"url", Field::url_original, As::url},
    {"application_name", Field::network_application},
    {"virus_names", Field::threat_name},
    // the cloud
    {"request_timestamp_epoch", Field::timestamp, As::time},
    {"request_timestamp", Field::timestamp, As::time},
    {"result", Field::event_action, As::lower},
    {"firewall_action", Field::event_action, As::lower},
    {"action", Field::event_action, As::lower},
    {"client_to_server_bytes", Field::source_bytes, As::integer},
    {"client_to_server_bytes", Field::http_request_bytes, As::integer},
    {"bytes_cs", Field::source_bytes, As::integer},
    {"bytes_cs", Field::http_request_bytes, As::integer},
    {"server_to_client_bytes", Field::destination_bytes, As::integer},
    {"server_to_client_bytes", Field::http_response_bytes, As::integer},
    {"bytes_sc", Field::destination_bytes, As::integer},
    {"bytes_sc", Field::http_response_bytes, As::integer},
    {"http_action", Field::http_request_method},
    {"requested_host", Field::url_domain, As::lower},
    {"requested_host", Field::destination_domain, As::lower},
    {"request_url", Field::url_original, As::url},
    {"uri_scheme", Field::url_scheme, As::lower},
    {"referer", Field::http_request_referrer},
    {"virus", Field::threat_name},
    {"category", Field::rule_category},
    {"client_system_name", Field::host_name},
    {"client_host_name", Field::host_name},
    {"host_os_name", Field::host_os_name},
    {"process_exe_path", Field::process_executable, As::path},
    {"process_name", Field::process_name},
    {"filename", Field::file_name},
    {"policy_name", Field::rule_name},
    {"scp_policy_name", Field::rule_name},
    {"protocol", Field::network_transport, As::transport},
    {"detected_protocol", Field::network_protocol, As::lower},
    {"client_port", Field::source_port, As::port},
    {"domain_name", Field::destination_domain, As::lower},
    {"transaction_id", Field::event_id},
    // both
    {"username", Field::user_name},
    {"user_name", Field::user_name},
    {"user_id", Field::user_id},
    {"client_ip", Field::source_ip, As::host},
    {"source_ip", Field::source_ip, As::host},
    {"destination_ip", Field::destination_ip, As::ip},
    {"destination_port", Field::destination_port, As::port},
    {"http_status_code", Field::http_response_status_code, As::integer},
    {"media_type", Field::http_response_mime_type},
    {"block_reason", Field::event_reason},
    {"url_categories", Field::rule_category},
    // access.log
    {"auth_user", Field::user_name},
    {"src_ip", Field::source_ip, As::host},
    {"status_code", Field::http_response_status_code, As::integer},
    {"categories", Field::rule_category},
    {"bytes_to_client", Field::http_response_bytes, As::integer},
    {"bytes_from_client", Field::http_request_bytes, As::integer},
    {"virus_name", Field::threat_name},
};
constexpr auto kCefAndOwnRows = joined_rows(kOwnRows, kCefRows);

// Of the cloud service, API versions 1 to 12; in the order of its CSV.
constexpr std::string_view kCloudKeys[] = {
    "user_id",
    "username",
    "source_ip",
    "http_action",
    "server_to_client_bytes",
    "client_to_server_bytes",
    "requested_host",
    "requested_path",
    "result",
    "virus",
    "request_timestamp_epoch",
    "request_timestamp",
    "uri_scheme",
    "category",
    "media_type",
    "application_type",
    "reputation",
    "last_rule",
    "http_status_code",
    "client_ip",
    "location",
    "block_reason",
    "user_agent_product",
    "user_agent_version",
    "user_agent_comment",
    "process_name",
    "destination_ip",
    "destination_port",
    "pop_country_code",
    "referer",
    "ssl_scanned",
    "av_scanned_up",
    "av_scanned_down",
    "rbi",
    "dlp",
    "client_system_name",
    "filename",
    "pop_egress_ip",
    "pop_ingress_ip",
    "proxy_port",
    "mw_probability",
    "discarded_host",
    "ssl_client_prot",
    "ssl_server_prot",
    "domain_fronting_url",
};
// Keys that only stand in the key=value form, or in the logs of its other services.
constexpr std::string_view kMoreCloudKeys[] = {
    "site",
    "action",
    "action_reason",
    "request_url",
    "risk_score",
    "mcp_yn",
    "isolate_type",
    "filename_upload",
    "filename_download",
    "filesize_upload",
    "filesize_download",
    "bytes_sc",
    "bytes_cs",
    "pa_application_name",
    "pa_app_group",
    "pa_used_connector",
    "device_profile",
    "host_os_name",
    "client_port",
    "firewall_action",
    "client_country",
    "destination_country",
    "application_name",
    "policy_name",
    "protocol",
    "detected_protocol",
    "connectivity_method",
    "egress_client_port",
    "tunnel_ingress_port",
    "transaction_id",
    "client_host_name",
    "scp_policy_name",
    "process_exe_path",
    "domain_name",
};

constexpr std::string_view kAccessLog[] = {
    "time_stamp", "auth_user", "src_ip",           "status_code",     "req_line",
    "categories", "rep_level", "media_type",       "bytes_to_client", "user_agent",
    "virus_name", "block_res", "application_name",
};

bool is_in(std::span<const std::string_view> keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

// The key that ends at the '=' at `assign`: a known one behind a blank, or the longest that may be
// meant where a value runs into it; "?action=" of a URL is none. Looks back at most as far as the
// longest key.
std::string_view key_before(std::string_view text, std::size_t from, std::size_t assign) {
  constexpr std::size_t kLongest = 24;
  std::size_t begin = assign;
  while (begin > from && assign - begin < kLongest && is_name_character(text[begin - 1])) {
    --begin;
  }
  for (; begin < assign; ++begin) {
    const std::string_view key = text.substr(begin, assign - begin);
    const char before = begin == 0 ? ' ' : text[begin - 1];
    const bool apart = before == ' ' || (key.find('_') != kNone && is_digit(before));
    if (apart && (is_in(kCloudKeys, key) || is_in(kMoreCloudKeys, key))) {
      return key;
    }
  }
  return {};
}

// Each value runs to the next known key.
void read_unquoted(std::string_view text, Pairs& pairs) {
  std::string_view key = "id";  // which begins the record, if at all, and may be short in a URL
  std::size_t start = text.starts_with("id=") ? 3 : 0;  // of the value of `key`
  const auto close = [&](std::size_t end) {
    if (end > 0 && pairs.size() < kMostPairs) {
      pairs.push_back({key, trimmed(text.substr(start, end - start))});
    }
  };
  for (std::size_t assign = text.find('='); assign != kNone; assign = text.find('=', assign + 1)) {
    const std::string_view next = key_before(text, start, assign);
    if (next.empty()) {
      continue;
    }
    close(assign - next.size());
    key = next;
    start = assign + 1;
  }
  close(text.size());
}

bool has_gateway_keys(std::string_view record) {
  return record.find("source_ip=") != kNone && (record.find("http_request_first_line=") != kNone ||
                                                record.find("url_reputation_") != kNone);
}

bool has_cloud_keys(std::string_view record) {
  return record.find("request_timestamp") != kNone &&
         (record.find("requested_host=") != kNone || record.find("firewall_action=") != kNone) &&
         record.find("username=") != kNone;
}

bool is_access_log(std::string_view record) {
  const std::size_t close = record.find("] \"");
  return record.size() > 2 && record[0] == '[' && is_digit(record[1]) && close < 40 &&
         record.find(" HTTP/", close) != kNone && record.find("://", close) != kNone;
}

bool is_cloud_csv(std::string_view record) {
  constexpr std::ptrdiff_t kColumnsOfVersion1 = 23;
  return record.size() > 1 && record[0] == '"' &&
         (record.find("\",\"OBSERVED\",\"") != kNone || record.find("\",\"DENIED\",\"") != kNone) &&
         std::count(record.begin(), record.end(), ',') + 1 >= kColumnsOfVersion1;
}

class SkyhighParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    event.log_source = {"skyhigh", "proxy", ""};
    pairs_.clear();
    const ParseResult result = split(record, event);
    if (!result.ok) {
      return result;
    }
    read_request(event);
    table_.apply(pairs_, context, event);
    add_nat(event);
    return {};
  }

 private:
  ParseResult split(std::string_view record, Event& event) {
    if (looks_like_json_object(record)) {
      const ParseResult result = json_.read(record, "", event, pairs_);
      return result.ok && pairs_.empty() ? ParseResult::malformed("skyhigh: empty object", 0)
                                         : result;
    }
    if (find_cef(record) != kNone) {
      CefHeader header;
      const ParseResult result = read_cef(record, event.arena(), header, pairs_);
      event.add_text(Field::event_code, header.event_class);
      for (Pair& pair : pairs_) {  // the dictionary takes it for the host that is watched
        pair.name = pair.name == "dhost" ? std::string_view("requested_host") : pair.name;
      }
      return result;
    }
    if (has_cloud_keys(record)) {
      read_unquoted(record, pairs_);
    } else if (is_access_log(record)) {
      return split_columns_of(record, {' ', true, true, true, true}, kAccessLog, event);
    } else if (is_cloud_csv(record)) {
      return split_columns_of(record, kCsv, kCloudKeys, event);
    } else if (read_key_values(record, ValueEnd::blank, event.arena(), pairs_) < 3 ||
               record.find("source_ip=") == kNone) {
      return ParseResult::malformed("skyhigh: no keys of the gateway or the cloud service", 0);
    }
    return {};
  }

  ParseResult split_columns_of(std::string_view record, const ColumnStyle& style,
                               std::span<const std::string_view> names, Event& event) {
    columns_.clear();
    split_columns(record.substr(0, record.find_last_not_of("\r\n") + 1), style, event.arena(),
                  columns_);
    name_columns(names, columns_, event.arena(), pairs_);
    return {};
  }

  // The request line, and the cloud's path with its port.
  void read_request(Event& event) {
    for (Pair& pair : pairs_) {
      const auto* text = std::get_if<std::string_view>(&pair.value);
      if (text == nullptr || text->empty()) {
        continue;
      }
      if (pair.name == "http_request_first_line" || pair.name == "req_line") {
        // "CONNECT :80" names no host.
        const std::size_t blank = text->find(' ');
        const bool host = blank != kNone && text->substr(blank + 1, 1) != ":";
        add_request_line(event, host ? *text : text->substr(0, blank));
      } else if (pair.name == "requested_path") {
        add_url(event, *text);
      } else if (pair.name == "destination_port") {
        add_port(*text, event);
        continue;
      } else {
        continue;
      }
      pair.value = std::monostate{};
    }
  }

  static void add_port(std::string_view text, Event& event) {
    constexpr std::int64_t kHighest = 65535;
    const auto port = parse_integer(text);
    if (port && *port >= 0 && *port <= kHighest && !event.has(Field::url_port)) {
      event.add(Field::url_port, *port);
    }
  }

  // The cloud sees the public address, and is told the client's own.
  void add_nat(Event& event) {
    const Value* const client = find_pair(pairs_, "client_ip");
    const Value* const outside = find_pair(pairs_, "source_ip");
    if (client != nullptr && outside != nullptr && event.has(Field::source_ip)) {
      (void)add_as(Field::source_nat_ip, As::ip, *outside, {}, DateOrder::unknown, event);
    }
  }

  JsonReader json_;
  std::vector<std::string_view> columns_;
  FieldTable table_{kCefAndOwnRows};
  Pairs pairs_;
};

bool begins_with_key(std::string_view record) {
  const std::size_t end = record.find_first_of("= ");
  return end != kNone && end > 0 && record[end] == '=';
}

Confidence recognise(std::string_view record) {
  if (record.empty()) {
    return Confidence::no;
  }
  if (looks_like_json_object(record)) {
    return has_json_key(record, "\"requested_host\"") &&
                   has_json_key(record, "\"request_timestamp\"")
               ? Confidence::certain
               : Confidence::no;
  }
  if (find_cef(record) == 0) {
    const std::string_view vendor = cef_vendor(record);
    const std::string_view product = cef_product(record);
    const bool gateway = product.find("Web Gateway") != kNone;
    return gateway && (vendor == "McAfee" || vendor.starts_with("Skyhigh")) ? Confidence::certain
                                                                            : Confidence::no;
  }
  if (has_gateway_keys(record) || has_cloud_keys(record)) {
    return begins_with_key(record) ? Confidence::certain : Confidence::possible;
  }
  if (is_cloud_csv(record)) {
    return Confidence::likely;
  }
  return is_access_log(record) ? Confidence::likely : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<SkyhighParser>();
}

}  // namespace

extern const Format skyhigh_format;
const Format skyhigh_format = {"skyhigh", "Skyhigh / McAfee Web Gateway, on premises and cloud",
                               recognise, create};

}  // namespace yagura
