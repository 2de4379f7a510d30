// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/followed_file.hpp"

#include <algorithm>

namespace yagura {
namespace {

constexpr std::size_t kReadBytes = std::size_t{64} * 1024;

FollowedFile::Step step_of(FileContent::End end) {
  switch (end) {
    case FileContent::End::not_yet:
      return FollowedFile::Step::moved;
    case FileContent::End::so_far:
      return FollowedFile::Step::so_far;
    case FileContent::End::complete:
      return FollowedFile::Step::complete;
    case FileContent::End::unreadable:
      break;
  }
  return FollowedFile::Step::unreadable;
}

// Keeps the last FileMark::kEnd bytes of a text that grows.
void keep_end(std::string& end, std::string_view more) {
  if (more.size() >= FileMark::kEnd) {
    end = more.substr(more.size() - FileMark::kEnd);
    return;
  }
  end += more;
  end.erase(0, end.size() - std::min(end.size(), FileMark::kEnd));
}

std::string_view first(std::string_view text, std::uint64_t bytes) {
  return text.substr(0, std::min<std::uint64_t>(text.size(), bytes));
}

}  // namespace

FollowedFile::Step FollowedFile::identify() {
  FileContent::End end = FileContent::End::not_yet;
  while (head_.size() < FileMark::kEnd && end == FileContent::End::not_yet) {
    const auto piece = content_.read(FileMark::kEnd - head_.size());
    head_ += piece.bytes;
    end = piece.end;
  }
  const auto line = head_.find('\n');
  if (line == std::string::npos && head_.size() < FileMark::kEnd &&
      (end != FileContent::End::complete || head_.empty())) {
    return step_of(end);  // the first line may still grow
  }
  key_ = file_key(inode_, first(head_, line));
  return Step::moved;
}

void FollowedFile::begin(const FileMarks::Known& known) {
  content_.restart();
  if (known.offset > 0) {
    known_ = known;
  }
}

FollowedFile::Step FollowedFile::read(RecordBatch& batch, Metrics::Counter& truncated) {
  if (known_) {
    return pass_over();
  }
  if (waited_ && !content_.still_ends_with(recent_)) {
    return content_.why().empty() ? Step::begun_anew : Step::unreadable;
  }
  const auto piece = content_.read(kReadBytes);
  waited_ = piece.bytes.empty();
  take(piece.bytes, batch, truncated);
  batch.position = {key_, offset_};
  return step_of(piece.end);
}

// What was read before: up to the mark, whose ends must be as they were, then up to where reading
// goes on.
FollowedFile::Step FollowedFile::pass_over() {
  Step step = Step::moved;
  const FileMark& mark = known_->mark;
  if (content_.offset() <= mark.offset && mark.offset > 0) {
    if (!pass_over_to(mark.offset, step)) {
      return step;
    }
    if (!FileMarks::begins(head_, mark) || short_digest(recent_) != mark.tail) {
      return read_from_start();
    }
  }
  if (!pass_over_to(known_->offset, step)) {
    return step;
  }
  offset_ = known_->offset;
  tail_ = recent_;
  known_.reset();
  return Step::moved;
}

// A step of reading what stands before the target, of which recent_ then holds the end. True:
// there.
bool FollowedFile::pass_over_to(std::uint64_t target, Step& step) {
  const std::uint64_t end_begins = target - std::min<std::uint64_t>(target, FileMark::kEnd);
  if (content_.offset() < end_begins && content_.seek(end_begins)) {
    recent_.clear();
  }
  if (content_.offset() < target) {
    const auto piece =
        content_.read(std::min<std::uint64_t>(target - content_.offset(), kReadBytes));
    keep_end(recent_, piece.bytes);
    step = step_of(piece.end);
    const bool shorter = piece.end == FileContent::End::complete ||
                         (piece.end == FileContent::End::so_far && !content_.is_compressed());
    if (shorter) {
      step = read_from_start();
      return false;
    }
  }
  return content_.offset() == target;
}

FollowedFile::Step FollowedFile::read_from_start() {
  known_.reset();
  recent_.clear();
  content_.restart();
  return Step::moved;
}

void FollowedFile::take(std::string_view bytes, RecordBatch& batch, Metrics::Counter& truncated) {
  const std::uint64_t begin = content_.offset() - bytes.size();
  if (begin <= head_.size() && head_.size() < FileMark::kEnd) {
    const std::string_view after = bytes.substr(std::min(bytes.size(), head_.size() - begin));
    head_ += first(after, FileMark::kEnd - head_.size());
  }
  std::string_view rest = bytes;
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    add(rest.substr(0, end), truncated);
    rest.remove_prefix(end + 1);
    end_line(batch);
  }
  const std::string_view whole = bytes.substr(0, bytes.size() - rest.size());
  if (!whole.empty()) {
    offset_ = begin + whole.size();
    tail_ = recent_;
    keep_end(tail_, whole);
  }
  add(rest, truncated);
  keep_end(recent_, bytes);
}

bool FollowedFile::finish(RecordBatch& batch) {
  if (part_.empty()) {
    return false;
  }
  end_line(batch);
  offset_ = content_.offset();
  tail_ = recent_;
  batch.position = {key_, offset_};
  return true;
}

// Adds to the line being read, up to the limit.
void FollowedFile::add(std::string_view part, Metrics::Counter& truncated) {
  const std::size_t room = kMaxRecordBytes - part_.size();
  part_ += part.substr(0, room);
  if (part.size() > room && !std::exchange(cut_, true)) {
    truncated.add();
  }
}

void FollowedFile::end_line(RecordBatch& batch) {
  if (part_.ends_with('\r')) {
    part_.pop_back();
  }
  if (!part_.empty()) {
    batch.add(part_);
  }
  part_.clear();
  cut_ = false;
}

FileMark FollowedFile::mark() const {
  return {offset_, short_digest(first(head_, offset_)), short_digest(tail_)};
}

}  // namespace yagura
