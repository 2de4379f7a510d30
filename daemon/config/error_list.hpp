// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace yagura {

// Past this many an operator reads no further; it also bounds the cost of a garbage file.
inline constexpr std::size_t kMaxConfigErrors = 200;

// Gathers what is wrong with the files of one configuration. One thread.
class ErrorList {
 public:
  bool empty() const { return errors_.empty(); }
  bool full() const { return errors_.size() >= kMaxConfigErrors; }
  void add(Error error);
  // In order of file (as first added to `files`), line and column.
  std::vector<Error> take(const std::vector<std::string>& files);

 private:
  std::vector<Error> errors_;
};

// The same list, seen from one file.
class FileErrors {
 public:
  FileErrors(std::string file, ErrorList& list) : file_(std::move(file)), list_(list) {}

  void add(int line, int column, std::string message, std::string how_to_mend);
  bool full() const { return list_.full(); }
  std::size_t count() const { return count_; }  // of this file
  const std::string& file() const { return file_; }

 private:
  std::string file_;
  ErrorList& list_;
  std::size_t count_ = 0;
};

}  // namespace yagura
