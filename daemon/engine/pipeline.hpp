// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"
#include "base/metrics.hpp"
#include "engine/dead_letter_file.hpp"
#include "engine/reader_pool.hpp"
#include "engine/record_processor.hpp"
#include "incident/incident_builder.hpp"
#include "store/incident_store.hpp"

namespace yagura {

// Turns durable records into stored incidents: readers parse and match (see ReaderPool), one thread
// does the rest, in the order of the journal.
//
// Exactly once, by one rule: alerts, incidents and the number of the last record they stem from
// are committed in one transaction. After a crash, recover() reads a stretch of the journal again:
// records up to that number only rebuild state (windows, watermarks, parsers), what follows them
// counts as new. Nothing is found twice, nothing is skipped.
//
// Thread-safe: reload(), beats(), failed(), processed(). The rest belongs to the thread that owns
// it; recover() comes before start(), stop() after the queue was closed.
class Pipeline {
 public:
  // Where and how often the windows of correlations and the memory of expectations are kept, so
  // that they need not be built up again from the journal, which may not reach back as far as they
  // do.
  struct Checkpoints {
    std::filesystem::path correlations;
    std::filesystem::path expectations;
    std::chrono::seconds interval{};
  };
  struct Parts {
    RecordProcessor processor;
    IncidentBuilder builder;
    IncidentStore store;
    DeadLetterFile dead_letters;
    Checkpoints checkpoints;
  };

  // `on_commit` is called on the pipeline's thread after alerts were stored; it must not wait.
  Pipeline(Parts parts, Metrics& metrics, std::function<void()> on_commit);
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline();

  struct Recovery {
    std::map<std::string, SourcePositions> positions;  // by source: where files are to be read on
    std::uint64_t rebuilt = 0;                         // records that only rebuilt state
    std::uint64_t caught_up = 0;                       // records processed for the first time
    std::uint64_t skipped_bytes = 0;                   // of damaged segments
  };
  // `on_read` is told after each batch how many records were read, as that may take minutes.
  using OnRead = std::function<void(std::uint64_t)>;
  Result<Recovery> recover(const std::filesystem::path& journal, RecordNumber next, TimePoint since,
                           const OnRead& on_read);

  void start(BoundedQueue<RecordBatch>& durable);
  void stop();

  // Put in force between two batches: one that is queued after the call is judged by it whole, one
  // that was queued before by the old or the new, whole as well. The last call wins.
  void reload(DetectionSnapshot snapshot);
  // Grows while the thread makes progress; the watchdog looks at it.
  std::uint64_t beats() const { return beats_; }
  bool failed() const { return failed_; }
  // The last record whose findings are stored.
  RecordNumber processed() const { return processed_; }

 private:
  void run(BoundedQueue<RecordBatch>& durable);
  Result<void> take(ReaderPool& pool);
  Result<void> take_all(ReaderPool& pool);
  Result<void> commit();
  void restore_checkpoints(RecordNumber stored);
  Result<void> commit_and_checkpoint();
  bool keep(const std::filesystem::path& file, const std::function<void(ByteSink&)>& save);

  Parts parts_;
  std::function<void()> on_commit_;
  Findings findings_;
  IncidentChanges changes_;
  RecordNumber seen_ = 0;          // the last record taken
  RecordNumber checkpointed_ = 0;  // the last record that the checkpoints know
  std::chrono::steady_clock::time_point checkpointed_at_;
  std::chrono::steady_clock::time_point uncommitted_since_;
  Guarded<std::optional<DetectionSnapshot>> pending_reload_;
  std::atomic<std::uint64_t> beats_ = 0;
  std::atomic<bool> failed_ = false;
  std::atomic<RecordNumber> processed_ = 0;
  std::thread thread_;
  Metrics::Counter alerts_;
};

}  // namespace yagura
