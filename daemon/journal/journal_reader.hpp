// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.hpp"
#include "base/read_ahead.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "model/record.hpp"

namespace yagura {

// How far a segment can be trusted.
struct SegmentScan {
  std::size_t file_bytes = 0;
  std::size_t good_bytes = 0;   // header and whole groups whose checksums are right
  std::size_t newest_part = 0;  // where the last of them begins
  RecordNumber first = 1;
  RecordNumber next = 1;      // the number after the last good record
  bool later_format = false;  // not damaged, but not ours to read
  TimePoint newest;           // received time of the last good group
};
// Fails where the file cannot be read, which says nothing of its bytes.
Result<SegmentScan> scan_segment(const std::filesystem::path& segment,
                                 FileSystem& files = FileSystem::real());

// Reads a journal folder from oldest to newest, group by group. One thread; bounded memory (one
// group). A damaged group ends its segment: reading goes on with the next file, and `skipped()`
// counts the bytes not read.
class JournalReader {
 public:
  // Begins with the segment that holds record `from`, or with an older one where records received
  // at or after `since` may lie. Earlier records of that first segment come out, too.
  // `files` must outlive it.
  JournalReader(const std::filesystem::path& folder, RecordNumber from, TimePoint since,
                FileSystem& files = FileSystem::real());

  // The next batch; empty at the end of what was written when the reader came there.
  std::optional<RecordBatch> next();
  std::uint64_t skipped() const { return skipped_; }
  // Why next() found no more, if the system would not read on: the rest was not seen.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  // False: there is none.
  Result<bool> open_next_segment();
  Result<bool> read_group();

  FileSystem& files_;
  std::vector<std::filesystem::path> segments_;
  std::size_t segment_ = 0;  // the next one to open
  ReadAhead file_;
  std::size_t file_left_ = 0;
  std::deque<RecordBatch> batches_;
  std::string bytes_;
  std::uint64_t skipped_ = 0;
  std::optional<Error> failure_;
};

}  // namespace yagura
