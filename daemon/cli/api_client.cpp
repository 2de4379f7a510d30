// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/api_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace yagura {
namespace {

constexpr long kConnectTimeoutMs = 3000;
constexpr long kAnswerTimeoutMs = 60'000;
// The server sends at least a comment every 15 s: a stream silent for longer is dead.
constexpr long kSilenceSeconds = 45;
// An answer larger than this is not ours.
constexpr std::size_t kMaxAnswer = std::size_t{256} * 1024 * 1024;

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlDeleter>;
using Headers = std::unique_ptr<curl_slist, ListDeleter>;

using Receive = std::function<bool(std::string_view)>;

std::size_t on_bytes(char* bytes, std::size_t size, std::size_t count, void* user) {
  const auto& receive = *static_cast<Receive*>(user);
  return receive(std::string_view(bytes, size * count)) ? size * count : 0;
}

Handle prepare(const std::string& url, Receive& receive) {
  Handle handle(curl_easy_init());
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle.get(), CURLOPT_NOPROXY, "*");  // the daemon is near, never behind a proxy
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &on_bytes);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &receive);
  return handle;
}

tl::unexpected<Error> unreachable(const std::string& url, CURLcode code) {
  Error error{ErrorCode::unavailable,
              fmt::format("cannot reach the daemon at {}: {}", url, curl_easy_strerror(code))};
  error.how_to_mend = "is yagurad running with this configuration?";
  return tl::unexpected(std::move(error));
}

}  // namespace

Result<ApiClient> ApiClient::of_state_directory(const std::filesystem::path& state_directory) {
  const auto file = state_directory / "endpoints.json";
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto api = json.is_object() ? json.value("api", nlohmann::json()) : nlohmann::json();
  if (!in || !api.is_object() || !api.contains("port") || !api["port"].is_number_unsigned()) {
    Error error{ErrorCode::unavailable,
                fmt::format("no running daemon is known in {}", state_directory.string())};
    error.how_to_mend = "start yagurad with the same --config";
    return tl::unexpected(std::move(error));
  }
  std::string host = api.value("address", "127.0.0.1");
  if (host.find(':') != std::string::npos) {
    host = "[" + host + "]";
  }
  return ApiClient(fmt::format("http://{}:{}", host, api["port"].get<unsigned>()));
}

Result<std::string> ApiClient::get(std::string_view path) const {
  std::string body;
  Receive receive = [&](std::string_view bytes) {
    body += bytes;
    return body.size() <= kMaxAnswer;
  };
  const std::string url = fmt::format("{}{}", url_, path);
  const Handle handle = prepare(url, receive);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, kAnswerTimeoutMs);
  if (const CURLcode code = curl_easy_perform(handle.get()); code != CURLE_OK) {
    return unreachable(url_, code);
  }
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) {
    const auto problem = nlohmann::json::parse(body, nullptr, false);
    const std::string title = problem.is_object() ? problem.value("title", "") : "";
    return fail(
        status == 404 ? ErrorCode::usage : ErrorCode::unavailable,
        fmt::format("the daemon answered {}{}{}", status, title.empty() ? "" : ": ", title));
  }
  return body;
}

Result<void> ApiClient::follow(std::string_view path,
                               const std::function<bool(const Event&)>& on_event) const {
  EventStreamReader reader;
  bool wanted = true;
  Receive receive = [&](std::string_view bytes) { return wanted = reader.feed(bytes, on_event); };
  const std::string url = fmt::format("{}{}", url_, path);
  const Handle handle = prepare(url, receive);
  const Headers headers(curl_slist_append(nullptr, "Accept: text/event-stream"));
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_LOW_SPEED_TIME, kSilenceSeconds);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK && wanted) {
    return unreachable(url_, code);
  }
  return {};
}

bool EventStreamReader::feed(std::string_view bytes,
                             const std::function<bool(const ApiClient::Event&)>& on_event) {
  pending_ += bytes;
  std::size_t start = 0;
  for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n', start)) {
    const std::string_view line = std::string_view(pending_).substr(start, end - start);
    start = end + 1;
    if (line.starts_with("id: ")) {
      std::from_chars(line.data() + 4, line.data() + line.size(), event_.id);
    } else if (line.starts_with("data: ")) {
      event_.data = line.substr(6);
    } else if (line.empty() && !event_.data.empty()) {
      const ApiClient::Event event = std::exchange(event_, {});
      if (!on_event(event)) {
        return false;
      }
    }
  }
  pending_.erase(0, start);
  return true;
}

}  // namespace yagura
