// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/metrics.hpp"
#include "engine/group_commit.hpp"
#include "input/source.hpp"
#include "journal/journal.hpp"

namespace yagura {

// The thread between the sources and everything else: makes batches durable, many at a time
// (group commit), and only then passes them on.
//
// Thread-safe: try_take() and commits() from the input thread, the rest from the thread that owns
// it. Both queues are bounded: when detection lags, the journal waits, then the sources, then the
// senders. Disk full: the group is tried again until there is room, sources waiting meanwhile. A
// failed sync ends the writer (see journal.hpp): `failed()` turns true and the daemon stops in
// order. Sources that acknowledge wait at commits(), which moves on after each sync and ends with
// failure.
class JournalWriter final : public BatchSink {
 public:
  struct Options {
    std::chrono::milliseconds commit_interval{};
    std::size_t commit_bytes = 0;
    std::size_t queue_bytes = 0;
  };

  // `inputs` is where the sources run; it may end only after stop().
  JournalWriter(Journal journal, const Options& options, boost::asio::io_context& inputs,
                BoundedQueue<RecordBatch>& durable, Metrics& metrics);
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;
  ~JournalWriter() override;

  void start();
  // Writes what is queued, closes the queue behind it, ends the thread.
  void stop();
  bool failed() const { return failed_; }
  // The journal cannot be written now, such as for want of room; sources wait until it can.
  bool waits() const { return waits_; }
  // Taken, but not yet durable: what waits, and what is being written.
  std::size_t queued_bytes() const { return arrived_.held() + in_hand_; }
  // The last record that is durable.
  RecordNumber last() const { return commit_.last(); }

 private:
  bool take(RecordBatch& batch) override;
  void run();
  std::vector<RecordBatch> gather();
  bool make_durable(std::vector<RecordBatch>& group);

  GroupCommit commit_;
  Options options_;
  BoundedQueue<RecordBatch> arrived_;
  BoundedQueue<RecordBatch>& durable_;
  std::atomic<std::size_t> in_hand_ = 0;
  std::atomic<bool> failed_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> waits_ = false;
  std::thread thread_;
};

}  // namespace yagura
