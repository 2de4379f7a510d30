// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace yagura {

// The requests of one HTTP/1.1 connection, one after the other, from bytes as they come. It stops
// at the end of a head, so that a request can be refused before its body is read.
//
// Boost.Beast reads them, behind http_request.cpp: it costs 20 s to compile. One thread.
class HttpRequestReader {
 public:
  enum class State { head, body, done, malformed, head_too_large, body_too_large };

  HttpRequestReader(std::size_t most_head, std::size_t most_body);
  HttpRequestReader(const HttpRequestReader&) = delete;
  HttpRequestReader& operator=(const HttpRequestReader&) = delete;
  ~HttpRequestReader();

  // Reads on; with no bytes, in what is left from before. State::body is told once before any of
  // the body is looked at: call feed({}) to go on.
  State feed(std::string_view bytes);
  // Begins the next request, with the bytes that came behind this one.
  void next();
  // Whether bytes of a request are there already.
  bool begun() const;

  // Of the request whose head has been read.
  std::string_view method() const;
  std::string_view target() const;
  // Empty if it is not there; the first if there are several.
  std::string_view header(std::string_view name) const;
  bool has_several(std::string_view name) const;
  bool keeps_alive() const;
  std::size_t body_bytes() const;  // read so far
  std::string take_body();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace yagura
