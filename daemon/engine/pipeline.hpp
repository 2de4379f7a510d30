// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"
#include "base/metrics.hpp"
#include "engine/detection_run.hpp"

namespace yagura {

// The thread that turns durable records into stored incidents: readers parse and match (see
// ReaderPool), this one does the rest, in the order of the journal. What it does is DetectionRun's;
// here is when.
//
// Thread-safe: reload(), beats(), failed(), waits(), wait_no_longer(), processed(). The rest
// belongs to the thread that owns it; recover() comes before start(), stop() after the queue was
// closed.
class Pipeline {
 public:
  using Checkpoints = DetectionRun::Checkpoints;
  using Parts = DetectionRun::Parts;
  using Recovery = DetectionRun::Recovery;
  using OnRead = DetectionRun::OnRead;

  // `on_commit` is called on the pipeline's thread after alerts were stored; it must not wait.
  Pipeline(Parts parts, Metrics& metrics, std::function<void()> on_commit);
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  ~Pipeline();

  Result<Recovery> recover(const std::filesystem::path& journal, RecordNumber next, TimePoint since,
                           const OnRead& on_read = {});

  void start(BoundedQueue<RecordBatch>& durable);
  void stop();

  // Put in force between two batches: one that is queued after the call is judged by it whole, one
  // that was queued before by the old or the new, whole as well. The last call wins.
  void reload(DetectionSnapshot snapshot);
  // Grows while the thread makes progress; the watchdog looks at it.
  std::uint64_t beats() const { return beats_; }
  bool failed() const { return failed_; }
  // The store cannot be written now; records wait in the journal until it can.
  bool waits() const { return waits_; }
  // From now on a store that cannot be written ends the thread; the next start makes up for it.
  void wait_no_longer() { patient_ = false; }
  // The last record whose findings are stored.
  RecordNumber processed() const { return run_.processed(); }

 private:
  void run(BoundedQueue<RecordBatch>& durable);
  Result<void> commit_if_due(bool idle);
  Result<void> commit();

  std::chrono::seconds checkpoint_interval_;
  DetectionRun run_;
  std::chrono::steady_clock::time_point checkpointed_at_;
  std::chrono::steady_clock::time_point committed_at_;
  Guarded<std::optional<DetectionSnapshot>> pending_reload_;
  std::atomic<std::uint64_t> beats_ = 0;
  std::atomic<bool> failed_ = false;
  std::atomic<bool> waits_ = false;
  std::atomic<bool> patient_ = false;  // only while the thread runs: a start tells at once
  std::thread thread_;
};

}  // namespace yagura
