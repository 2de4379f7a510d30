// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/file_system.hpp"

namespace yagura {

// Reads a file from its start to its end, in larger pieces than it is asked for. A file that ends
// and one that cannot be read are two things: taking one for the other would cut the file there.
// One thread.
class ReadAhead {
 public:
  ReadAhead() = default;  // of a file without a byte
  // One that does not exist is as one without a byte.
  static Result<ReadAhead> open(const std::filesystem::path& path, FileSystem& files);
  // Appends the next `count` bytes to `bytes`; false if the file ends before.
  Result<bool> read(std::string& bytes, std::size_t count);
  std::uint64_t size() const { return size_; }  // when it was opened

 private:
  std::unique_ptr<File> file_;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = 0;  // of what comes after ahead_
  std::string ahead_;
  std::size_t used_ = 0;  // of ahead_
};

}  // namespace yagura
