// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "store/schema.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace yagura {
namespace {

// Step i carries version i over to version i + 1. A step that was released is never changed.
// Times are microseconds since 1970; lists are JSON arrays; organisations are their codes.
constexpr std::array<std::string_view, 2> kSteps{
    R"sql(
CREATE TABLE incidents (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  title_ja TEXT NOT NULL,
  cause TEXT NOT NULL,
  cause_node TEXT NOT NULL,
  level TEXT NOT NULL,
  ipa_rank INTEGER NOT NULL,
  stages TEXT NOT NULL,
  current TEXT NOT NULL,
  maximum TEXT NOT NULL,
  entities TEXT NOT NULL,
  onset INTEGER NOT NULL,
  recovered INTEGER,
  detected INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  alert_ids TEXT NOT NULL,
  merged_into TEXT NOT NULL
) STRICT;
CREATE INDEX incidents_by_detected ON incidents (detected);
CREATE TABLE alerts (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  organisation INTEGER NOT NULL,
  rule_id TEXT NOT NULL,
  title TEXT NOT NULL,
  title_ja TEXT NOT NULL,
  level TEXT NOT NULL,
  ipa_rank INTEGER NOT NULL,
  tactics TEXT NOT NULL,
  techniques TEXT NOT NULL,
  response_ja TEXT NOT NULL,
  key TEXT NOT NULL,
  entities TEXT NOT NULL,
  summary TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  count INTEGER NOT NULL,
  incident_id TEXT REFERENCES incidents (id) DEFERRABLE INITIALLY DEFERRED,
  recovered INTEGER
) STRICT;
CREATE INDEX alerts_by_incident ON alerts (incident_id) WHERE incident_id IS NOT NULL;
CREATE TABLE progress (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  processed INTEGER NOT NULL
) STRICT;
INSERT INTO progress VALUES (1, 0);
)sql",
    R"sql(
CREATE INDEX alerts_by_last_seen ON alerts (last_seen);
)sql"};

constexpr std::int64_t kApplicationId = 0x59475230;  // "YGR0"

tl::unexpected<Error> foreign() {
  return tl::unexpected(Error{ErrorCode::corrupt, "the file is a database of another program",
                              std::nullopt, "name another path, or move the file away"});
}

tl::unexpected<Error> newer(std::int64_t version) {
  return tl::unexpected(
      Error{ErrorCode::corrupt,
            fmt::format("the incident store has version {}, this program knows up to {}", version,
                        schema_version()),
            std::nullopt,
            "install the newer program again, or move the file away: it is rebuilt from the "
            "journal"});
}

}  // namespace

std::int64_t schema_version() {
  return static_cast<std::int64_t>(kSteps.size());
}

Result<void> migrate(const Database& database) {
  YAGURA_ASSIGN(Transaction transaction, Transaction::begin(database, Transaction::Kind::write));
  YAGURA_ASSIGN(const std::int64_t application, database.integer("PRAGMA application_id"));
  YAGURA_ASSIGN(std::int64_t version, database.integer("PRAGMA user_version"));
  YAGURA_ASSIGN(const std::int64_t tables, database.integer("SELECT count(*) FROM sqlite_schema"));
  const bool empty = application == 0 && version == 0 && tables == 0;
  if (application != kApplicationId && !empty) {
    return foreign();
  }
  if (version < 0 || version > schema_version()) {
    return newer(version);
  }
  YAGURA_TRY(database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId)));
  for (; version < schema_version(); ++version) {
    YAGURA_TRY(database.execute(std::string(kSteps.at(static_cast<std::size_t>(version)))));
    YAGURA_TRY(database.execute(fmt::format("PRAGMA user_version = {}", version + 1)));
  }
  return transaction.commit();
}

Result<bool> is_known(const Database& database) {
  YAGURA_ASSIGN(const std::int64_t application, database.integer("PRAGMA application_id"));
  YAGURA_ASSIGN(const std::int64_t version, database.integer("PRAGMA user_version"));
  return application == kApplicationId && version <= schema_version();
}

Result<void> check_version(const Database& database) {
  YAGURA_ASSIGN(const std::int64_t application, database.integer("PRAGMA application_id"));
  YAGURA_ASSIGN(const std::int64_t version, database.integer("PRAGMA user_version"));
  if (application != kApplicationId) {
    return foreign();
  }
  if (version > schema_version()) {
    return newer(version);
  }
  if (version < schema_version()) {
    return tl::unexpected(Error{ErrorCode::corrupt,
                                fmt::format("the incident store has the older version {}", version),
                                std::nullopt, "start the daemon once: it carries the file over"});
  }
  return {};
}

}  // namespace yagura
