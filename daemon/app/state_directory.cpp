// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "app/state_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace yagura {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<StateDirectory> StateDirectory::take(const fs::path& path) {
  std::error_code error;
  if (fs::create_directories(path, error)) {
    fs::permissions(path, fs::perms::owner_all, error);
  }
  if (error) {
    return fail(ErrorCode::io, fmt::format("cannot create the state directory {}: {}",
                                           path.string(), error.message()));
  }
  FileDescriptor lock(
      ::open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!lock) {
    return fail(ErrorCode::io, fmt::format("cannot write in the state directory {}: {}",
                                           path.string(), std::generic_category().message(errno)));
  }
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    return fail(ErrorCode::unavailable,
                fmt::format("another yagurad uses {}; stop it, or give this one a state_directory "
                            "of its own",
                            path.string()));
  }
  return StateDirectory(path, std::move(lock));
}

Result<void> StateDirectory::write_endpoints(const std::string& json) const {
  const fs::path file = path_ / "endpoints.json";
  const fs::path draft = path_ / "endpoints.json.new";
  std::ofstream out(draft, std::ios::trunc);
  out << json << '\n';
  out.close();
  std::error_code error;
  if (out) {
    fs::rename(draft, file, error);
  }
  if (!out || error) {
    return fail(ErrorCode::io, fmt::format("cannot write {}", file.string()));
  }
  return {};
}

void StateDirectory::remove_endpoints() const {
  std::error_code ignored;  // a stale one is told apart by nobody answering
  fs::remove(path_ / "endpoints.json", ignored);
}

}  // namespace yagura
