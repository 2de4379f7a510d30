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

Result<ReadAhead> ReadAhead::open(const std::filesystem::path& path, FileSystem& files) {
  ReadAhead made;
  YAGURA_ASSIGN(made.file_, files.open(path, FileSystem::Opening::read));
  if (made.file_) {
    YAGURA_ASSIGN(made.size_, made.file_->size());
  }
  return made;
}

Result<bool> ReadAhead::read(std::string& bytes, std::size_t count) {
  while (count > 0) {
    if (used_ == ahead_.size()) {
      if (!file_) {
        return false;
      }
      used_ = 0;
      ahead_.resize(std::max(count, kPiece));
      auto got = file_->read(offset_, ahead_);
      ahead_.resize(got.value_or(0));
      YAGURA_TRY(got);
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
