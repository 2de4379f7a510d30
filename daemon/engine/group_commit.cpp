// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/group_commit.hpp"

#include <utility>

namespace yagura {

GroupCommit::GroupCommit(Journal journal, Commits& commits, Metrics& metrics)
    : journal_(std::move(journal)),
      commits_(commits),
      last_(journal_.next() - 1),
      records_(metrics.counter("journal_records_total", "Records made durable.")),
      bytes_(metrics.counter("journal_bytes_total", "Bytes written to the journal, compressed.")),
      counted_(metrics.counter("journal_commits_total", "Group commits.")) {}

GroupCommit::Outcome GroupCommit::commit(std::vector<RecordBatch>& group) {
  const std::uint64_t before = journal_.bytes_written();
  if (auto written = journal_.append(group); !written) {
    error_ = std::move(written).error();
    return journal_.broken() ? Outcome::failed : Outcome::not_written;
  }
  if (auto synced = journal_.sync(); !synced) {
    error_ = std::move(synced).error();
    return Outcome::failed;
  }
  const RecordNumber last = journal_.next() - 1;
  records_.add(last - last_);
  last_ = last;
  bytes_.add(journal_.bytes_written() - before);
  counted_.add();
  committed_ += group.size();
  commits_.advance(committed_);  // at once: senders need not wait for detection
  return Outcome::durable;
}

}  // namespace yagura
