// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "store/incident_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "store/rows.hpp"
#include "store/schema.hpp"

namespace yagura {
namespace {

std::int64_t number(TimePoint time) {
  return time.time_since_epoch().count();
}

// SQLite counts in signed 64 bits.
std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(
      std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max()));
}

// Writes each item over the row of its id, or as a new row. Not INSERT ... ON CONFLICT: that
// would use up a sequence number for each change of a known alert.
template <typename T, typename Bind>
Result<void> put_all(const Database& database, std::string_view table, std::string_view columns,
                     std::span<const T> items, Bind bind) {
  if (items.empty()) {
    return {};
  }
  const auto commas = std::count(columns.begin(), columns.end(), ',');
  std::string places = "?";
  for (auto i = commas; i > 0; --i) {
    places += ", ?";
  }
  // The id is bound last and stands in the condition, too.
  YAGURA_ASSIGN(Statement update,
                database.prepare(fmt::format("UPDATE {} SET ({}) = ({}) WHERE id = ?{}", table,
                                             columns, places, commas + 1)));
  YAGURA_ASSIGN(Statement insert, database.prepare(fmt::format("INSERT INTO {} ({}) VALUES ({})",
                                                               table, columns, places)));
  for (const T& item : items) {
    bind(update, item);
    YAGURA_TRY(update.run());
    if (database.changes() == 0) {
      bind(insert, item);
      YAGURA_TRY(insert.run());
    }
  }
  return {};
}

template <typename Read>
auto read_all(Statement& statement, Read read)
    -> Result<std::vector<typename decltype(read(statement))::value_type>> {
  std::vector<typename decltype(read(statement))::value_type> items;
  for (;;) {
    YAGURA_ASSIGN(const bool row, statement.step());
    if (!row) {
      return items;
    }
    YAGURA_ASSIGN(auto item, read(statement));
    items.push_back(std::move(item));
  }
}

Result<Statement> select_alerts(const Database& database, std::string_view condition) {
  return database.prepare(
      fmt::format("SELECT {}, sequence FROM alerts {}", kAlertColumns, condition));
}

Result<Statement> select_incidents(const Database& database, std::string_view condition) {
  return database.prepare(fmt::format("SELECT {} FROM incidents {}", kIncidentColumns, condition));
}

constexpr std::string_view kLiveIncident =
    "merged_into = '' AND (updated >= ?1 OR (kind <> 'attack' AND recovered IS NULL))";

}  // namespace

Result<IncidentStore> IncidentStore::open(const std::filesystem::path& path, Access access) {
  const auto connect = [&]() -> Result<IncidentStore> {
    YAGURA_ASSIGN(Database database, Database::open(path, access));
    if (access == Access::read_only) {
      YAGURA_TRY(check_version(database));
      return IncidentStore(std::move(database));
    }
    YAGURA_ASSIGN(Statement wal, database.prepare("PRAGMA journal_mode = WAL"));
    YAGURA_TRY(wal.run());
    YAGURA_TRY(database.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"));
    YAGURA_TRY(migrate(database));
    return IncidentStore(std::move(database));
  };
  auto store = connect();
  if (!store && !store.error().place) {
    store.error().place = Place{path.string()};
  }
  return store;
}

Result<bool> IncidentStore::is_damaged(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return false;
  }
  const auto sound = [&]() -> Result<bool> {
    YAGURA_ASSIGN(Database database, Database::open(path, Access::read_write));
    YAGURA_ASSIGN(const bool known, is_known(database));
    if (!known) {
      return true;
    }
    YAGURA_ASSIGN(Statement check, database.prepare("PRAGMA quick_check(1)"));
    YAGURA_ASSIGN(const bool row, check.step());
    return row && check.text(0) == "ok";
  }();
  if (!sound && sound.error().code != ErrorCode::corrupt) {
    return tl::unexpected(sound.error());
  }
  return !sound || !*sound;
}

Result<void> IncidentStore::commit(std::span<const Alert> alerts,
                                   std::span<const Incident> incidents, RecordNumber processed) {
  YAGURA_ASSIGN(Transaction transaction, Transaction::begin(database_, Transaction::Kind::write));
  YAGURA_TRY(put_all(database_, "incidents", kIncidentColumns, incidents, bind_incident));
  YAGURA_TRY(put_all(database_, "alerts", kAlertColumns, alerts, bind_alert));
  YAGURA_ASSIGN(Statement progress,
                database_.prepare("UPDATE progress SET processed = max(processed, ?)"));
  YAGURA_TRY(progress.bind(number(processed)).run());
  return transaction.commit();
}

Result<RecordNumber> IncidentStore::last_processed() {
  YAGURA_ASSIGN(const std::int64_t processed, database_.integer("SELECT processed FROM progress"));
  return static_cast<RecordNumber>(processed);
}

Result<std::uint64_t> IncidentStore::newest_sequence() {
  YAGURA_ASSIGN(const std::int64_t newest,
                database_.integer("SELECT coalesce(max(sequence), 0) FROM alerts"));
  return static_cast<std::uint64_t>(newest);
}

Result<std::optional<TimePoint>> IncidentStore::newest_evidence() {
  constexpr std::int64_t kNone = -1;  // no event time that is believed lies before 1970
  YAGURA_ASSIGN(const std::int64_t newest,
                database_.integer("SELECT max((SELECT coalesce(max(last_seen), -1) FROM alerts), "
                                  "(SELECT coalesce(max(updated), -1) FROM incidents))"));
  return newest == kNone ? std::nullopt : std::optional(TimePoint(Duration(newest)));
}

Result<std::vector<Alert>> IncidentStore::alerts_after(std::uint64_t sequence, std::size_t limit) {
  YAGURA_ASSIGN(Statement rows,
                select_alerts(database_, "WHERE sequence > ? ORDER BY sequence LIMIT ?"));
  rows.bind(number(sequence)).bind(number(limit));
  return read_all(rows, read_alert);
}

Result<std::vector<Alert>> IncidentStore::alerts_of(std::string_view incident_id) {
  YAGURA_ASSIGN(Statement rows,
                select_alerts(database_, "WHERE incident_id = ? ORDER BY sequence"));
  rows.bind(incident_id);
  return read_all(rows, read_alert);
}

Result<std::vector<Alert>> IncidentStore::recent_alerts(TimePoint since) {
  YAGURA_ASSIGN(Statement rows, select_alerts(database_, "WHERE last_seen >= ? ORDER BY sequence"));
  rows.bind(number(since));
  return read_all(rows, read_alert);
}

Result<std::vector<Incident>> IncidentStore::incidents(std::optional<TimePoint> since,
                                                       std::size_t limit) {
  YAGURA_ASSIGN(Statement rows, select_incidents(database_,
                                                 "WHERE merged_into = '' AND detected >= ? "
                                                 "ORDER BY detected DESC, number DESC LIMIT ?"));
  rows.bind(number(since.value_or(TimePoint::min()))).bind(number(limit));
  return read_all(rows, read_incident);
}

Result<std::vector<Incident>> IncidentStore::open_incidents() {
  YAGURA_ASSIGN(Statement rows, select_incidents(database_,
                                                 "WHERE merged_into = '' AND kind <> 'attack' "
                                                 "AND recovered IS NULL ORDER BY number"));
  return read_all(rows, read_incident);
}

Result<std::optional<Incident>> IncidentStore::incident(std::string_view id_or_prefix) {
  // Compared as text and not by LIKE, whose wildcards a caller might send.
  YAGURA_ASSIGN(Statement rows, select_incidents(database_,
                                                 "WHERE substr(id, 1, length(?1)) = ?1 "
                                                 "ORDER BY length(id), number LIMIT 2"));
  rows.bind(id_or_prefix);
  YAGURA_ASSIGN(auto found, read_all(rows, read_incident));
  if (found.empty() || id_or_prefix.empty()) {
    return std::nullopt;
  }
  if (found.size() > 1 && found.front().id != id_or_prefix) {
    return tl::unexpected(Error{ErrorCode::usage,
                                fmt::format("several incidents begin with {}", id_or_prefix),
                                std::nullopt, "give more of the id"});
  }
  return std::move(found.front());
}

Result<StoredState> IncidentStore::state_since(TimePoint since) {
  // Both selections must see the same commit.
  YAGURA_ASSIGN(Transaction transaction, Transaction::begin(database_, Transaction::Kind::read));
  StoredState state;
  {
    YAGURA_ASSIGN(
        Statement rows,
        select_incidents(database_, fmt::format("WHERE {} ORDER BY number", kLiveIncident)));
    rows.bind(number(since));
    YAGURA_ASSIGN(state.incidents, read_all(rows, read_incident));
  }
  {
    YAGURA_ASSIGN(
        Statement rows,
        select_alerts(database_,
                      fmt::format("WHERE last_seen >= ?1 "
                                  "OR (recovered IS NULL AND rule_id LIKE 'yagura.outage.%') "
                                  "OR incident_id IN (SELECT id FROM incidents WHERE {}) "
                                  "ORDER BY sequence",
                                  kLiveIncident)));
    rows.bind(number(since));
    YAGURA_ASSIGN(state.alerts, read_all(rows, read_alert));
  }
  YAGURA_TRY(transaction.commit());
  return state;
}

}  // namespace yagura
