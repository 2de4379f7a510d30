// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Access logs as JSON. Nobody standardised the keys: nginx's users take its variables' names,
// Apache's choose their own, so the table lists what the tutorials of both have.
#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"
#include "base/url.hpp"
#include "parse/text_forms.hpp"
#include "web/access_log.hpp"
#include "web/access_parts.hpp"

namespace yagura::web {
namespace {

constexpr Mapping kJsonRows[] = {
    {"@timestamp", Field::timestamp, As::time},
    {"timestamp", Field::timestamp, As::time},
    {"time_iso8601", Field::timestamp, As::time},
    {"time_local", Field::timestamp, As::time},
    {"time", Field::timestamp, As::time},
    {"msec", Field::timestamp, As::time},
    {"ts", Field::timestamp, As::time},
    {"datetime", Field::timestamp, As::time},
    {"date", Field::timestamp, As::time},
    {"remote_addr", Field::source_ip, As::host},
    {"client_ip", Field::source_ip, As::host},
    {"clientip", Field::source_ip, As::host},
    {"remote_ip", Field::source_ip, As::host},
    {"remoteIP", Field::source_ip, As::host},
    {"remoteAddr", Field::source_ip, As::host},
    {"remote_host", Field::source_ip, As::host},
    {"remote_hostname", Field::source_ip, As::host},
    {"client", Field::source_ip, As::host},
    {"realip_remote_addr", Field::source_ip, As::host},
    {"remote_port", Field::source_port, As::port},
    {"client_port", Field::source_port, As::port},
    // A proxy's answer comes from its upstream; the name asked for may be an address as well.
    {"upstream.address", Field::destination_ip, As::ip},
    {"upstream.port", Field::destination_port, As::port},
    {"host.address", Field::destination_ip, As::ip},
    {"server_addr", Field::destination_ip, As::ip},
    {"local_ip", Field::destination_ip, As::ip},
    {"host", Field::destination_domain, As::lower},
    {"http_host", Field::destination_domain, As::lower},
    {"vhost", Field::destination_domain, As::lower},
    {"virtual_host", Field::destination_domain, As::lower},
    {"server_name", Field::destination_domain, As::lower},
    {"serverName", Field::destination_domain, As::lower},
    {"host.port", Field::destination_port, As::port},
    {"server_port", Field::destination_port, As::port},
    {"request_uri", Field::url_original, As::url},
    {"requestURI", Field::url_original, As::url},
    {"uri", Field::url_original, As::url},
    {"url", Field::url_original, As::url},
    {"request_path", Field::url_original, As::url},
    {"path", Field::url_original, As::url},
    {"args", Field::url_query},
    {"query_string", Field::url_query},
    {"query", Field::url_query},
    {"queryString", Field::url_query},
    {"request_method", Field::http_request_method},
    {"requestMethod", Field::http_request_method},
    {"method", Field::http_request_method},
    {"verb", Field::http_request_method},
    {"http_method", Field::http_request_method},
    {"http_version", Field::http_version},
    {"httpversion", Field::http_version},
    {"status", Field::http_response_status_code, As::integer},
    {"response_status", Field::http_response_status_code, As::integer},
    {"status_code", Field::http_response_status_code, As::integer},
    {"response_code", Field::http_response_status_code, As::integer},
    {"http_status", Field::http_response_status_code, As::integer},
    {"response", Field::http_response_status_code, As::integer},
    {"bytes_sent", Field::http_response_bytes, As::integer},
    {"bytesSent", Field::http_response_bytes, As::integer},
    {"body_bytes_sent", Field::http_response_bytes, As::integer},
    {"bytes", Field::http_response_bytes, As::integer},
    {"size", Field::http_response_bytes, As::integer},
    {"response_size", Field::http_response_bytes, As::integer},
    {"response_bytes", Field::http_response_bytes, As::integer},
    {"bytes_out", Field::http_response_bytes, As::integer},
    {"body_bytes_sent", Field::http_response_body_bytes, As::integer},
    {"bytes", Field::http_response_body_bytes, As::integer},
    {"size", Field::http_response_body_bytes, As::integer},
    {"request_length", Field::http_request_bytes, As::integer},
    {"request_size", Field::http_request_bytes, As::integer},
    {"bytes_received", Field::http_request_bytes, As::integer},
    {"bytes_in", Field::http_request_bytes, As::integer},
    {"http_referrer", Field::http_request_referrer},
    {"http_referer", Field::http_request_referrer},
    {"referer", Field::http_request_referrer},
    {"referrer", Field::http_request_referrer},
    {"Referer", Field::http_request_referrer},
    {"http_user_agent", Field::user_agent_original},
    {"user_agent", Field::user_agent_original},
    {"useragent", Field::user_agent_original},
    {"userAgent", Field::user_agent_original},
    {"User-Agent", Field::user_agent_original},
    {"User-agent", Field::user_agent_original},
    {"agent", Field::user_agent_original},
    {"remote_user", Field::user_name},
    {"remoteUser", Field::user_name},
    {"auth_user", Field::user_name},
    {"username", Field::user_name},
    {"user", Field::user_name},
    {"request_time", Field::event_duration, As::duration_s},
    {"request_time_ms", Field::event_duration, As::duration_ms},
    {"http_scheme", Field::network_protocol, As::lower},
    {"scheme", Field::network_protocol, As::lower},
    {"content_type", Field::http_response_mime_type},
    {"sent_http_content_type", Field::http_response_mime_type},
    {"ssl_protocol", Field::tls_version},
    {"tls_version", Field::tls_version},
    {"ssl_server_name", Field::tls_server_name, As::lower},
    {"hostname", Field::host_name, As::lower},
    {"pid", Field::process_pid, As::integer},
    {"request_id", Field::event_id},
    {"req_id", Field::event_id},
    {"unique_id", Field::event_id},
};

// What a table cannot say of a JSON log: names of hosts that are addresses, "HTTP/1.1" and "?a=b".
// `port` names a pair that is added for the port behind an address.
struct PortOf {
  std::string_view name;
  std::string_view address;
  std::string_view port;
};
constexpr PortOf kPortsOf[] = {
    {"host", "host.address", "host.port"},
    {"http_host", "host.address", "host.port"},
    {"vhost", "host.address", "host.port"},
    {"upstream_addr", "upstream.address", "upstream.port"},
};

void take_apart(const PortOf& rule, Pairs& pairs, std::size_t at) {
  const auto* text = std::get_if<std::string_view>(&pairs[at].value);
  if (text == nullptr || text->empty() || *text == "-") {
    return;
  }
  // The last of several upstreams is the one that answered.
  const std::string_view last = trimmed(text->substr(text->rfind(',') + 1));
  const Url parts = is_address(last) ? Url{} : split_authority(last);
  const std::string_view host = parts.host.empty() ? last : parts.host;
  if (is_address(host)) {
    pairs[at].name = rule.address;
  }
  pairs[at].value = host;
  if (parts.port) {
    pairs.push_back({rule.port, std::int64_t{*parts.port}});
  }
}

void tidy(Pair& pair, Arena& arena) {
  const auto* text = std::get_if<std::string_view>(&pair.value);
  if (text == nullptr) {
    return;
  }
  if (text->substr(0, 5) == "HTTP/") {
    pair = {"http_version", text->substr(5)};
  } else if (const auto version = tls_version(*text); !version.empty()) {
    pair.value = version;
  } else if (text->substr(0, 1) == "?") {
    pair.value = text->substr(1);
  } else if (text->find("\\x") != std::string_view::npos) {
    pair.value = c_unescaped(*text, arena);  // nginx without escape=json
  }
}

}  // namespace

AccessJson::AccessJson(const AccessRefusals& refusals) : refusals_(refusals), table_(kJsonRows) {}

ParseResult AccessJson::read(std::string_view record, const ParseContext& context, Event& event) {
  pairs_.clear();
  if (const ParseResult result = json_.read(record, {}, event, pairs_); !result.ok) {
    return ParseResult::malformed(refusals_.not_json, result.offset);
  }
  const std::size_t count = pairs_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = pairs_[i].name;
    if (name == "request" || name == "request_line" || name == "requestLine") {
      if (const auto* line = std::get_if<std::string_view>(&pairs_[i].value)) {
        add_request(event, *line);
        pairs_[i].value = std::monostate{};
        continue;
      }
    }
    tidy(pairs_[i], event.arena());
    for (const PortOf& rule : kPortsOf) {
      if (rule.name == name) {
        take_apart(rule, pairs_, i);
      }
    }
  }
  table_.apply(pairs_, context, event);
  if (!event.has(Field::http_response_status_code) && !event.has(Field::http_request_method)) {
    return ParseResult::malformed(refusals_.no_status, 0);
  }
  add_outcome(event);
  return {};
}

JsonShape json_access_shape(std::string_view record) {
  if (!looks_like_json_object(record)) {
    return {};
  }
  const auto any = [&](std::initializer_list<std::string_view> keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](std::string_view key) { return has_json_key(record, key); });
  };
  if (!any({R"("request")", R"("request_uri")", R"("uri")", R"("request_line")",
            R"("request_method")", R"("requestLine")"}) ||
      !any({R"("status")", R"("response_status")", R"("status_code")", R"("response_code")",
            R"("body_bytes_sent")", R"("response")"})) {
    return {};
  }
  if (any({R"("remote_addr")", R"("body_bytes_sent")", R"("upstream_addr")", R"("time_local")",
           R"("time_iso8601")"})) {
    return {true, Habit::nginx};
  }
  return {any({R"("remoteIP")", R"("remote_ip")", R"("remote_host")", R"("remote_hostname")",
               R"("client_ip")", R"("clientip")", R"("client")", R"("remoteAddr")",
               R"("remote_logname")"}),
          Habit::apache};
}

}  // namespace yagura::web
