// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint_file.hpp"

#include <cstdint>
#include <string_view>

namespace yagura {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<void> write_checkpoint(const fs::path& file, const std::function<void(ByteSink&)>& write,
                              FileSystem& files) {
  const fs::path draft = file.string() + ".new";
  YAGURA_ASSIGN(const auto out, files.open(draft, FileSystem::Opening::make_empty));
  Result<void> written;
  std::uint64_t offset = 0;
  ByteSink sink([&](std::string_view piece) {
    if (written) {
      written = out->write(offset, piece);
      offset += piece.size();
    }
  });
  write(sink);
  YAGURA_TRY(written);
  YAGURA_TRY(out->sync());
  YAGURA_TRY(files.rename(draft, file));
  return files.sync_folder(file.parent_path());
}

Result<std::optional<std::string>> read_checkpoint(const fs::path& file, FileSystem& files) {
  YAGURA_ASSIGN(const auto in, files.open(file, FileSystem::Opening::read));
  if (!in) {
    return std::nullopt;
  }
  YAGURA_ASSIGN(const std::uint64_t size, in->size());
  std::string bytes(size, '\0');
  YAGURA_ASSIGN(const std::size_t count, in->read(0, bytes));
  bytes.resize(count);
  return bytes;
}

}  // namespace yagura
