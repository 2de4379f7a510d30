// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace yagura {

// Talks to a running daemon's API over HTTP. libcurl stays behind this header. One thread.
class ApiClient {
 public:
  // "http://127.0.0.1:8420".
  explicit ApiClient(std::string url) : url_(std::move(url)) {}

  // The API of the daemon that uses `state_directory`, from the endpoint file it keeps there.
  static Result<ApiClient> of_state_directory(const std::filesystem::path& state_directory);

  // The body of a 200 answer. Anything else is an Error that says what the daemon said.
  Result<std::string> get(std::string_view path) const;

  // Follows a server-sent event stream until the peer ends it or `on_event` returns false.
  struct Event {
    std::uint64_t id = 0;
    std::string data;
  };
  Result<void> follow(std::string_view path,
                      const std::function<bool(const Event&)>& on_event) const;

 private:
  std::string url_;
};

// Cuts a server-sent event stream into events (WHATWG HTML, section 9.2.6), as far as our server
// uses it: `id` and one `data` line an event, comments passed over. One thread.
class EventStreamReader {
 public:
  // False once `on_event` returned false.
  bool feed(std::string_view bytes, const std::function<bool(const ApiClient::Event&)>& on_event);

 private:
  std::string pending_;
  ApiClient::Event event_;
};

}  // namespace yagura
