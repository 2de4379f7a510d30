// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/retention_keeper.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <utility>

#include "base/log.hpp"

namespace yagura {
namespace {

constexpr std::chrono::minutes kInterval{10};

}  // namespace

RetentionSettings retention_settings(const Config& config) {
  const JournalConfig& journal = config.journal;
  RetentionSettings settings;
  settings.organisations = config.organisations;
  settings.rules.otherwise = {journal.retention_age, journal.retention_bytes};
  settings.rules.quarantine = {journal.quarantine_age, journal.quarantine_bytes};
  settings.rules.replay_window = journal.replay_window;
  for (const Organisation& organisation : config.organisations->all()) {
    settings.rules.organisations[organisation.code] = {
        organisation.retention_age.value_or(journal.retention_age),
        organisation.retention_bytes.value_or(journal.retention_bytes)};
  }
  return settings;
}

RetentionKeeper::RetentionKeeper(std::filesystem::path journal, RetentionSettings settings,
                                 const Clock& clock, std::function<RecordNumber()> processed,
                                 Metrics& metrics)
    : retention_(std::move(journal)),
      clock_(clock),
      processed_(std::move(processed)),
      metrics_(metrics),
      settings_(std::move(settings)),
      thread_([this] {
        try {
          run();
        } catch (const std::exception& e) {  // records go on without it
          log::error(log::Id::retention_failed,
                     "Retention ended: {}; nothing more is removed until the next start", e.what());
        }
      }) {}

RetentionKeeper::~RetentionKeeper() {
  stop();
}

void RetentionKeeper::reload(RetentionSettings settings) {
  const std::lock_guard lock(mutex_);
  settings_ = std::move(settings);
  due_ = true;
  changed_.notify_all();
}

void RetentionKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) {
    thread_.join();
  }
}

void RetentionKeeper::run() {
  const auto stopping = [this] {
    const std::lock_guard lock(mutex_);
    return stopping_;
  };
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    due_ = false;
    const RetentionSettings settings = settings_;
    lock.unlock();
    tell(retention_.run(settings.rules, clock_.now(), processed_(), stopping),
         *settings.organisations);
    lock.lock();
    changed_.wait_for(lock, kInterval, [&] { return stopping_ || due_; });
  }
}

void RetentionKeeper::tell(const RetentionOutcome& outcome,
                           const OrganisationTable& organisations) {
  std::string bodies;
  for (const auto& [code, removed] : outcome.removed) {
    const Organisation* known = organisations.find(code);
    const std::string label = code ? code.to_string() : "none";
    metrics_
        .counter("journal_removed_records_total", "Records past their retention, removed.",
                 {{"organisation", label}})
        .add(removed.records);
    metrics_
        .counter("journal_removed_bytes_total", "What they took on disk.",
                 {{"organisation", label}})
        .add(removed.bytes);
    bodies += fmt::format("{}{} {} records, {} bytes", bodies.empty() ? "" : "; ",
                          known != nullptr ? known->name : label, removed.records, removed.bytes);
  }
  if (!bodies.empty()) {
    log::info("Retention removed {} segments and rewrote {}: {}", outcome.segments_removed,
              outcome.segments_rewritten, bodies);
  }
  if (outcome.quarantined_bytes > 0) {
    log::warning(log::Id::journal_damaged,
                 "{} damaged bytes of expired journal segments were set aside in quarantine",
                 outcome.quarantined_bytes);
  }
  metrics_
      .counter("journal_quarantine_removed_bytes_total",
               "Damaged bytes removed from the quarantine, past its own age or size.")
      .add(outcome.quarantine_removed_bytes);
  if (outcome.quarantine_removed_bytes > 0) {
    log::info("{} bytes past their age or size were removed from the journal's quarantine",
              outcome.quarantine_removed_bytes);
  }
  for (const Error& failure : outcome.failures) {
    log::warning(log::Id::retention_failed, "{}; it is tried again in {} minutes", failure.text(),
                 kInterval.count());
  }
}

}  // namespace yagura
