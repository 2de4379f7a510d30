// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/scenario_reader_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "replay/record_text.hpp"

namespace yagura {
namespace {

constexpr std::uint64_t kMaxRepeat = 10'000;
constexpr std::size_t kMaxRecords = 50'000;
constexpr std::size_t kMaxRecordText = std::size_t{32} * 1024;
constexpr std::size_t kMaxRecordTexts = std::size_t{32} << 20U;

std::string host(const YAML::Node& node) {
  if (node["windows"]) {
    return node["windows"]["Hostname"].Scalar();
  }
  return node["host"] && node["host"].IsScalar() ? node["host"].Scalar() : "";
}

bool is_json_integer(std::string_view text) {
  return !text.empty() && text.size() <= 15 && (text[0] != '0' || text.size() == 1) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string replaced(std::string_view text, std::string_view name, std::string_view value) {
  std::string out;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name)) {
    out += text.substr(0, at);
    out += value;
    text.remove_prefix(at + name.size());
  }
  return out += text;
}

// In 'raw', {epoch} is the time as Squid writes it and {utc} as JSON logs do, so that a reader
// of the scenario compares one clock only.
std::string payload(const YAML::Node& node, TimePoint time) {
  if (node["raw"]) {
    const std::string raw = replaced(node["raw"].Scalar(), "{epoch}", squid_time(time));
    return replaced(raw, "{utc}", to_rfc3339(time));
  }
  RecordJson json;
  json.add("@timestamp", to_rfc3339(time));
  for (const auto& field : node["windows"]) {
    const std::string& value = field.second.Scalar();
    const bool quoted = field.second.Tag() == "!";
    if (!quoted && is_json_integer(value)) {
      json.add_raw(field.first.Scalar(), value);
    } else {
      json.add(field.first.Scalar(), value);
    }
  }
  if (!node["windows"]["Computer"]) {
    json.add("Computer", node["windows"]["Hostname"].Scalar());
  }
  return json.finish();
}

}  // namespace

const Organisation* find_organisation(YamlFields& yaml, const OrganisationTable& organisations,
                                      const YAML::Node& node) {
  const std::string name = node.IsScalar() ? node.Scalar() : "";
  const auto code = OrganisationCode::parse(name);
  const Organisation* found = code ? organisations.find(*code) : organisations.find_by_name(name);
  if (found == nullptr) {
    yaml.wrong(node, fmt::format("'{}' is no organisation", YamlFields::shown(name)),
               "write the name or the 6-digit code as in the configuration");
  }
  return found;
}

void AuthoredReader::read(const YAML::Node& node) {
  if (!yaml_.map(node, "a record", {"time", "organisation"},
                 {"raw", "host", "windows", "repeat", "every_seconds"}) ||
      !yaml_.one_of(node, {"raw", "windows"})) {
    return;
  }
  const auto time = yaml_.time_of_day(node, "time", midnight_);
  const Organisation* owner = find_organisation(yaml_, organisations_, node["organisation"]);
  const auto repeat = node["repeat"] ? yaml_.number(node, "repeat", 1, kMaxRepeat)
                                     : std::optional<std::uint64_t>(1);
  const auto every = node["every_seconds"] ? yaml_.number(node, "every_seconds", 1, 86'400)
                                           : std::optional<std::uint64_t>(1);
  if (!time || owner == nullptr || !repeat || !every || !valid_payload(node)) {
    return;
  }
  const TimePoint last = *time + std::chrono::seconds(*every * (*repeat - 1));
  if (*time < scenario_.from || last >= scenario_.to) {
    yaml_.wrong(node["time"], "the record lies outside the scenario's 'from' and 'to'");
    return;
  }
  for (std::uint64_t i = 0; i < *repeat; ++i) {
    const TimePoint at = *time + std::chrono::seconds(*every * i);
    AuthoredRecord authored{at, owner->code, host(node), payload(node, at)};
    text_bytes_ += authored.text.size();
    if (scenario_.records.size() == kMaxRecords || text_bytes_ > kMaxRecordTexts) {
      yaml_.wrong(node, fmt::format("the records are more than {} or longer than {} bytes",
                                    kMaxRecords, kMaxRecordTexts));
      return;
    }
    scenario_.records.push_back(std::move(authored));
  }
}

bool AuthoredReader::valid_payload(const YAML::Node& node) {
  return (node["raw"] ? valid_raw(node) : valid_windows(node["windows"])) && valid_host(node);
}

// It becomes a word of the syslog header.
bool AuthoredReader::valid_host(const YAML::Node& node) {
  const std::string name = host(node);
  const bool good = name.size() <= 63 && std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
                    });
  if (!good) {
    yaml_.wrong(node, fmt::format("'{}' is no host name", YamlFields::shown(name)));
  }
  return good;
}

bool AuthoredReader::valid_raw(const YAML::Node& node) {
  const auto raw = yaml_.text(node, "raw");
  if (raw && (raw->find_first_of("\r\n") != std::string::npos || raw->size() > kMaxRecordText)) {
    yaml_.wrong(node["raw"],
                fmt::format("'raw' must be one line of at most {} bytes", kMaxRecordText));
    return false;
  }
  return raw.has_value();
}

bool AuthoredReader::valid_windows(const YAML::Node& windows) {
  if (!windows.IsMap() || !windows["EventID"] || !windows["Channel"] || !windows["Hostname"] ||
      !windows["Hostname"].IsScalar()) {
    yaml_.wrong(windows, "'windows' must be a map with EventID, Channel and Hostname");
    return false;
  }
  std::size_t bytes = 0;
  for (const auto& field : windows) {
    if (!field.first.IsScalar() || !field.second.IsScalar()) {
      yaml_.wrong(field.first, "a field of 'windows' must be a text or a number");
      return false;
    }
    bytes += field.first.Scalar().size() + field.second.Scalar().size();
    if (bytes > kMaxRecordText) {
      yaml_.wrong(windows, fmt::format("the event is longer than {} bytes", kMaxRecordText));
      return false;
    }
  }
  return true;
}

}  // namespace yagura
