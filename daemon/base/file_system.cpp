// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/file_descriptor.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> os_error(std::string_view what, const fs::path& path, int number = errno) {
  return fail(ErrorCode::io, fmt::format("cannot {} {}: {}", what, path.string(),
                                         std::generic_category().message(number)));
}

class RealFile final : public File {
 public:
  RealFile(FileDescriptor file, fs::path path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written =
          ::pwrite(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno != EINTR) {
        return os_error("write", path_);
      }
      const auto count = static_cast<std::size_t>(std::max<ssize_t>(0, written));
      bytes.remove_prefix(count);
      offset += count;
    }
    return {};
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
    std::size_t total = 0;
    while (total < into.size()) {
      const ssize_t count = ::pread(file_.number(), into.data() + total, into.size() - total,
                                    static_cast<off_t>(offset + total));
      if (count < 0 && errno != EINTR) {
        return os_error("read", path_);
      }
      if (count == 0) {
        break;
      }
      total += static_cast<std::size_t>(std::max<ssize_t>(0, count));
    }
    return total;
  }

  Result<std::uint64_t> size() override {
    struct stat status {};
    if (::fstat(file_.number(), &status) != 0) {
      return os_error("read", path_);
    }
    return static_cast<std::uint64_t>(status.st_size);
  }

  Result<void> truncate(std::uint64_t size) override {
    return ::ftruncate(file_.number(), static_cast<off_t>(size)) == 0 ? Result<void>{}
                                                                      : os_error("cut", path_);
  }

  Result<void> sync() override {
    return ::fdatasync(file_.number()) == 0 ? Result<void>{} : os_error("sync", path_);
  }

 private:
  FileDescriptor file_;
  fs::path path_;
};

int flags_of(FileSystem::Opening opening) {
  switch (opening) {
    case FileSystem::Opening::read:
      return O_RDONLY;
    case FileSystem::Opening::open:
      return O_RDWR | O_CREAT;
    case FileSystem::Opening::make:
      return O_RDWR | O_CREAT | O_EXCL;
    case FileSystem::Opening::make_empty:
      return O_RDWR | O_CREAT | O_TRUNC;
  }
  return O_RDONLY;
}

class RealFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(const fs::path& path, Opening opening) override {
    FileDescriptor file(::open(path.c_str(), flags_of(opening) | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file) {
      return std::make_unique<RealFile>(std::move(file), path);
    }
    if (opening == Opening::read && errno == ENOENT) {
      return std::unique_ptr<File>();
    }
    return os_error(opening == Opening::make ? "create" : "open", path);
  }

  Result<void> rename(const fs::path& from, const fs::path& to) override {
    return ::rename(from.c_str(), to.c_str()) == 0 ? Result<void>{} : os_error("rename", from);
  }

  Result<void> remove(const fs::path& path) override {
    return ::unlink(path.c_str()) == 0 ? Result<void>{} : os_error("remove", path);
  }

  Result<void> make_folder(const fs::path& path) override {
    std::error_code error;
    fs::create_directory(path, error);
    return error ? os_error("create", path, error.value()) : Result<void>{};
  }

  Result<void> sync_folder(const fs::path& path) override {
    const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder && ::fsync(folder.number()) == 0 ? Result<void>{} : os_error("sync", path);
  }

  Result<std::vector<std::string>> list(const fs::path& folder) override {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      std::error_code vanished;  // since it was listed
      if (entries->is_regular_file(vanished)) {
        names.push_back(entries->path().filename().string());
      }
    }
    if (error) {
      return os_error("read", folder, error.value());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
};

}  // namespace

FileSystem& FileSystem::real() {
  static RealFileSystem system;
  return system;
}

}  // namespace yagura
