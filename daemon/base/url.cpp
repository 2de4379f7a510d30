// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/url.hpp"

#include <algorithm>

#include "base/byte_search.hpp"
#include "base/number.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// A scheme begins with a letter (RFC 3986 section 3.1); "://" inside a query is none.
bool is_scheme(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const auto letter = static_cast<unsigned>((c | 0x20) - 'a');
    return letter < 26 || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

void set_port(std::string_view text, Url& url) {
  const auto port = text.size() <= 5 ? parse_integer(text) : std::nullopt;
  if (port && *port >= 0 && *port <= 65535) {
    url.port = static_cast<std::uint16_t>(*port);
  }
}

void split_port(std::string_view text, Url& url) {
  std::size_t after = text.size();
  while (after > 0 && text[after - 1] != ':') {
    --after;
  }
  url.host = after == 0 ? text : text.substr(0, after - 1);
  if (after > 0) {
    set_port(text.substr(after), url);
  }
}

void read_authority(std::string_view text, Url& url) {
  if (find_first<'@', '\\', '['>(text) == text.size()) {
    split_port(text, url);
    return;
  }
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
  split_port(text, url);
}

std::string_view extension_of(std::string_view path) {
  std::size_t at = path.size();
  while (at > 0 && path[at - 1] != '/' && path[at - 1] != '.') {
    --at;
  }
  // ".profile" is a name, not an extension.
  const bool dot = at > 1 && path[at - 1] == '.' && path[at - 2] != '/';
  return dot ? path.substr(at) : std::string_view{};
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
  const std::size_t colon = find_first<':'>(text);
  if (text.substr(colon, 3) == "://" && is_scheme(text.substr(0, colon))) {
    url.scheme = text.substr(0, colon);
    rest = text.substr(colon + 3);
    // Nearly always a name and nothing else.
    std::size_t end = find_first<'/', '?', '#', '@', '\\', '[', ':'>(rest);
    if (end == rest.size() || rest[end] == '/' || rest[end] == '?' || rest[end] == '#') {
      url.host = rest.substr(0, end);
    } else {
      end = find_first<'/', '?', '#'>(rest);
      const std::string_view authority = rest.substr(0, end);
      read_authority(authority, url);
      url.ambiguous_host = url.ambiguous_host || authority.find('\\') != kNone;
    }
    rest = rest.substr(end);
  }
  const std::size_t path = find_first<'?', '#'>(rest);
  url.path = rest.substr(0, path);
  if (path < rest.size() && rest[path] == '?') {
    rest = rest.substr(path + 1);
    url.query = rest.substr(0, find_first<'#'>(rest));
  }
  url.extension = extension_of(url.path);
  return url;
}

}  // namespace yagura
