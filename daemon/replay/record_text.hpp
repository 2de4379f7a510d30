// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace yagura {

// One request as Squid's native format writes it, with request size and user agent after it.
struct ProxyRequest {
  std::uint64_t elapsed_ms = 0;
  std::string client;
  std::string_view result = "TCP_MISS";
  int status = 200;
  std::uint64_t bytes = 0;  // to the client
  std::string_view method = "GET";
  std::string url;
  std::string user = "-";
  std::string peer;  // "HIER_DIRECT/198.51.100.7"
  std::string_view type = "text/html";
  std::uint64_t request_bytes = 0;
  std::string_view agent;
};
std::string squid_line(TimePoint time, const ProxyRequest& request);

// Squid's time: seconds since 1970 with milliseconds, "1771990200.125".
std::string squid_time(TimePoint time);

std::string_view browser_agent(std::uint64_t number);

// A flat JSON object on one line, members in the order they were added.
class RecordJson {
 public:
  RecordJson& add(std::string_view key, std::string_view value);
  RecordJson& add(std::string_view key, std::uint64_t value);
  // For a value that is JSON already.
  RecordJson& add_raw(std::string_view key, std::string_view json);
  std::string finish();

 private:
  void begin(std::string_view key);
  std::string text_;
};

}  // namespace yagura
