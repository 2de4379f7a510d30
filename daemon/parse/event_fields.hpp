// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/byte_search.hpp"
#include "base/ip.hpp"
#include "base/number.hpp"
#include "base/url.hpp"
#include "model/event.hpp"

// What several fields say together, read from one text of the record. All of them leave out what is
// empty or "-", and add no field that the event has already.
namespace yagura {

// The DNS-free half of IpAddress::parse: most hosts are names, and asking costs.
inline bool may_be_address(std::string_view text) {
  return !text.empty() && (is_digit(text.back()) || find_first<':'>(text) != text.size());
}

// An address goes to `ip`, a name, in lower case, to `domain`.
void add_endpoint(Event& event, Field ip, Field domain, std::string_view text);

// "scheme://host:port/path?query" to url.*; a bare path or host is kept as it stands.
void add_url(Event& event, std::string_view text);
// As many proxies log it, without its scheme: "www.example.jp:8080/a?b". `scheme` ("" if the record
// does not say) also tells the port where the text has none; a host alone has the path "/".
void add_url_without_scheme(Event& event, std::string_view scheme, std::string_view text);
// url.domain and url.port of a URL that was taken apart, with a note if its host is ambiguous.
void add_url_host(Event& event, const Url& url);

// As a proxy has it: CONNECT names a host and a port, and Squid writes "error:..." for what was no
// request.
void add_proxy_url(Event& event, std::string_view method, std::string_view text);

// "GET /index.html HTTP/1.1": method, URL, version; a broken one keeps what it has.
void add_request_line(Event& event, std::string_view line);

// DOMAIN\user to both fields; without a backslash the whole is the user.
void add_account(Event& event, Field user, Field domain, std::string_view text);

// Hexadecimal digits, by how many there are: MD5, SHA-1 or SHA-256 of a process, file or library,
// whichever `md5` is of. Case is folded. False if it is none of them.
bool add_hash(Event& event, Field md5, std::string_view digits);

// Names in lower case; the protocol numbers of RFC 5237 that have one get it: 6 is tcp.
std::string_view transport_name(std::string_view protocol, Arena& arena);

}  // namespace yagura
