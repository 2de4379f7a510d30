// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/incident.hpp"
#include "model/record.hpp"
#include "store/sqlite.hpp"

namespace yagura {

// What an IncidentBuilder goes on from, both in order of creation.
struct StoredState {
  std::vector<Alert> alerts;
  std::vector<Incident> incidents;
};

// Alerts, incidents, and how far the journal was processed, in one SQLite file.
//
// Threads: an IncidentStore is one connection and belongs to one thread at a time. Open one
// read_write for the pipeline and one read_only for each thread that serves readers: they do not
// wait for each other (write-ahead log), and a reader sees whole commits only.
// Errors: io when the system refuses, unavailable when another program holds the file or the
// disk is full, which may pass, corrupt when the file is damaged, foreign or of another version.
// After an error the store is as before the call. A commit that succeeded is on the disk
// (synchronous=FULL).
class IncidentStore {
 public:
  using Access = Database::Access;
  // read_write creates the file or carries an older one over; read_only needs it to be there.
  static Result<IncidentStore> open(const std::filesystem::path& path, Access access);

  // Whether the file at `path` is ours and its pages are not what SQLite wrote, or it is no
  // database at all. Reads the whole file. False where there is none, or one that open() will
  // refuse for being another program's or a later version's.
  static Result<bool> is_damaged(const std::filesystem::path& path);

  // Writes all of it in one transaction. What is known by its id is replaced, so the same commit
  // again changes nothing; a new alert takes the next sequence, a known one keeps its own
  // (Alert::sequence is not looked at). `processed` never goes back.
  Result<void> commit(std::span<const Alert> alerts, std::span<const Incident> incidents,
                      RecordNumber processed);

  Result<RecordNumber> last_processed();

  // The sequence of the newest alert; 0 = there is none.
  Result<std::uint64_t> newest_sequence();
  // The newest event time that an alert or incident has; empty if there is none.
  Result<std::optional<TimePoint>> newest_evidence();

  // In order of sequence.
  Result<std::vector<Alert>> alerts_after(std::uint64_t sequence, std::size_t limit);
  Result<std::vector<Alert>> alerts_of(std::string_view incident_id);
  Result<std::vector<Alert>> recent_alerts(TimePoint since);  // last seen then or later

  // Newest first, by the time they were detected, without those merged into others.
  Result<std::vector<Incident>> incidents(std::optional<TimePoint> since, std::size_t limit);
  // In order of creation: outages that last.
  Result<std::vector<Incident>> open_incidents();
  // By the id or by a beginning of it that no other has; merged ones too. Empty if there is none;
  // an error (usage) if there are several.
  Result<std::optional<Incident>> incident(std::string_view id_or_prefix);

  // All that may still change: what has evidence since then, services and outages that last, and
  // the alerts of each incident among them.
  Result<StoredState> state_since(TimePoint since);

 private:
  explicit IncidentStore(Database database) : database_(std::move(database)) {}

  Database database_;
};

}  // namespace yagura
