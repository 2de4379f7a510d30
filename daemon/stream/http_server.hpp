// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace yagura {

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // percent-decoded, without the query
  std::map<std::string, std::string> query;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
};

// One event of a server-sent event stream (WHATWG HTML, section 9.2).
struct StreamEvent {
  std::uint64_t id = 0;  // ascending; what a client sends back as Last-Event-ID
  std::string name;
  std::string data;  // without line breaks
};

// What the server serves. Both functions are called on the server's own thread, one at a time.
struct HttpService {
  std::function<HttpResponse(const HttpRequest&)> handle;
  std::string stream_path;
  // Up to `limit` events after `id`, oldest first. The store behind it is the only queue: a slow
  // reader costs one batch of memory, however far behind it is, and misses nothing.
  std::function<std::vector<StreamEvent>(std::uint64_t id, std::size_t limit)> events_after;
  // The newest id: where a stream without Last-Event-ID begins.
  std::function<std::uint64_t()> newest_event;
};

// HTTP/1.1 with server-sent events, on a thread of its own. The only file that includes
// Boost.Beast is http_server.cpp: it costs 20 s to compile, and nobody else pays for it.
//
// There is no login yet, so it answers only requests whose Host is a loopback name or address: a
// web page that a browser was lured to cannot read it through a DNS name of its own.
class HttpServer {
 public:
  struct Options {
    std::string address;
    std::uint16_t port = 0;  // 0 = any free port
    int max_connections = 0;
  };

  static Result<std::unique_ptr<HttpServer>> start(const Options& options, HttpService service);
  virtual ~HttpServer() = default;
  virtual std::uint16_t port() const = 0;
  // There are new events: every stream looks for them. Thread-safe, never waits.
  virtual void notify() = 0;
  // Ends all connections and the thread. Call once, from any other thread.
  virtual void stop() = 0;
};

// "a=1&b=%E5%B8%82+c" as a map; parts that are no valid encoding are taken as they stand.
std::map<std::string, std::string> parse_query(std::string_view query);
// False for anything but localhost, 127.0.0.0/8 and [::1], each with or without a port.
bool is_loopback_host(std::string_view host_header);

}  // namespace yagura
