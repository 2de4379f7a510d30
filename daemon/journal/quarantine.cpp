// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/quarantine.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>

namespace yagura {
namespace {

constexpr std::size_t kCopyBytes = std::size_t{64} * 1024;

}  // namespace

Result<void> set_aside(const std::filesystem::path& segment, std::uint64_t from,
                       FileSystem& files) {
  const std::filesystem::path folder = segment.parent_path() / "quarantine";
  YAGURA_TRY(files.make_folder(folder));
  const auto target = folder / fmt::format("{}-{}", segment.filename().string(), from);
  YAGURA_ASSIGN(const auto in, files.open(segment, FileSystem::Opening::open));
  YAGURA_ASSIGN(const auto out, files.open(target, FileSystem::Opening::make_empty));
  std::string piece;
  for (std::uint64_t copied = 0;; copied += piece.size()) {
    piece.resize(kCopyBytes);
    YAGURA_ASSIGN(const std::size_t count, in->read(from + copied, piece));
    if (count == 0) {
      break;
    }
    piece.resize(count);
    YAGURA_TRY(out->write(copied, piece));
  }
  YAGURA_TRY(out->sync());
  return files.sync_folder(folder);
}

}  // namespace yagura
