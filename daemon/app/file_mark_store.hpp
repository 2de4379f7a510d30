// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <string>
#include <utility>

#include "input/file_marks.hpp"

namespace yagura {

// Keeps what file sources know of the files they have read: a file for each source. Writing is done
// on a thread of its own, as a disk that hangs must not keep sources from reading.
class FileMarkStore {
 public:
  // The folder is made when it is first needed.
  explicit FileMarkStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // None if nothing was kept; what cannot be read is told in the log.
  FileMarks load(const std::string& source) const;
  // Does not wait. One that cannot be written is told in the log; the one before stays.
  void keep(const std::string& source, FileMarks marks);
  // Waits for what is being written.
  void stop() { writer_.join(); }

 private:
  std::filesystem::path file_of(const std::string& source) const;

  std::filesystem::path folder_;
  boost::asio::thread_pool writer_{1};
};

}  // namespace yagura
