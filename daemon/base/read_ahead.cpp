// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/read_ahead.hpp"

#include <algorithm>
#include <utility>

namespace yagura {
namespace {

// What is read is often a few hundred bytes long, and a system call costs as much as that.
constexpr std::size_t kPiece = std::size_t{64} * 1024;

}  // namespace

ReadAhead::ReadAhead(const std::filesystem::path& path, FileSystem& files) {
  auto file = files.open(path, FileSystem::Opening::read);
  if (file && *file) {
    file_ = std::move(*file);
    size_ = file_->size().value_or(0);
  }
}

bool ReadAhead::read(std::string& bytes, std::size_t count) {
  while (count > 0) {
    if (used_ == ahead_.size()) {
      used_ = 0;
      ahead_.resize(file_ ? std::max(count, kPiece) : 0);
      ahead_.resize(file_ ? file_->read(offset_, ahead_).value_or(0) : 0);
      offset_ += ahead_.size();
      if (ahead_.empty()) {
        return false;
      }
    }
    const std::size_t part = std::min(count, ahead_.size() - used_);
    bytes.append(ahead_, used_, part);
    used_ += part;
    count -= part;
  }
  return true;
}

}  // namespace yagura
