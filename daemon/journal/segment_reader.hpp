// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_system.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "journal/segment_format.hpp"
#include "model/record.hpp"

namespace yagura {

// Reads one segment group by group, for whoever wants some of its records only: what a group holds
// is told before its payload is read. One thread, memory of one group. The file may be growing, and
// it may be removed or replaced: what was opened is read to its end as it was then.
class SegmentReader {
 public:
  // ErrorCode::unavailable if the file is no longer there.
  static Result<SegmentReader> open(const std::filesystem::path& segment,
                                    FileSystem& files = FileSystem::real());

  // Goes to the next group; false at the end, where the segment is cut or damaged, or with
  // failure().
  bool next();
  std::span<const BatchOutline> batches() const { return batches_; }
  const GroupFrame& frame() const { return frame_; }
  // The group that next() came to, checked; nothing if it is damaged, which ends the segment, or
  // with failure().
  std::optional<std::vector<RecordBatch>> read();
  // Of the group, once it is read: metadata and payload, as they stand in the file.
  std::string_view bytes() const { return bytes_; }

  // Bytes that cannot be read for damage. `unfinished` are those of a group that the file ends in:
  // in the newest segment it may just be being written.
  std::uint64_t damaged() const { return damaged_; }
  std::uint64_t unfinished() const { return unfinished_; }
  // Where these begin, once the end is reached; else the end.
  std::size_t good_bytes() const { return good_bytes_; }
  // Why no more was found, if the system would not read on: the rest was not seen, and nothing is
  // known of it.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  SegmentReader(std::unique_ptr<File> file, std::size_t size)
      : file_(std::move(file)), size_(size) {}
  bool read_to(std::size_t count);  // of the group, into bytes_
  bool end(std::uint64_t& counter);

  std::unique_ptr<File> file_;
  std::size_t size_;
  std::size_t at_ = 0;  // where the group begins
  GroupFrame frame_;
  std::vector<BatchOutline> batches_;
  std::string bytes_;  // of the group, as far as read
  std::size_t good_bytes_ = 0;
  std::uint64_t damaged_ = 0;
  std::uint64_t unfinished_ = 0;
  std::optional<Error> failure_;
};

// When the first group of a segment was received; nothing if it has none that can be read.
std::optional<TimePoint> first_received(const std::filesystem::path& segment,
                                        FileSystem& files = FileSystem::real());

}  // namespace yagura
