// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/detection_run.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/checkpoint_file.hpp"
#include "journal/journal_reader.hpp"
#include "store/store_opening.hpp"

namespace yagura {
namespace {

// How far back of the newest evidence alerts and incidents may still change: the join window, the
// hour in which an alert grows, and what may come late.
constexpr std::chrono::hours kRestoredSpan{72 + 1 + 1};

}  // namespace

Result<DetectionRun::Parts> DetectionRun::Parts::open(
    const Places& places, RecordProcessor processor, IncidentSettings incidents,
    std::shared_ptr<const OrganisationTable> organisations) {
  YAGURA_ASSIGN(OpenedStore opened, open_store(places.store, kRestoredSpan, places.quarantine));
  YAGURA_ASSIGN(DeadLetterFile dead_letters,
                DeadLetterFile::open(places.dead_letters, places.dead_letter_bytes, *places.files));
  IncidentBuilder builder(std::move(incidents), std::move(organisations));
  builder.restore(opened.state.alerts, opened.state.incidents);
  return Parts{std::move(processor),    std::move(builder), std::move(opened.store),
               std::move(dead_letters), places.checkpoints, places.files};
}

DetectionRun::DetectionRun(Parts parts, Metrics& metrics, std::function<void()> on_commit)
    : parts_(std::move(parts)),
      on_commit_(std::move(on_commit)),
      alerts_(metrics.counter("incident_alerts_total",
                              "Alerts stored, new and changed ones together.")) {}

Result<DetectionRun::Recovery> DetectionRun::recover(const std::filesystem::path& journal,
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
  JournalReader reader(journal, stored + 1, since, *parts_.files);
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
    if (on_read) {
      on_read(recovery.rebuilt + recovery.caught_up);
    }
  }
  if (reader.failure()) {
    return tl::unexpected(*reader.failure());
  }
  YAGURA_TRY(take_all(pool));
  recovery.skipped_bytes = reader.skipped();
  YAGURA_TRY(commit());
  return recovery;
}

// Without a checkpoint, or with one that cannot be used, the journal alone rebuilds the state.
void DetectionRun::restore_checkpoints(RecordNumber stored) {
  const auto restore = [this](const std::filesystem::path& file, std::string_view what, auto load) {
    const auto bytes = read_checkpoint(file, *parts_.files);
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
Result<void> DetectionRun::commit_and_checkpoint() {
  YAGURA_TRY(commit());
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

bool DetectionRun::keep(const std::filesystem::path& file,
                        const std::function<void(ByteSink&)>& save) {
  const auto written = write_checkpoint(file, save, *parts_.files);
  if (!written) {
    log::warning(log::Id::checkpoint_failed, "{}; the one before stays in use. Check the disk",
                 written.error().text());
  }
  return written.has_value();
}

Result<void> DetectionRun::take_all(ReaderPool& pool) {
  while (!pool.empty()) {
    YAGURA_TRY(take(pool));
  }
  return {};
}

// The next batch through the stages after reading. Findings of records that were committed before
// are dropped: the store has them, and the builder got them from there.
Result<void> DetectionRun::take(ReaderPool& pool) {
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

void DetectionRun::reload(DetectionSnapshot snapshot) {
  parts_.builder.reconfigure(snapshot.incidents, snapshot.organisations);
  parts_.processor.reload(std::move(snapshot));
}

Result<void> DetectionRun::commit() {
  const bool news = found();
  if (!news && seen_ == processed_) {
    return {};
  }
  YAGURA_TRY(parts_.store.commit(changes_.alerts, changes_.incidents, seen_));
  alerts_.add(changes_.alerts.size());
  changes_ = {};
  processed_ = seen_;
  if (news) {
    on_commit_();
  }
  return {};
}

}  // namespace yagura
