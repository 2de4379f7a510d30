// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yagura {

// What a sender of records over HTTP is told.
struct HttpAnswer {
  int status = 0;  // 0 = nothing: the connection is gone
  std::string body = {};
  std::string headers = {};  // further ones, each with its line end
  bool stays_open = true;    // if the client wants it, too

  static HttpAnswer gone() { return {0, "", "", false}; }
  static HttpAnswer stored(std::size_t records, bool repeated);
  // RFC 9457. The texts are our own and need no escaping.
  static HttpAnswer problem(int status, std::string_view title, std::string headers = "");
  // The same, and what follows on the connection is no longer of interest.
  HttpAnswer last() &&;

  std::string text(bool open) const;
};

}  // namespace yagura
