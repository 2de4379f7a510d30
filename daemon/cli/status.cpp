// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/status.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <thread>

#include "cli/api_client.hpp"

namespace yagura {
namespace {

constexpr std::chrono::milliseconds kAskAgain{100};
// The journal commits within milliseconds: nothing new in so many looks means nothing is coming.
constexpr int kQuietLooks = 5;

std::uint64_t number(const nlohmann::json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
}

bool truth(const nlohmann::json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_boolean() && at->get<bool>();
}

}  // namespace

Result<StatusView> fetch_status(const std::filesystem::path& state_directory) {
  YAGURA_ASSIGN(const ApiClient api, ApiClient::of_state_directory(state_directory));
  YAGURA_ASSIGN(const std::string body, api.get("/v1/status"));
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) {
    return fail(ErrorCode::unavailable, "the daemon's answer cannot be read");
  }
  StatusView view;
  view.healthy = truth(json, "healthy");
  view.accepted = number(json, "accepted");
  view.processed = number(json, "processed");
  view.queued_bytes = number(json, "queued_bytes");
  view.rules = number(json, "rules");
  view.refused_rules = number(json, "refused_rules");
  view.evicted_groups = number(json, "evicted_groups");
  view.reloads_asked = number(json, "reloads_asked");
  view.reloads_answered = number(json, "reloads_answered");
  view.reload_refused = truth(json, "reload_refused");
  return view;
}

Result<std::uint16_t> fetch_source_port(const std::filesystem::path& state_directory,
                                        const std::string& source) {
  std::ifstream in(state_directory / "endpoints.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const nlohmann::json::json_pointer where("/sources/" + source + "/port");
  if (!json.is_object() || !json.contains(where) || !json[where].is_number_unsigned()) {
    return fail(ErrorCode::unavailable,
                fmt::format("no running daemon listens for the source {}", source));
  }
  return json[where].get<std::uint16_t>();
}

Result<StatusView> await_processed(const std::filesystem::path& state_directory,
                                   std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::uint64_t last = 0;
  int quiet = 0;
  for (;;) {
    YAGURA_ASSIGN(const StatusView now, fetch_status(state_directory));
    const bool still =
        now.accepted == last && now.queued_bytes == 0 && now.processed == now.accepted;
    quiet = still ? quiet + 1 : 0;
    last = now.accepted;
    if (quiet >= kQuietLooks) {
      return now;
    }
    if (std::chrono::steady_clock::now() > deadline) {
      return fail(ErrorCode::unavailable, fmt::format("{} of {} records are not processed yet",
                                                      now.accepted - now.processed, now.accepted));
    }
    std::this_thread::sleep_for(kAskAgain);
  }
}

int run_status(const std::filesystem::path& state_directory, std::chrono::seconds wait,
               std::ostream& out, std::ostream& err) {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  auto status = fetch_status(state_directory);
  while (!status && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kAskAgain);
    status = fetch_status(state_directory);
  }
  if (!status) {
    err << "yagura: " << status.error().text() << '\n';
    return 3;
  }
  out << fmt::format(
      "yagurad is {}: {} records accepted, {} processed, {} bytes not yet durable; {} rules, {} "
      "refused, {} correlation groups forgotten for want of memory\n",
      status->healthy ? "well" : "not well: records do not move", status->accepted,
      status->processed, status->queued_bytes, status->rules, status->refused_rules,
      status->evicted_groups);
  return status->healthy ? 0 : 1;
}

}  // namespace yagura
