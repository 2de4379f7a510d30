// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/event_fields.hpp"

#include <algorithm>
#include <cstdint>

#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

bool is_value(std::string_view text) {
  return !text.empty() && text != "-";
}

inline void add_once(Event& event, Field field, std::string_view text) {
  if (!event.has(field)) {
    event.add_text(field, text);
  }
}

// CONNECT names a host and a port, with a scheme in some formats; the peer column may repeat the
// host or give the address it had.
void add_tunnel(Event& event, std::string_view target) {
  const std::size_t colon = find_first<':'>(target);
  const bool scheme = target.substr(colon, 3) == "://";
  const Url url = scheme ? split_url(target) : split_authority(target);
  add_once(event, Field::url_original, target);
  add_url_host(event, url);
  if (!url.host.empty() && !event.has(Field::destination_domain)) {
    event.add(Field::destination_domain, lower_case(url.host, event.arena()));
  }
  if (url.port && !event.has(Field::destination_port)) {
    event.add(Field::destination_port, std::int64_t{*url.port});
  }
}

}  // namespace

void add_endpoint(Event& event, Field ip, Field domain, std::string_view text) {
  if (!is_value(text)) {
    return;
  }
  if (may_be_address(text)) {
    if (const auto address = IpAddress::parse(text)) {
      if (!event.has(ip)) {
        event.add(ip, *address);
      }
      return;
    }
  }
  if (!event.has(domain)) {
    event.add(domain, lower_case(text, event.arena()));
  }
}

void add_url_host(Event& event, const Url& url) {
  if (!url.host.empty() && !event.has(Field::url_domain)) {
    event.add(Field::url_domain, lower_case(url.host, event.arena()));
  }
  if (url.port && !event.has(Field::url_port)) {
    event.add(Field::url_port, std::int64_t{*url.port});
  }
  if (url.ambiguous_host) {
    event.notes.push_back("url: the host is ambiguous (backslash or second @)");
  }
}

void add_url(Event& event, std::string_view text) {
  if (!is_value(text)) {
    return;
  }
  add_once(event, Field::url_original, text);
  const Url url = split_url(text);
  if (!url.scheme.empty()) {
    add_once(event, Field::url_full, text);
    add_once(event, Field::url_scheme, url.scheme);
  }
  add_url_host(event, url);
  add_once(event, Field::url_path, url.path);
  add_once(event, Field::url_query, url.query);
  add_once(event, Field::url_extension, url.extension);
}

void add_url_without_scheme(Event& event, std::string_view scheme, std::string_view text) {
  if (!is_value(text)) {
    return;
  }
  if (text.front() == '/' || text.find("://") < text.find_first_of("/?#")) {
    add_url(event, text);
    return;
  }
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  add_once(event, Field::url_original, text);
  Url url = split_authority(text.substr(0, end));
  const bool secure = equal_ignoring_case(scheme, "https");
  if (!scheme.empty() && !event.has(Field::url_scheme)) {
    event.add(Field::url_scheme, lower_case(scheme, event.arena()));
  }
  if (!url.port && (secure || equal_ignoring_case(scheme, "http"))) {
    url.port = static_cast<std::uint16_t>(secure ? 443 : 80);
  }
  add_url_host(event, url);
  const Url rest = split_url(text.substr(end));
  add_once(event, Field::url_path, rest.path.empty() ? std::string_view("/") : rest.path);
  add_once(event, Field::url_query, rest.query);
  add_once(event, Field::url_extension, rest.extension);
}

void add_proxy_url(Event& event, std::string_view method, std::string_view text) {
  if (!is_value(text)) {
    return;
  }
  if (text.substr(0, 6) == "error:") {
    add_once(event, Field::url_original, text);
    add_once(event, Field::event_reason, text);
  } else if (method == "CONNECT") {
    add_tunnel(event, text);
  } else {
    add_url(event, text);
  }
}

void add_request_line(Event& event, std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  const std::string_view method = line.substr(0, first);
  add_once(event, Field::http_request_method, method);
  if (first == kNone) {
    return;
  }
  const bool has_version = last > first && line.substr(last + 1, 5) == "HTTP/";
  if (has_version) {
    add_once(event, Field::http_version, line.substr(last + 6));
  }
  add_proxy_url(event, method,
                has_version ? line.substr(first + 1, last - first - 1) : line.substr(first + 1));
}

void add_account(Event& event, Field user, Field domain, std::string_view text) {
  const std::size_t cut = text.find('\\');
  if (cut == kNone) {
    add_once(event, user, text);
    return;
  }
  add_once(event, domain, text.substr(0, cut));
  const std::size_t name = text.find_first_not_of('\\', cut);
  add_once(event, user, name == kNone ? std::string_view{} : text.substr(name));
}

bool add_hash(Event& event, Field md5, std::string_view digits) {
  // The three stand in this order for each owner (model/field.hpp).
  int step = 0;
  switch (digits.size()) {
    case 32:
      break;
    case 40:
      step = 1;
      break;
    case 64:
      step = 2;
      break;
    default:
      return false;
  }
  if (digits.find_first_not_of("0123456789abcdefABCDEF") != kNone) {
    return false;
  }
  const auto field = static_cast<Field>(static_cast<int>(md5) + step);
  if (!event.has(field)) {
    event.add(field, lower_case(digits, event.arena()));
  }
  return true;
}

std::string_view transport_name(std::string_view protocol, Arena& arena) {
  struct Number {
    std::string_view digits;
    std::string_view name;
  };
  static constexpr Number kNumbers[] = {
      {"6", "tcp"},  {"17", "udp"},       {"1", "icmp"}, {"2", "igmp"},   {"41", "ipv6"},
      {"47", "gre"}, {"58", "ipv6-icmp"}, {"50", "esp"}, {"132", "sctp"},
  };
  for (const Number& number : kNumbers) {
    if (protocol == number.digits) {
      return number.name;
    }
  }
  return lower_case(protocol, arena);
}

}  // namespace yagura
