// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/file_system.hpp"
#include "base/metrics.hpp"
#include "engine/dead_letter_file.hpp"
#include "engine/reader_pool.hpp"
#include "engine/record_processor.hpp"
#include "incident/incident_builder.hpp"
#include "store/incident_store.hpp"

namespace yagura {

// What becomes of durable records, a step at a time: detection, incidents, the store. When which
// step is due is Pipeline's to say, or a simulation's; here are neither threads (but those of the
// ReaderPool) nor clocks.
//
// Exactly once, by one rule: alerts, incidents and the number of the last record they stem from
// are committed in one transaction. After a crash, recover() reads a stretch of the journal again:
// records up to that number only rebuild state (windows, watermarks, parsers), what follows them
// counts as new. Nothing is found twice, nothing is skipped.
//
// One thread, but for processed(). After an error it is of no more use: start afresh. Only commit()
// may be tried again, while its error is ErrorCode::unavailable.
class DetectionRun {
 public:
  // Where and how often the windows of correlations and the memory of expectations are kept, so
  // that they need not be built up again from the journal, which may not reach back as far as they
  // do.
  struct Checkpoints {
    std::filesystem::path correlations;
    std::filesystem::path expectations;
    std::chrono::seconds interval{};
  };
  struct Places {
    std::filesystem::path store;
    std::filesystem::path quarantine;  // where a damaged store is put
    std::filesystem::path dead_letters;
    std::size_t dead_letter_bytes = 0;
    Checkpoints checkpoints;
    FileSystem* files = &FileSystem::real();  // of the journal, too; must outlive the run
  };
  struct Parts {
    // Opens the store, and the builder goes on from what is in it. After Journal::open(): what the
    // store has seen must be in the journal.
    static Result<Parts> open(const Places& places, RecordProcessor processor,
                              IncidentSettings incidents,
                              std::shared_ptr<const OrganisationTable> organisations);

    RecordProcessor processor;
    IncidentBuilder builder;
    IncidentStore store;
    DeadLetterFile dead_letters;
    Checkpoints checkpoints;
    FileSystem* files = &FileSystem::real();  // of the journal and the checkpoints
  };

  // `on_commit` is called after alerts were stored; it must not wait.
  DetectionRun(Parts parts, Metrics& metrics, std::function<void()> on_commit);

  struct Recovery {
    std::map<std::string, SourcePositions> positions;  // by source: where files are to be read on
    std::uint64_t rebuilt = 0;                         // records that only rebuilt state
    std::uint64_t caught_up = 0;                       // records processed for the first time
    std::uint64_t skipped_bytes = 0;                   // of damaged segments
  };
  // Told after each batch how many records were read, as that may take minutes.
  using OnRead = std::function<void(std::uint64_t)>;
  // First of all. `next`: the number that the journal gives next.
  Result<Recovery> recover(const std::filesystem::path& journal, RecordNumber next, TimePoint since,
                           const OnRead& on_read = {});

  RecordProcessor& processor() { return parts_.processor; }
  // The pool's next batch through the stages after reading.
  Result<void> take(ReaderPool& pool);
  Result<void> take_all(ReaderPool& pool);
  // With a pool that is empty; see Pipeline::reload.
  void reload(DetectionSnapshot snapshot);
  // Whether there is something that an analyst waits for.
  bool found() const { return !changes_.alerts.empty() || !changes_.incidents.empty(); }
  Result<void> commit();
  // A checkpoint that cannot be written is told and does no harm.
  Result<void> commit_and_checkpoint();
  // The last record whose findings are stored.
  RecordNumber processed() const { return processed_; }

 private:
  void restore_checkpoints(RecordNumber stored);
  bool keep(const std::filesystem::path& file, const std::function<void(ByteSink&)>& save);

  Parts parts_;
  std::function<void()> on_commit_;
  Findings findings_;
  IncidentChanges changes_;
  RecordNumber seen_ = 0;          // the last record taken
  RecordNumber checkpointed_ = 0;  // the last record that the checkpoints know
  std::atomic<RecordNumber> processed_ = 0;
  Metrics::Counter alerts_;
};

}  // namespace yagura
