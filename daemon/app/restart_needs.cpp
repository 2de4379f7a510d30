// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/restart_needs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace yagura {
namespace {

constexpr std::string_view kState = "journal and store are open there";
constexpr std::string_view kApi = "the API has listened since the start";
constexpr std::string_view kJournal = "the journal's thread was started with it";
constexpr std::string_view kPipeline = "what detection remembers was built up with it";
constexpr std::string_view kSocket = "its socket is open, and closing it would lose connections";
constexpr std::string_view kReading =
    "records in the journal are read by it, and half a batch must not be read otherwise";

using Values = std::vector<std::pair<std::string, std::string>>;  // key and value, in one order

std::string time_text(std::chrono::milliseconds time) {
  return fmt::format("{} ms", time.count());
}

std::string paths_text(const std::vector<std::filesystem::path>& paths) {
  std::string text;
  for (const std::filesystem::path& path : paths) {
    text += (text.empty() ? "" : ", ") + path.string();
  }
  return text;
}

struct Part {
  std::string_view why;
  Values values;
};

std::vector<Part> parts_of(const Config& c) {
  return {
      {kState,
       {{"state_directory", c.state_directory.string()},
        {"dead_letter_bytes", fmt::format("{} B", c.dead_letter_bytes)}}},
      {kApi,
       {{"api.address", c.api.address},
        {"api.port", std::to_string(c.api.port)},
        {"api.max_connections", std::to_string(c.api.max_connections)}}},
      {kJournal,
       {{"journal.commit_interval", time_text(c.journal.commit_interval)},
        {"journal.commit_bytes", fmt::format("{} B", c.journal.commit_bytes)},
        {"journal.segment_bytes", fmt::format("{} B", c.journal.segment_bytes)},
        {"journal.queue_bytes", fmt::format("{} B", c.journal.queue_bytes)}}},
      {kPipeline,
       {{"formats", paths_text(c.formats)},
        {"detection.threads", std::to_string(c.detection.threads)},
        {"detection.lateness", time_text(c.detection.lateness)},
        {"detection.idle_timeout", time_text(c.detection.idle_timeout)},
        {"correlation.memory", fmt::format("{} B", c.correlation.memory)},
        {"correlation.memory_per_organisation",
         fmt::format("{} B", c.correlation.memory_per_organisation)},
        {"correlation.memory_per_rule", fmt::format("{} B", c.correlation.memory_per_rule)},
        {"correlation.checkpoint_interval", time_text(c.correlation.checkpoint_interval)},
        {"outage.window", time_text(c.outage.window)},
        {"outage.min_requests", std::to_string(c.outage.min_requests)},
        {"outage.min_observers", std::to_string(c.outage.min_observers)},
        {"outage.staleness_limit", time_text(c.outage.staleness_limit)}}},
  };
}

std::string_view type_name(SourceType type) {
  switch (type) {
    case SourceType::syslog_tcp:
      return "syslog_tcp";
    case SourceType::syslog_tls:
      return "syslog_tls";
    case SourceType::syslog_udp:
      return "syslog_udp";
    case SourceType::relp:
      return "relp";
    case SourceType::http:
      return "http";
    case SourceType::file:
      return "file";
    case SourceType::standard_input:
      break;
  }
  return "stdin";
}

// Who may send (organisations_by_address, tokens, tls) is taken up while a source that listens
// runs.
std::vector<Part> parts_of(const SourceConfig& s) {
  const bool listens = s.type != SourceType::file && s.type != SourceType::standard_input;
  return {
      {kSocket,
       {{"type", std::string(type_name(s.type))},
        {"address", s.address},
        {"port", std::to_string(s.port)},
        {"max_connections", std::to_string(s.max_connections)},
        {"idle_timeout", time_text(s.idle_timeout)},
        {"receive_buffer", fmt::format("{} B", s.receive_buffer)},
        {"tls", s.tls ? "there" : "not there"},
        {"path", s.path.string()},
        {"organisation", listens || !s.organisation ? "" : s.organisation->to_string()}}},
      {kReading,
       {{"format", s.format},
        {"charset", s.charset},
        {"time_zone", s.time_zone_name},
        {"lateness", time_text(s.lateness)}}},
  };
}

void compare(const std::string& prefix, const std::vector<Part>& old,
             const std::vector<Part>& fresh, std::vector<std::string>& needs) {
  for (std::size_t part = 0; part < old.size(); ++part) {
    for (std::size_t i = 0; i < old[part].values.size(); ++i) {
      const auto& [key, before] = old[part].values[i];
      const std::string& now = fresh[part].values[i].second;
      if (before != now) {
        needs.push_back(fmt::format("{}{}: {} stays until a restart, {} was read; {}", prefix, key,
                                    before, now, old[part].why));
      }
    }
  }
}

const SourceConfig* named(const Config& config, const std::string& name) {
  const auto at = std::find_if(config.sources.begin(), config.sources.end(),
                               [&](const SourceConfig& source) { return source.name == name; });
  return at == config.sources.end() ? nullptr : &*at;
}

}  // namespace

std::vector<std::string> restart_needs(const Config& old, const Config& fresh) {
  std::vector<std::string> needs;
  compare("", parts_of(old), parts_of(fresh), needs);
  for (const SourceConfig& source : old.sources) {
    const SourceConfig* now = named(fresh, source.name);
    if (now == nullptr) {
      needs.push_back(fmt::format(
          "source {}: it was taken out and goes on until a restart; its connections are open",
          source.name));
    } else {
      compare(fmt::format("source {}: ", source.name), parts_of(source), parts_of(*now), needs);
    }
  }
  for (const SourceConfig& source : fresh.sources) {
    if (named(old, source.name) == nullptr) {
      needs.push_back(fmt::format(
          "source {}: it is new and begins at a restart; what rules expect of sources is built up "
          "at the start",
          source.name));
    }
  }
  return needs;
}

}  // namespace yagura
