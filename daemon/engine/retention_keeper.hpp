// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "config/config.hpp"
#include "journal/retention.hpp"
#include "model/organisation.hpp"

namespace yagura {

struct RetentionSettings {
  RetentionRules rules;
  std::shared_ptr<const OrganisationTable> organisations;  // for names
};
RetentionSettings retention_settings(const Config& config);

// Keeps the journal within its retention on a thread of its own: a pass at the start and every ten
// minutes. Tells what it removed in the log and by counters of each organisation. (The thread has
// no lower priority: the service's system-call filter forbids to set one.)
//
// Thread-safe: reload(), which also begins a pass.
class RetentionKeeper {
 public:
  // `processed` says which record detection has done with; any thread may call it.
  RetentionKeeper(std::filesystem::path journal, RetentionSettings settings, const Clock& clock,
                  std::function<RecordNumber()> processed, Metrics& metrics);
  RetentionKeeper(const RetentionKeeper&) = delete;
  RetentionKeeper& operator=(const RetentionKeeper&) = delete;
  ~RetentionKeeper();

  void reload(RetentionSettings settings);
  // Ends the thread, after the segment it works on.
  void stop();

 private:
  void run();
  void tell(const RetentionOutcome& outcome, const OrganisationTable& organisations);

  Retention retention_;
  const Clock& clock_;
  std::function<RecordNumber()> processed_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::condition_variable changed_;
  RetentionSettings settings_;
  bool due_ = true;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace yagura
