// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

namespace yagura {

// Which files a source of type file reads: one, all of a folder (not of folders in it), or those a
// pattern of glob(7) matches. Names that begin with a dot are left out, as they are of files that
// are still being put there. What cannot be listed is not there.
class FilePattern {
 public:
  explicit FilePattern(std::filesystem::path path) : path_(std::move(path)) {}

  std::vector<std::filesystem::path> files() const;
  // Of one file: those that a rotation may have put beside it (name.1, name-20261125.gz).
  std::vector<std::filesystem::path> siblings() const;

 private:
  std::filesystem::path path_;
};

}  // namespace yagura
