// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/dead_letter_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace yagura {
namespace {

namespace fs = std::filesystem;

struct Found {
  RecordNumber last = 0;     // of the newest whole line
  std::uintmax_t whole = 0;  // bytes up to and including it
};

Found look_through(const fs::path& file) {
  Found found;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line) && !in.eof();) {
    found.whole += line.size() + 1;
    if (const auto letter = read_dead_letter(line)) {
      found.last = std::max(found.last, letter->record);
    }
  }
  return found;
}

}  // namespace

Result<DeadLetterFile> DeadLetterFile::open(fs::path file, std::size_t max_bytes) {
  DeadLetterFile made(std::move(file), max_bytes);
  fs::path rotated = made.path_;
  rotated += ".1";
  const Found found = look_through(made.path_);
  made.last_ = std::max(found.last, look_through(rotated).last);
  made.bytes_ = found.whole;
  std::error_code error;
  if (fs::exists(made.path_, error)) {
    fs::resize_file(made.path_, found.whole, error);  // half a line, as a crash leaves it
  }
  made.out_.open(made.path_, std::ios::binary | std::ios::app);
  if (error || !made.out_) {
    return fail(ErrorCode::io, fmt::format("cannot write {}", made.path_.string()));
  }
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
  if (bytes_ > 0 && bytes_ + pending_.size() > max_bytes_) {
    out_.close();
    fs::path rotated = path_;
    rotated += ".1";
    std::error_code error;
    fs::rename(path_, rotated, error);
    out_.open(path_, std::ios::binary | std::ios::trunc);
    bytes_ = 0;
  }
  out_ << pending_;
  out_.flush();
  if (!out_) {
    out_.clear();
    if (pending_.size() > max_bytes_) {
      pending_.clear();  // the journal still has the records; memory must not grow with a full disk
    }
    return fail(ErrorCode::io, fmt::format("cannot write {}", path_.string()));
  }
  bytes_ += pending_.size();
  pending_.clear();
  return {};
}

}  // namespace yagura
