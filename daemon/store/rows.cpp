// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace yagura {
namespace {

using nlohmann::json;

std::int64_t number(TimePoint time) {
  return time.time_since_epoch().count();
}

std::optional<std::int64_t> number(const std::optional<TimePoint>& time) {
  return time ? std::optional(number(*time)) : std::nullopt;
}

// Bytes that are not UTF-8 become U+FFFD: JSON has no place for them.
std::string text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string list(const std::vector<std::string>& values) {
  return text(json(values));
}

std::string list(const std::set<OrganisationCode>& codes) {
  json out = json::array();
  for (const OrganisationCode code : codes) {
    out.push_back(code.to_string());
  }
  return text(out);
}

constexpr std::string_view kKinds[] = {"host", "user", "address"};

std::string list(const std::vector<Entity>& entities) {
  json out = json::array();
  for (const Entity& entity : entities) {
    out.push_back({kKinds[static_cast<std::size_t>(entity.kind)], entity.value});
  }
  return text(out);
}

// Reads the columns of one row one after the other and remembers the first that is wrong.
class RowReader {
 public:
  explicit RowReader(const Statement& row) : row_(row) {}

  std::string next_text() { return row_.text(column_++); }
  std::optional<TimePoint> next_optional_time() {
    if (row_.is_null(column_)) {
      ++column_;
      return std::nullopt;
    }
    return next_time();
  }
  TimePoint next_time() { return TimePoint(Duration(row_.integer(column_++))); }
  std::int64_t next_integer(std::int64_t lowest, std::int64_t highest) {
    const std::int64_t value = row_.integer(column_);
    check(value >= lowest && value <= highest);
    ++column_;
    return value;
  }
  template <typename T>
  T next_name(std::optional<T> (*parse)(std::string_view)) {
    const auto value = parse(row_.text(column_));
    check(value.has_value());
    ++column_;
    return value.value_or(T{});
  }
  OrganisationCode next_organisation() {
    const OrganisationCode code = organisation(fmt::format("{:06}", row_.integer(column_)));
    ++column_;
    return code;
  }
  std::vector<std::string> next_texts() {
    std::vector<std::string> values;
    for (const json& value : array()) {
      values.push_back(string(value));
    }
    ++column_;
    return values;
  }
  std::set<OrganisationCode> next_organisations() {
    std::set<OrganisationCode> codes;
    for (const json& value : array()) {
      codes.insert(organisation(string(value)));
    }
    ++column_;
    return codes;
  }
  std::vector<Entity> next_entities() {
    std::vector<Entity> entities;
    for (const json& value : array()) {
      const bool pair = value.is_array() && value.size() == 2;
      check(pair);
      if (pair) {
        entities.push_back({kind(string(value[0])), string(value[1])});
      }
    }
    ++column_;
    return entities;
  }

  // The value, or an error that names the first wrong column.
  template <typename T>
  Result<T> finish(T value, std::string_view what, std::string_view columns) const {
    if (wrong_ < 0) {
      return value;
    }
    for (int i = 0; i < wrong_; ++i) {
      columns.remove_prefix(columns.find(", ") + 2);
    }
    return tl::unexpected(Error{
        ErrorCode::corrupt,
        fmt::format("the incident store is damaged: {} {} has a wrong {}", what, value.id,
                    columns.substr(0, columns.find(','))),
        std::nullopt, "move the file and its -wal and -shm away: it is rebuilt from the journal"});
  }

 private:
  void check(bool right) { wrong_ = !right && wrong_ < 0 ? column_ : wrong_; }
  json array() {
    json parsed = json::parse(row_.text(column_), nullptr, false);
    check(parsed.is_array());
    return parsed.is_array() ? parsed : json::array();
  }
  std::string string(const json& value) {
    check(value.is_string());
    return value.is_string() ? value.get<std::string>() : std::string();
  }
  OrganisationCode organisation(const std::string& digits) {
    const auto code = OrganisationCode::parse(digits);
    check(code.has_value());
    return code.value_or(OrganisationCode());
  }
  Entity::Kind kind(const std::string& name) {
    for (std::size_t i = 0; i < std::size(kKinds); ++i) {
      if (kKinds[i] == name) {
        return static_cast<Entity::Kind>(i);
      }
    }
    check(false);
    return Entity::Kind::host;
  }

  const Statement& row_;
  int column_ = 0;
  int wrong_ = -1;
};

constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kHighestRank = 10;

}  // namespace

void bind_alert(Statement& statement, const Alert& alert) {
  statement.bind(std::int64_t{alert.organisation.value()})
      .bind(alert.rule_id)
      .bind(alert.title)
      .bind(alert.title_ja)
      .bind(to_string(alert.level))
      .bind(std::int64_t{alert.ipa_rank})
      .bind(list(alert.tactics))
      .bind(list(alert.techniques))
      .bind(list(alert.response_ja))
      .bind(alert.key)
      .bind(list(alert.entities))
      .bind(alert.summary)
      .bind(number(alert.first_seen))
      .bind(number(alert.last_seen))
      .bind(static_cast<std::int64_t>(alert.count))
      .bind(alert.incident_id.empty() ? std::nullopt : std::optional(alert.incident_id))
      .bind(number(alert.recovered))
      .bind(alert.id);
}

void bind_incident(Statement& statement, const Incident& incident) {
  statement.bind(to_string(incident.kind))
      .bind(incident.title)
      .bind(incident.title_ja)
      .bind(incident.cause)
      .bind(incident.cause_node)
      .bind(to_string(incident.level))
      .bind(std::int64_t{incident.ipa_rank})
      .bind(list(incident.stages))
      .bind(list(incident.current))
      .bind(list(incident.maximum))
      .bind(list(incident.entities))
      .bind(number(incident.onset))
      .bind(number(incident.recovered))
      .bind(number(incident.detected))
      .bind(number(incident.updated))
      .bind(list(incident.alert_ids))
      .bind(incident.merged_into)
      .bind(incident.id);
}

Result<Alert> read_alert(const Statement& row) {
  RowReader reader(row);
  Alert alert;
  alert.organisation = reader.next_organisation();
  alert.rule_id = reader.next_text();
  alert.title = reader.next_text();
  alert.title_ja = reader.next_text();
  alert.level = reader.next_name(parse_level);
  alert.ipa_rank = static_cast<int>(reader.next_integer(0, kHighestRank));
  alert.tactics = reader.next_texts();
  alert.techniques = reader.next_texts();
  alert.response_ja = reader.next_texts();
  alert.key = reader.next_text();
  alert.entities = reader.next_entities();
  alert.summary = reader.next_text();
  alert.first_seen = reader.next_time();
  alert.last_seen = reader.next_time();
  alert.count = static_cast<std::uint64_t>(reader.next_integer(1, kHighest));
  alert.incident_id = reader.next_text();
  alert.recovered = reader.next_optional_time();
  alert.id = reader.next_text();
  alert.sequence = static_cast<std::uint64_t>(reader.next_integer(1, kHighest));
  return reader.finish(std::move(alert), "alert", kAlertColumns);
}

Result<Incident> read_incident(const Statement& row) {
  RowReader reader(row);
  Incident incident;
  incident.kind = reader.next_name(parse_incident_kind);
  incident.title = reader.next_text();
  incident.title_ja = reader.next_text();
  incident.cause = reader.next_text();
  incident.cause_node = reader.next_text();
  incident.level = reader.next_name(parse_level);
  incident.ipa_rank = static_cast<int>(reader.next_integer(0, kHighestRank));
  incident.stages = reader.next_texts();
  incident.current = reader.next_organisations();
  incident.maximum = reader.next_organisations();
  incident.entities = reader.next_entities();
  incident.onset = reader.next_time();
  incident.recovered = reader.next_optional_time();
  incident.detected = reader.next_time();
  incident.updated = reader.next_time();
  incident.alert_ids = reader.next_texts();
  incident.merged_into = reader.next_text();
  incident.id = reader.next_text();
  return reader.finish(std::move(incident), "incident", kIncidentColumns);
}

}  // namespace yagura
