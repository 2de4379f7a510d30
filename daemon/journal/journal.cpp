// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "journal/journal_reader.hpp"
#include "journal/segment_format.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> os_error(std::string_view what, const fs::path& path) {
  const int number = errno;
  return fail(ErrorCode::io, fmt::format("cannot {} {}: {}", what, path.string(),
                                         std::generic_category().message(number)));
}

Result<void> write_all(int file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return os_error("write", path);
    }
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  return {};
}

Result<void> sync_folder(const fs::path& folder) {
  const FileDescriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle || ::fsync(handle.number()) != 0) {
    return os_error("sync", folder);
  }
  return {};
}

// Keeps what recovery cuts off, so that a person can look at it.
Result<void> set_bytes_aside(const fs::path& segment, std::size_t from) {
  const fs::path folder = segment.parent_path() / "quarantine";
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path target = folder / fmt::format("{}-{}", segment.filename().string(), from);
  std::ifstream in(segment, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(from));
  std::ofstream out(target, std::ios::binary | std::ios::trunc);
  out << in.rdbuf();
  out.flush();
  if (!in || !out) {
    return fail(ErrorCode::io,
                fmt::format("cannot set damaged bytes aside in {}", target.string()));
  }
  return {};
}

}  // namespace

std::vector<fs::path> segments_of(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".zst" && entry.is_regular_file(error)) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());  // names are zero-padded numbers
  return found;
}

Result<Journal> Journal::open(Options options) {
  Journal journal(std::move(options));
  std::error_code error;
  fs::create_directories(journal.options_.folder, error);
  if (error) {
    return fail(ErrorCode::io, fmt::format("cannot create {}: {}", journal.options_.folder.string(),
                                           error.message()));
  }
  // Usually the newest segment is recovered; where its very header is torn, the one before.
  auto segments = segments_of(journal.options_.folder);
  while (!segments.empty() && !journal.file_) {
    YAGURA_TRY(journal.recover(segments.back()));
    segments.pop_back();
  }
  if (!journal.file_) {
    YAGURA_TRY(journal.begin_segment());
  }
  return journal;
}

Result<void> Journal::recover(const fs::path& segment) {
  const SegmentScan scan = scan_segment(segment);
  if (scan.later_format) {
    return fail(ErrorCode::corrupt,
                fmt::format("{} was written by a later version; run that version, or set the "
                            "journal folder aside",
                            segment.string()));
  }
  if (scan.good_bytes < scan.file_bytes) {
    set_aside_ += scan.file_bytes - scan.good_bytes;
    YAGURA_TRY(set_bytes_aside(segment, scan.good_bytes));
  }
  if (scan.good_bytes == 0) {  // not even a header: the crash came while the file was made
    std::error_code error;
    fs::remove(segment, error);
    return error ? os_error("remove", segment) : sync_folder(options_.folder);
  }
  FileDescriptor file(::open(segment.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file || ::ftruncate(file.number(), static_cast<off_t>(scan.good_bytes)) != 0 ||
      ::lseek(file.number(), 0, SEEK_END) < 0 || ::fdatasync(file.number()) != 0) {
    return os_error("recover", segment);
  }
  file_ = std::move(file);
  file_bytes_ = scan.good_bytes;
  file_first_ = scan.first;
  next_ = scan.next;
  return {};
}

Result<void> Journal::begin_segment() {
  const fs::path path = options_.folder / fmt::format("{:020}.zst", next_);
  FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file) {
    return os_error("create", path);
  }
  const std::string header = encode_segment_header(next_);
  if (auto written = write_all(file.number(), header, path); !written) {
    (void)::unlink(path.c_str());
    return written;
  }
  if (::fdatasync(file.number()) != 0) {
    return os_error("sync", path);
  }
  YAGURA_TRY(sync_folder(options_.folder));
  file_ = std::move(file);
  file_bytes_ = header.size();
  file_first_ = next_;
  return {};
}

Result<void> Journal::append(std::span<RecordBatch> batches) {
  if (file_bytes_ >= options_.segment_bytes && next_ > file_first_) {
    YAGURA_TRY(begin_segment());
  }
  RecordNumber number = next_;
  for (RecordBatch& batch : batches) {
    batch.first = number;
    number += batch.size();
  }
  group_.clear();
  YAGURA_TRY(encode_group(batches, scratch_, group_));
  if (auto written = write_all(file_.number(), group_, options_.folder); !written) {
    if (::ftruncate(file_.number(), static_cast<off_t>(file_bytes_)) != 0 ||
        ::lseek(file_.number(), 0, SEEK_END) < 0) {
      // Give this file up: what follows the last whole group there is cut off at the next start.
      YAGURA_TRY(begin_segment());
    }
    return written;
  }
  file_bytes_ += group_.size();
  bytes_written_ += group_.size();
  next_ = number;
  return {};
}

Result<void> Journal::sync() {
  return ::fdatasync(file_.number()) == 0 ? Result<void>{} : os_error("sync", options_.folder);
}

}  // namespace yagura
