// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "model/record.hpp"

namespace yagura {

// Whether records move, judged by the numbers of records that have got somewhere and not by threads
// that still turn: a thread that goes round and round with work before it is stuck.
//
// Two verdicts, as they lead to different things. well() is for people and load balancers. fed() is
// for the service manager, which kills and restarts: it looks at the pipeline alone, because a
// journal that waits waits for its disk, and no restart makes room there. One thread.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  struct Sample {
    std::size_t queued_bytes = 0;  // read, but not yet durable
    RecordNumber durable = 0;      // the last record in the journal
    RecordNumber processed = 0;    // the last record whose findings are stored
    std::uint64_t beats = 0;       // rounds of the pipeline's thread
  };

  // How long each may take over one step. A disk that hangs is to be known within five seconds;
  // the pipeline also writes checkpoints of what it remembers.
  static constexpr std::chrono::seconds kJournalPatience{4};
  static constexpr std::chrono::seconds kPipelinePatience{20};

  explicit Progress(Clock::time_point now) : journal_moved_(now), pipeline_moved_(now) {}

  void look(const Sample& sample, Clock::time_point now);

  // Whether the pipeline has moved since the look before.
  bool fed() const { return fed_; }
  bool well() const { return journal_well_ && pipeline_well_; }
  // One line for `systemctl status`.
  std::string text() const;

 private:
  Sample last_;
  Clock::time_point journal_moved_;
  Clock::time_point pipeline_moved_;
  bool fed_ = false;
  bool journal_well_ = true;
  bool pipeline_well_ = true;
};

}  // namespace yagura
