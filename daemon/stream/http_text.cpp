// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "base/ip.hpp"
#include "base/number.hpp"
#include "stream/http_server.hpp"

namespace yagura {
namespace {

std::string decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace

std::map<std::string, std::string> parse_query(std::string_view query) {
  std::map<std::string, std::string> found;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view part = query.substr(0, end);
    const auto equals = part.find('=');
    if (!part.empty()) {
      found[decode(part.substr(0, equals))] =
          equals == std::string_view::npos ? "" : decode(part.substr(equals + 1));
    }
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
  return found;
}

bool is_loopback_host(std::string_view host) {
  if (host.starts_with('[')) {
    return host == "[::1]" || host.starts_with("[::1]:");
  }
  const std::string_view name = host.substr(0, host.find(':'));
  const auto address = IpAddress::parse(name);
  return name == "localhost" || (address && IpNetwork::parse("127.0.0.0/8")->contains(*address));
}

}  // namespace yagura
