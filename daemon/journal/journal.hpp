// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/file_system.hpp"
#include "base/result.hpp"
#include "model/record.hpp"

namespace yagura {

// The writing end of the journal: the only store of record. A record counts as accepted once
// sync() has returned after its append(); everything later in the program can be rebuilt from it.
//
// One thread writes. Readers (journal_reader.hpp) may read the same folder at any time; they see
// whole groups only. Files are named by the number of their first record.
//
// Errors: when append() fails (disk full), nothing of that group remains and it may be tried
// again, unless broken(). When sync() fails, or the one of a new segment in append(), the kernel
// may have dropped the pages (fsyncgate), so nothing may be tried again: the journal is broken, and
// the caller must stop accepting and start afresh.
class Journal {
 public:
  struct Options {
    std::filesystem::path folder;
    std::size_t segment_bytes = 0;            // a new segment is begun when one has grown past this
    FileSystem* files = &FileSystem::real();  // must outlive the journal
  };

  // Opens or creates. Bytes after the last whole group, as a crash leaves them, are moved to
  // folder/quarantine, never deleted; `set_aside()` says how many.
  static Result<Journal> open(Options options);

  // Numbers the records of every batch and writes them as one group.
  Result<void> append(std::span<RecordBatch> batches);
  Result<void> sync();

  bool broken() const { return broken_; }

  RecordNumber next() const { return next_; }
  std::uint64_t set_aside() const { return set_aside_; }
  std::uint64_t bytes_written() const { return bytes_written_; }

 private:
  explicit Journal(Options options) : options_(std::move(options)), files_(options_.files) {}
  Result<void> recover(const std::filesystem::path& segment);
  Result<void> begin_segment();
  static Result<void> write_again(File& file, std::uint64_t from, std::uint64_t to);

  Options options_;
  FileSystem* files_;
  std::unique_ptr<File> file_;
  std::size_t file_bytes_ = 0;
  bool broken_ = false;
  RecordNumber file_first_ = 1;
  RecordNumber next_ = 1;
  std::uint64_t set_aside_ = 0;
  std::uint64_t bytes_written_ = 0;
  std::string scratch_;
  std::string group_;
};

// The segments of a journal folder, oldest first.
Result<std::vector<std::filesystem::path>> segments_of(const std::filesystem::path& folder,
                                                       FileSystem& files = FileSystem::real());
// As its name says it; 0 if the name is none.
RecordNumber first_record_of(const std::filesystem::path& segment);

}  // namespace yagura
