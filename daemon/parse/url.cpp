// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/url.hpp"

#include <algorithm>

#include "parse/number.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// A scheme begins with a letter (RFC 3986 section 3.1); "://" inside a query is none.
bool is_scheme(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '+' ||
           c == '-' || c == '.';
  });
}

void set_port(std::string_view text, Url& url) {
  const auto port = text.size() <= 5 ? parse_integer(text) : std::nullopt;
  if (port && *port >= 0 && *port <= 65535) {
    url.port = static_cast<std::uint16_t>(*port);
  }
}

void read_authority(std::string_view text, Url& url) {
  const auto last_at = text.rfind('@');
  if (last_at != kNone) {
    url.ambiguous_host = text.find('@') != last_at;
    text.remove_prefix(last_at + 1);
  }
  url.ambiguous_host = url.ambiguous_host || text.find('\\') != kNone;
  if (!text.empty() && text[0] == '[') {
    const auto close = text.find(']');
    if (close != kNone) {
      url.host = text.substr(1, close - 1);
      if (close + 1 < text.size() && text[close + 1] == ':') {
        set_port(text.substr(close + 2), url);
      }
      return;
    }
  }
  const auto colon = text.rfind(':');
  url.host = text.substr(0, colon);
  if (colon != kNone) {
    set_port(text.substr(colon + 1), url);
  }
}

std::string_view extension_of(std::string_view path) {
  const auto slash = path.rfind('/');
  const std::string_view name = slash == kNone ? path : path.substr(slash + 1);
  const auto dot = name.rfind('.');
  // ".profile" is a name, not an extension.
  return dot == kNone || dot == 0 ? std::string_view{} : name.substr(dot + 1);
}

}  // namespace

Url split_authority(std::string_view text) {
  Url url;
  read_authority(text, url);
  return url;
}

Url split_url(std::string_view text) {
  Url url;
  std::string_view rest = text;
  const auto colon = text.find(':');
  if (colon != kNone && text.substr(colon, 3) == "://" && is_scheme(text.substr(0, colon))) {
    url.scheme = text.substr(0, colon);
    rest = text.substr(colon + 3);
    const auto end = std::min(rest.find_first_of("/?#"), rest.size());
    const auto backslash = rest.substr(0, end).find('\\');
    read_authority(rest.substr(0, end), url);
    if (backslash != kNone) {
      url.ambiguous_host = true;
    }
    rest = rest.substr(end);
  }
  rest = rest.substr(0, rest.find('#'));
  const auto question = rest.find('?');
  url.path = rest.substr(0, question);
  if (question != kNone) {
    url.query = rest.substr(question + 1);
  }
  url.extension = extension_of(url.path);
  return url;
}

}  // namespace yagura
