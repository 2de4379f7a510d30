// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/dead_letter_file.hpp"

#include <algorithm>
#include <utility>

#include "base/read_ahead.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{64} * 1024;

struct Found {
  RecordNumber last = 0;    // of the newest whole line
  std::uint64_t whole = 0;  // bytes up to and including it
};

// The first line that is none ends it: a power cut may take any sector that was not synced, and
// what stands behind a hole is written again with what the hole took.
Result<Found> look_through(const fs::path& file, FileSystem& files) {
  Found found;
  YAGURA_ASSIGN(ReadAhead in, ReadAhead::open(file, files));
  std::string text;
  for (std::uint64_t left = in.size(); left > 0;) {
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece));
    YAGURA_ASSIGN(const bool all, in.read(text, piece));
    if (!all) {
      break;
    }
    left -= piece;
    std::size_t start = 0;
    for (std::size_t end; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
      const auto letter = read_dead_letter(std::string_view(text).substr(start, end - start));
      if (!letter) {
        return found;
      }
      found.whole += end + 1 - start;
      found.last = std::max(found.last, letter->record);
    }
    text.erase(0, start);
  }
  return found;
}

fs::path rotated(fs::path file) {
  return file += ".1";
}

}  // namespace

Result<DeadLetterFile> DeadLetterFile::open(fs::path file, std::size_t max_bytes,
                                            FileSystem& files) {
  DeadLetterFile made(std::move(file), max_bytes, files);
  YAGURA_ASSIGN(const Found found, look_through(made.path_, files));
  YAGURA_ASSIGN(const Found before, look_through(rotated(made.path_), files));
  made.last_ = std::max(found.last, before.last);
  made.bytes_ = found.whole;
  YAGURA_ASSIGN(made.out_, files.open(made.path_, FileSystem::Opening::open));
  YAGURA_TRY(made.out_->truncate(found.whole));  // half a line, as a crash leaves it
  return made;
}

void DeadLetterFile::add(const DeadLetter& letter) {
  if (letter.record > last_) {
    last_ = letter.record;
    append_dead_letter(pending_, letter);
    pending_ += '\n';
  }
}

Result<void> DeadLetterFile::flush() {
  if (pending_.empty()) {
    return {};
  }
  auto written = write_pending();
  if (written) {
    bytes_ += pending_.size();
  }
  if (written || pending_.size() > max_bytes_) {
    // The journal still has the records; memory must not grow with a full disk.
    pending_.clear();
  }
  return written;
}

Result<void> DeadLetterFile::write_pending() {
  if (bytes_ > 0 && bytes_ + pending_.size() > max_bytes_) {
    // The last time that it is written: what a power cut took from it later would not come back.
    if (out_) {
      YAGURA_TRY(out_->sync());
    }
    YAGURA_TRY(files_->rename(path_, rotated(path_)));
    out_.reset();
    bytes_ = 0;
    YAGURA_TRY(files_->sync_folder(path_.parent_path()));
  }
  if (!out_) {
    YAGURA_ASSIGN(out_, files_->open(path_, FileSystem::Opening::make_empty));
  }
  auto written = out_->write(bytes_, pending_);
  if (!written) {
    (void)out_->truncate(bytes_);  // else the next line is written over what is there
  }
  return written;
}

}  // namespace yagura
