// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "journal/journal_reader.hpp"
#include "journal/quarantine.hpp"
#include "journal/segment_format.hpp"

namespace yagura {
namespace fs = std::filesystem;

Result<std::vector<fs::path>> segments_of(const fs::path& folder, FileSystem& files) {
  YAGURA_ASSIGN(const std::vector<std::string> names, files.list(folder));
  std::vector<fs::path> found;
  for (const std::string& name : names) {  // sorted, and names are zero-padded numbers
    if (fs::path(name).extension() == ".zst") {
      found.push_back(folder / name);
    }
  }
  return found;
}

RecordNumber first_record_of(const fs::path& segment) {
  const std::string stem = segment.stem().string();
  RecordNumber number = 0;
  std::from_chars(stem.data(), stem.data() + stem.size(), number);
  return number;
}

Result<Journal> Journal::open(Options options) {
  Journal journal(std::move(options));
  const fs::path& folder = journal.options_.folder;
  YAGURA_TRY(journal.files_->make_folder(folder));
  // It may be new, or have been made by a process that was killed before it came to this.
  YAGURA_TRY(journal.files_->sync_folder(fs::absolute(folder).lexically_normal().parent_path()));
  // Usually the newest segment is recovered; where its very header is torn, the one before.
  YAGURA_ASSIGN(auto segments, segments_of(folder, *journal.files_));
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
  YAGURA_ASSIGN(const SegmentScan scan, scan_segment(segment, *files_));
  if (scan.later_format) {
    return fail(ErrorCode::corrupt,
                fmt::format("{} was written by a later version; run that version, or set the "
                            "journal folder aside",
                            segment.string()));
  }
  if (scan.good_bytes < scan.file_bytes) {
    set_aside_ += scan.file_bytes - scan.good_bytes;
    YAGURA_TRY(yagura::set_aside(segment, scan.good_bytes, *files_));
  }
  if (scan.good_bytes == 0) {  // not even a header: the crash came while the file was made
    YAGURA_TRY(files_->remove(segment));
    return files_->sync_folder(options_.folder);
  }
  YAGURA_ASSIGN(auto file, files_->open(segment, FileSystem::Opening::open));
  YAGURA_TRY(file->truncate(scan.good_bytes));
  YAGURA_TRY(write_again(*file, scan.newest_part, scan.good_bytes));
  YAGURA_TRY(file->sync());
  YAGURA_TRY(files_->sync_folder(options_.folder));  // its name may be as new as its bytes
  file_ = std::move(file);
  file_bytes_ = scan.good_bytes;
  file_first_ = scan.first;
  next_ = scan.next;
  return {};
}

// The newest group may be one whose sync failed: the kernel then holds its pages for clean and
// shows them as written, though the disk has them not, until it forgets them. Written again they
// are new pages, which the next sync carries over or fails on. Everything before was synced before
// it.
Result<void> Journal::write_again(File& file, std::uint64_t from, std::uint64_t to) {
  std::string bytes(to - from, '\0');
  YAGURA_ASSIGN(const std::size_t count, file.read(from, bytes));
  bytes.resize(count);
  return file.write(from, bytes);
}

Result<void> Journal::begin_segment() {
  const fs::path path = options_.folder / fmt::format("{:020}.zst", next_);
  YAGURA_ASSIGN(auto file, files_->open(path, FileSystem::Opening::make));
  const std::string header = encode_segment_header(next_);
  if (auto written = file->write(0, header); !written) {
    broken_ = !files_->remove(path);  // a file of this name cannot be made again
    return written;
  }
  broken_ = true;
  YAGURA_TRY(file->sync());
  YAGURA_TRY(files_->sync_folder(options_.folder));
  broken_ = false;
  file_ = std::move(file);
  file_bytes_ = header.size();
  file_first_ = next_;
  return {};
}

Result<void> Journal::append(std::span<RecordBatch> batches) {
  if (broken_) {
    return fail(ErrorCode::io, "the journal cannot be written since a sync failed");
  }
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
  if (auto written = file_->write(file_bytes_, group_); !written) {
    (void)file_->truncate(file_bytes_);  // else the next group is written over what is there
    return written;
  }
  file_bytes_ += group_.size();
  bytes_written_ += group_.size();
  next_ = number;
  return {};
}

Result<void> Journal::sync() {
  auto synced = file_->sync();
  broken_ = !synced;
  return synced;
}

}  // namespace yagura
