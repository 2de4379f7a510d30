// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "input/commits.hpp"
#include "journal/journal.hpp"

namespace yagura {

// One group commit: the step that makes batches durable and then, only then, tells the sources that
// wait to acknowledge them. When which batches make up a group is JournalWriter's to say, or a
// simulation's; here are neither threads nor clocks.
//
// One thread, but for last(). What becomes of the sources at an end is its owner's affair.
class GroupCommit {
 public:
  GroupCommit(Journal journal, Commits& commits, Metrics& metrics);

  enum class Outcome {
    durable,
    not_written,  // nothing of it is there: the same group may be tried again
    failed,       // nothing may be written any more (see journal.hpp): start afresh
  };
  // Numbers the records. Each batch must have been taken by the sink after those of earlier groups.
  Outcome commit(std::vector<RecordBatch>& group);
  // Why the last commit() was not durable.
  const Error& error() const { return error_; }
  // The last record that is durable.
  RecordNumber last() const { return last_; }

 private:
  Journal journal_;
  Commits& commits_;
  Error error_;
  std::atomic<RecordNumber> last_;
  std::uint64_t committed_ = 0;  // batches
  Metrics::Counter records_;
  Metrics::Counter bytes_;
  Metrics::Counter counted_;
};

}  // namespace yagura
