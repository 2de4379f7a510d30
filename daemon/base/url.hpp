// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace yagura {

// The parts of an address as a proxy logs it; every view is into the text given.
// Not a browser's URL parser: nothing is decoded, resolved or refused, because the log must show
// what was asked for. One pass, linear.
struct Url {
  std::string_view scheme;  // without "://"; empty if there is none
  std::string_view host;    // without user information, brackets and port
  std::optional<std::uint16_t> port;
  std::string_view path;
  std::string_view query;      // without '?'
  std::string_view extension;  // of the last part of the path, without '.'
  // A backslash or a second '@' before the path: readers disagree about which host is meant
  // (a known way to slip past filters).
  bool ambiguous_host = false;
};

// "scheme://authority/path?query#fragment".
Url split_url(std::string_view text);

// "host:port", "[address]:port" or "host", as CONNECT has it.
Url split_authority(std::string_view text);

}  // namespace yagura
