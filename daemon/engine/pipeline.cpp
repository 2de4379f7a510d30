// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace yagura {
namespace {

constexpr std::chrono::milliseconds kWait{100};
constexpr std::chrono::milliseconds kNoWait{0};
// An alert is seen at most this long after it was found; an alert storm costs ten commits a second.
constexpr std::chrono::milliseconds kCommitInterval{100};
// Even without findings, so that a restart need not process long quiet stretches again.
constexpr std::chrono::seconds kQuietCommitInterval{1};
// How long to leave a full disk alone before the next try.
constexpr std::chrono::milliseconds kRetry{500};

}  // namespace

Pipeline::Pipeline(Parts parts, Metrics& metrics, std::function<void()> on_commit)
    : checkpoint_interval_(parts.checkpoints.interval),
      run_(std::move(parts), metrics, std::move(on_commit)),
      checkpointed_at_(std::chrono::steady_clock::now()),
      committed_at_(checkpointed_at_) {}

Pipeline::~Pipeline() {
  stop();
}

Result<Pipeline::Recovery> Pipeline::recover(const std::filesystem::path& journal,
                                             RecordNumber next, TimePoint since,
                                             const OnRead& on_read) {
  return run_.recover(journal, next, since, on_read);
}

void Pipeline::start(BoundedQueue<RecordBatch>& durable) {
  patient_ = true;
  thread_ = std::thread([this, &durable] {
    try {
      run(durable);
    } catch (const std::exception& e) {
      log::error(log::Id::thread_failed, "The pipeline ended: {}; the daemon stops", e.what());
      failed_ = true;
    }
    durable.close();  // whoever fills it must not wait for a thread that is gone
  });
}

void Pipeline::stop() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Pipeline::reload(DetectionSnapshot snapshot) {
  *pending_reload_.lock() = std::move(snapshot);
}

void Pipeline::run(BoundedQueue<RecordBatch>& durable) {
  ReaderPool pool(run_.processor());
  while (!failed_ && !(durable.drained() && pool.empty())) {
    ++beats_;
    auto batch = pool.full() ? std::nullopt : durable.pop(pool.empty() ? kWait : kNoWait);
    const bool came = batch.has_value();
    Result<void> done;
    // Looked at after the wait: what came in after reload() must not be judged by older rules.
    if (auto snapshot = std::exchange(*pending_reload_.lock(), std::nullopt)) {
      done = run_.take_all(pool);
      run_.reload(std::move(*snapshot));
    }
    if (came) {
      pool.add(std::move(*batch));
    }
    if (done && !pool.empty() && (!came || pool.full())) {
      done = run_.take(pool);
    }
    if (done) {
      done = commit_if_due(!came && pool.empty());
    }
    if (!done) {
      log::error(log::Id::store_failed, "{}; the daemon stops. Check the disk",
                 done.error().text());
      failed_ = true;
    }
  }
  if (const auto done = run_.commit_and_checkpoint(); !done && !failed_) {
    log::error(log::Id::store_failed, "{}; the next start makes up for it", done.error().text());
  }
}

Result<void> Pipeline::commit_if_due(bool idle) {
  const auto now = std::chrono::steady_clock::now();
  const auto waited = now - committed_at_;
  if (run_.found() ? idle || waited >= kCommitInterval : waited >= kQuietCommitInterval) {
    committed_at_ = now;
    YAGURA_TRY(commit());
  }
  if (now - checkpointed_at_ >= checkpoint_interval_) {
    committed_at_ = now;
    checkpointed_at_ = now;
    YAGURA_TRY(commit());
    YAGURA_TRY(run_.commit_and_checkpoint());
  }
  return {};
}

// A full disk and another program's lock pass; meanwhile the queues hold what comes, then senders
// wait.
Result<void> Pipeline::commit() {
  for (;;) {
    auto stored = run_.commit();
    if (stored || stored.error().code != ErrorCode::unavailable || !patient_) {
      if (waits_.exchange(false) && stored) {
        log::info("The incident store is written again");
      }
      return stored;
    }
    if (!waits_.exchange(true)) {
      log::error(log::Id::store_failed, "{}; the pipeline waits until it can be written",
                 stored.error().text());
    }
    ++beats_;  // it knows what it waits for
    std::this_thread::sleep_for(kRetry);
  }
}

}  // namespace yagura
