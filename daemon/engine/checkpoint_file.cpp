// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

#include "base/file_descriptor.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> os_error(const char* what, const fs::path& file) {
  return fail(ErrorCode::io, fmt::format("cannot {} {}: {}", what, file.string(),
                                         std::generic_category().message(errno)));
}

bool write_whole(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> write_checkpoint(const fs::path& file, const std::function<void(ByteSink&)>& write) {
  const fs::path draft = file.string() + ".new";
  const FileDescriptor out(
      ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!out) {
    return os_error("create", draft);
  }
  bool written = true;
  ByteSink sink(
      [&](std::string_view piece) { written = written && write_whole(out.number(), piece); });
  write(sink);
  if (!written || ::fdatasync(out.number()) != 0) {
    return os_error("write", draft);
  }
  if (::rename(draft.c_str(), file.c_str()) != 0) {
    return os_error("rename", draft);
  }
  const FileDescriptor folder(::open(file.parent_path().c_str(), O_RDONLY | O_CLOEXEC));
  return folder && ::fsync(folder.number()) == 0 ? Result<void>{}
                                                 : os_error("sync", file.parent_path());
}

Result<std::optional<std::string>> read_checkpoint(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::error_code error;
  if (!in && !fs::exists(file, error) && !error) {
    return std::nullopt;
  }
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (!in) {
    return fail(ErrorCode::io, fmt::format("cannot read {}", file.string()));
  }
  return bytes;
}

}  // namespace yagura
