// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/file_system.hpp"
#include "base/result.hpp"
#include "model/record.hpp"
#include "parse/dead_letter.hpp"

namespace yagura {

// The file of records that became no event, one JSON object a line; `yagura parse --dead-letters`
// reads it. Bounded: past `max_bytes` it is renamed to FILE.1, which replaces an older FILE.1.
//
// Each line names its record's number in the journal, so that a record read again after a crash is
// not written a second time. What a crash took from the file is written again with it, and what
// stands behind a damaged line, too.
// One thread.
class DeadLetterFile {
 public:
  // `files` must outlive it.
  static Result<DeadLetterFile> open(std::filesystem::path file, std::size_t max_bytes,
                                     FileSystem& files = FileSystem::real());

  // Keeps the letter in memory until flush(), unless its record is in the file already.
  void add(const DeadLetter& letter);
  Result<void> flush();

 private:
  DeadLetterFile(std::filesystem::path file, std::size_t max_bytes, FileSystem& files)
      : path_(std::move(file)), max_bytes_(max_bytes), files_(&files) {}
  Result<void> write_pending();

  std::filesystem::path path_;
  std::size_t max_bytes_;
  FileSystem* files_;
  std::uint64_t bytes_ = 0;  // of whole lines in the file
  RecordNumber last_ = 0;
  std::unique_ptr<File> out_;
  std::string pending_;
};

}  // namespace yagura
