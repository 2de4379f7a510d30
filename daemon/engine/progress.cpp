// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/progress.hpp"

#include <fmt/format.h>

namespace yagura {

void Progress::look(const Sample& sample, Clock::time_point now) {
  if (sample.queued_bytes == 0 || sample.durable != last_.durable) {
    journal_moved_ = now;
  }
  const bool nothing_to_do = sample.processed >= sample.durable;
  fed_ = sample.processed != last_.processed || (nothing_to_do && sample.beats != last_.beats);
  if (fed_) {
    pipeline_moved_ = now;
  }
  journal_well_ = now - journal_moved_ < kJournalPatience;
  pipeline_well_ = now - pipeline_moved_ < kPipelinePatience;
  last_ = sample;
}

std::string Progress::text() const {
  const std::string numbers =
      fmt::format("{} records accepted, {} processed", last_.durable, last_.processed);
  if (!journal_well_) {
    return fmt::format("The journal waits for its disk: {}, {} bytes not yet durable", numbers,
                       last_.queued_bytes);
  }
  return fmt::format("{}: {}", pipeline_well_ ? "Taking in records" : "Records do not move",
                     numbers);
}

}  // namespace yagura
