// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "engine/checkpoint_file.hpp"
#include "journal/journal_reader.hpp"

namespace yagura {
namespace {

constexpr std::chrono::milliseconds kWait{100};
constexpr std::chrono::milliseconds kNoWait{0};
// An alert is seen at most this long after it was found; an alert storm costs ten commits a second.
constexpr std::chrono::milliseconds kCommitInterval{100};
// Even without findings, so that a restart need not process long quiet stretches again.
constexpr std::chrono::seconds kQuietCommitInterval{1};

}  // namespace

Pipeline::Pipeline(Parts parts, Metrics& metrics, std::function<void()> on_commit)
    : parts_(std::move(parts)),
      on_commit_(std::move(on_commit)),
      checkpointed_at_(std::chrono::steady_clock::now()),
      uncommitted_since_(checkpointed_at_),
      alerts_(metrics.counter("incident_alerts_total",
                              "Alerts stored, new and changed ones together.")) {}

Pipeline::~Pipeline() {
  stop();
}

Result<Pipeline::Recovery> Pipeline::recover(const std::filesystem::path& journal,
                                             RecordNumber next, TimePoint since,
                                             const OnRead& on_read) {
  YAGURA_ASSIGN(const RecordNumber stored, parts_.store.last_processed());
  if (stored >= next) {
    Error error{ErrorCode::corrupt,
                fmt::format("the incident store has seen record {}, but the journal ends at {}",
                            stored, next - 1)};
    error.how_to_mend = "the two belong together: restore both, or set the store aside";
    return tl::unexpected(std::move(error));
  }
  processed_ = stored;
  seen_ = stored;
  restore_checkpoints(stored);
  Recovery recovery;
  JournalReader reader(journal, stored + 1, since);
  ReaderPool pool(parts_.processor);
  while (auto batch = reader.next()) {
    if (batch->position.file != 0) {
      recovery.positions[batch->source][batch->position.file] = batch->position.offset;
    }
    const RecordNumber last = batch->first + batch->size() - 1;
    (last <= stored ? recovery.rebuilt : recovery.caught_up) += batch->size();
    if (pool.full()) {
      YAGURA_TRY(take(pool));
    }
    pool.add(std::move(*batch));
    on_read(recovery.rebuilt + recovery.caught_up);
  }
  YAGURA_TRY(take_all(pool));
  recovery.skipped_bytes = reader.skipped();
  YAGURA_TRY(commit());
  return recovery;
}

void Pipeline::start(BoundedQueue<RecordBatch>& durable) {
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
  ReaderPool pool(parts_.processor);
  while (!failed_ && !(durable.drained() && pool.empty())) {
    ++beats_;
    auto batch = pool.full() ? std::nullopt : durable.pop(pool.empty() ? kWait : kNoWait);
    const bool came = batch.has_value();
    Result<void> done;
    // Looked at after the wait: what came in after reload() must not be judged by older rules.
    if (auto snapshot = std::exchange(*pending_reload_.lock(), std::nullopt)) {
      done = take_all(pool);
      parts_.builder.reconfigure(snapshot->incidents, snapshot->organisations);
      parts_.processor.reload(std::move(*snapshot));
    }
    if (came) {
      pool.add(std::move(*batch));
    }
    if (done && !pool.empty() && (!came || pool.full())) {
      done = take(pool);
    }
    const bool idle = !came && pool.empty();
    const auto waited = std::chrono::steady_clock::now() - uncommitted_since_;
    const bool found = !changes_.alerts.empty() || !changes_.incidents.empty();
    if (done && (found ? idle || waited >= kCommitInterval : waited >= kQuietCommitInterval)) {
      done = commit();
    }
    const auto unkept = std::chrono::steady_clock::now() - checkpointed_at_;
    if (done && unkept >= parts_.checkpoints.interval) {
      done = commit_and_checkpoint();
    }
    if (!done) {
      log::error(log::Id::store_failed, "{}; the daemon stops. Check the disk",
                 done.error().text());
      failed_ = true;
    }
  }
  if (const auto done = commit_and_checkpoint(); !done && !failed_) {
    log::error(log::Id::store_failed, "{}; the next start makes up for it", done.error().text());
  }
}

// Without a checkpoint, or with one that cannot be used, the journal alone rebuilds the state.
void Pipeline::restore_checkpoints(RecordNumber stored) {
  const auto restore = [](const std::filesystem::path& file, std::string_view what, auto load) {
    const auto bytes = read_checkpoint(file);
    if (bytes && !*bytes) {
      return RecordNumber{0};
    }
    const Result<RecordNumber> position = bytes ? load(**bytes) : tl::unexpected(bytes.error());
    if (position) {
      log::info("{} go on from record {}", what, *position);
      return *position;
    }
    log::warning(log::Id::checkpoint_unusable, "{}: {}; they are built up again from the journal",
                 file.string(), position.error().text());
    return RecordNumber{0};
  };
  const RecordNumber correlations = restore(
      parts_.checkpoints.correlations, "Windows of correlations",
      [&](const auto& bytes) { return parts_.processor.restore_correlations(bytes, stored); });
  const RecordNumber expectations = restore(
      parts_.checkpoints.expectations, "Absences and baselines",
      [&](const auto& bytes) { return parts_.processor.restore_expectations(bytes, stored); });
  checkpointed_ = std::min(correlations, expectations);
}

// The checkpoints must not know more than the store: what is processed again after a crash would
// then be counted twice.
Result<void> Pipeline::commit_and_checkpoint() {
  YAGURA_TRY(commit());
  checkpointed_at_ = std::chrono::steady_clock::now();
  if (checkpointed_ == processed_) {
    return {};
  }
  const bool correlations = keep(parts_.checkpoints.correlations, [this](ByteSink& sink) {
    parts_.processor.save_correlations(processed_, sink);
  });
  const bool expectations = keep(parts_.checkpoints.expectations, [this](ByteSink& sink) {
    parts_.processor.save_expectations(processed_, sink);
  });
  if (correlations && expectations) {
    checkpointed_ = processed_;
  }
  return {};
}

bool Pipeline::keep(const std::filesystem::path& file, const std::function<void(ByteSink&)>& save) {
  const auto written = write_checkpoint(file, save);
  if (!written) {
    log::warning(log::Id::checkpoint_failed, "{}; the one before stays in use. Check the disk",
                 written.error().text());
  }
  return written.has_value();
}

Result<void> Pipeline::take_all(ReaderPool& pool) {
  while (!pool.empty()) {
    YAGURA_TRY(take(pool));
  }
  return {};
}

// The next batch through the stages after reading. Findings of records that were committed before
// are dropped: the store has them, and the builder got them from there.
Result<void> Pipeline::take(ReaderPool& pool) {
  auto [batch, reading] = pool.take();
  findings_.clear();
  parts_.processor.tell(batch, std::move(reading), findings_);
  // Commits fall between batches, so a batch is either known whole or new whole.
  if (batch.first > processed_) {
    for (const Detection& detection : findings_.detections) {
      parts_.builder.add(detection, changes_);
    }
    for (const ServiceChange& change : findings_.changes) {
      parts_.builder.add(change, changes_);
    }
  }
  for (const DeadLetter& letter : findings_.dead_letters) {
    parts_.dead_letters.add(letter);
  }
  seen_ = std::max(seen_, batch.first + batch.size() - 1);
  if (const auto written = parts_.dead_letters.flush(); !written) {
    log::error(log::Id::dead_letter_failed, "{}; the records stay in the journal. Check the disk",
               written.error().text());
  }
  return {};
}

Result<void> Pipeline::commit() {
  uncommitted_since_ = std::chrono::steady_clock::now();
  const bool found = !changes_.alerts.empty() || !changes_.incidents.empty();
  if (!found && seen_ == processed_) {
    return {};
  }
  YAGURA_TRY(parts_.store.commit(changes_.alerts, changes_.incidents, seen_));
  alerts_.add(changes_.alerts.size());
  changes_ = {};
  processed_ = seen_;
  if (found) {
    on_commit_();
  }
  return {};
}

}  // namespace yagura
