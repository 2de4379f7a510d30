// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace yagura {

// What we ask of the operating system for files whose bytes must outlive a power cut: no more than
// that, so that a test can stand in for a disk that fails (tests/simulation). Errors are
// ErrorCode::io and give the system's reason; nothing is tried again here but interrupted calls.
//
// A file's bytes and size are durable after its sync(), its name after sync_folder() of the folder
// it stands in: the two are independent, and both are needed for a new file.

// An open file; closed at its end. One thread.
class File {
 public:
  virtual ~File() = default;
  // All of it or an error; then some of it may be there.
  virtual Result<void> write(std::uint64_t offset, std::string_view bytes) = 0;
  // How many bytes were read: fewer than asked for only at the end of the file.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<char> into) = 0;
  virtual Result<std::uint64_t> size() = 0;
  virtual Result<void> truncate(std::uint64_t size) = 0;
  // fdatasync. After an error the kernel may hold pages for clean that never reached the disk: a
  // second sync() that succeeds says nothing about them, and reading shows them as they should be.
  virtual Result<void> sync() = 0;
};

// Thread-safe.
class FileSystem {
 public:
  enum class Opening {
    read,       // null if there is no such file
    open,       // to read and write; made if there is none
    make,       // must not exist yet
    make_empty  // made, or emptied
  };

  virtual ~FileSystem() = default;
  // What is made only its owner may read.
  virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& path,
                                             Opening opening) = 0;
  // Replaces what has the new name.
  virtual Result<void> rename(const std::filesystem::path& from,
                              const std::filesystem::path& to) = 0;
  virtual Result<void> remove(const std::filesystem::path& path) = 0;
  // One that exists is no error; the folder it stands in must exist.
  virtual Result<void> make_folder(const std::filesystem::path& path) = 0;
  virtual Result<void> sync_folder(const std::filesystem::path& path) = 0;
  // The names of the ordinary files in it, sorted.
  virtual Result<std::vector<std::string>> list(const std::filesystem::path& folder) = 0;

  // The one that the program runs on.
  static FileSystem& real();
};

}  // namespace yagura
