// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/http_answer.hpp"

#include <fmt/format.h>

#include <utility>

namespace yagura {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return "Service Unavailable";
  }
}

}  // namespace

HttpAnswer HttpAnswer::stored(std::size_t records, bool repeated) {
  return {200, fmt::format("{{\"records\":{}{}}}", records, repeated ? ",\"repeated\":true" : "")};
}

HttpAnswer HttpAnswer::problem(int status, std::string_view title, std::string headers) {
  return {status,
          fmt::format("{{\"type\":\"about:blank\",\"status\":{},\"title\":\"{}\"}}", status, title),
          std::move(headers)};
}

HttpAnswer HttpAnswer::last() && {
  stays_open = false;
  return std::move(*this);
}

std::string HttpAnswer::text(bool open) const {
  return fmt::format(
      "HTTP/1.1 {} {}\r\nServer: yagura\r\nContent-Type: {}\r\nContent-Length: {}\r\n"
      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: {}\r\n{}\r\n{}",
      status, reason_of(status), status == 200 ? "application/json" : "application/problem+json",
      body.size(), open ? "keep-alive" : "close", headers, body);
}

}  // namespace yagura
