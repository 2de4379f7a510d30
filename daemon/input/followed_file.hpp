// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/metrics.hpp"
#include "input/file_content.hpp"
#include "input/file_marks.hpp"
#include "model/record.hpp"

namespace yagura {

// One file of a record a line, read from where reading it last ended. In small steps, as a large
// file to be passed over (a compressed one) would otherwise hold up the other sources.
// One thread.
class FollowedFile {
 public:
  enum class Step {
    moved,       // there is more to do
    so_far,      // all there is has been read
    complete,    // a compressed file has been read to its end
    unreadable,  // why() says why
    begun_anew   // what was read no longer stands there: open it again
  };

  FollowedFile(FileContent content, std::uint64_t inode)
      : content_(std::move(content)), inode_(inode) {}

  // Reads what a file is known by. Step::moved: key() and head() are there, and begin() is next.
  Step identify();
  std::uint64_t key() const { return key_; }
  std::string_view head() const { return head_; }
  // From where to read; from its start if the content turns out not to be what was known.
  void begin(const FileMarks::Known& known);

  // Whole lines go into the batch, and with them its position.
  Step read(RecordBatch& batch, Metrics::Counter& truncated);
  // What follows the last line feed, as a line: nothing more will come.
  bool finish(RecordBatch& batch);
  bool has_part() const { return !part_.empty(); }

  std::uint64_t read_to() const { return content_.offset(); }
  // After the last whole line; mark() is of what stands before it. Neither says anything while what
  // was read before is being passed over.
  std::uint64_t offset() const { return offset_; }
  FileMark mark() const;
  bool is_passing_over() const { return known_.has_value(); }
  const std::string& why() const { return content_.why(); }

 private:
  bool pass_over_to(std::uint64_t target, Step& step);
  Step pass_over();
  Step read_from_start();
  void take(std::string_view bytes, RecordBatch& batch, Metrics::Counter& truncated);
  void add(std::string_view part, Metrics::Counter& truncated);
  void end_line(RecordBatch& batch);

  FileContent content_;
  std::uint64_t inode_;
  std::uint64_t key_ = 0;
  std::string head_;          // the first FileMark::kEnd bytes, or fewer
  std::string recent_;        // the last bytes read, as many at most
  std::string tail_;          // the same, of what is before offset_
  std::uint64_t offset_ = 0;  // after the last whole line
  std::string part_;          // bytes after the last line feed, bounded by kMaxRecordBytes
  bool cut_ = false;          // the line being read was too long and has been counted
  bool waited_ = false;       // the last step came to the end
  std::optional<FileMarks::Known> known_;  // what is being passed over
};

}  // namespace yagura
