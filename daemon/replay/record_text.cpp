// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/record_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.hpp"

namespace yagura {

namespace {

constexpr std::array<std::string_view, 4> kAgents{
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/144.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0",
    "Mozilla/5.0 (iPad; CPU OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.3 Mobile/15E148 Safari/604.1"};

}  // namespace

std::string squid_time(TimePoint time) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
  return fmt::format("{}.{:03}", ms / 1000, ms % 1000);
}

std::string squid_line(TimePoint time, const ProxyRequest& request) {
  return fmt::format("{} {:6} {} {}/{:03} {} {} {} {} {} {} {} \"{}\"", squid_time(time),
                     request.elapsed_ms, request.client, request.result, request.status,
                     request.bytes, request.method, request.url, request.user, request.peer,
                     request.type, request.request_bytes, request.agent);
}

std::string_view browser_agent(std::uint64_t number) {
  return kAgents[number % kAgents.size()];
}

void RecordJson::begin(std::string_view key) {
  text_ += text_.empty() ? "{\"" : ",\"";
  append_json_escaped(text_, key);
  text_ += "\":";
}

RecordJson& RecordJson::add(std::string_view key, std::string_view value) {
  begin(key);
  text_ += '"';
  append_json_escaped(text_, value);
  text_ += '"';
  return *this;
}

RecordJson& RecordJson::add(std::string_view key, std::uint64_t value) {
  begin(key);
  text_ += std::to_string(value);
  return *this;
}

RecordJson& RecordJson::add_raw(std::string_view key, std::string_view json) {
  begin(key);
  text_ += json;
  return *this;
}

std::string RecordJson::finish() {
  text_ += text_.empty() ? "{}" : "}";
  return std::exchange(text_, {});
}

}  // namespace yagura
