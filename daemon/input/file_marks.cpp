// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "input/file_marks.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/digest.hpp"

namespace yagura {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr int kDigestBytes = 8;

}  // namespace

std::uint64_t short_digest(std::string_view text) {
  return std::hash<Digest>()(DigestBuilder().add(text).finish());
}

std::uint64_t file_key(std::uint64_t inode, std::string_view first_line) {
  return std::hash<Digest>()(DigestBuilder().add(inode).add(first_line).finish());
}

Result<FileMarks> FileMarks::load(std::string_view kept) {
  FileMarks marks;
  ByteSource source = ByteSource::checked(kept);
  if (source.take_varint() != kVersion || source.failed()) {
    return fail(ErrorCode::corrupt, "it is no list of files that were read, or of a later version");
  }
  const std::uint64_t count = source.take_varint();
  for (std::uint64_t i = 0; i < count && !source.failed(); ++i) {
    const std::uint64_t key = source.take(kDigestBytes);
    FileMark mark;
    const std::uint64_t offset = source.take_varint();
    mark.offset = source.take_varint();
    mark.head = source.take(kDigestBytes);
    mark.tail = source.take(kDigestBytes);
    marks.set(key, mark);
    marks.known_[key].offset = std::max(offset, mark.offset);
  }
  if (source.failed() || source.left() > 0) {
    return fail(ErrorCode::corrupt, "the list of files that were read is cut short");
  }
  return marks;
}

void FileMarks::advance(const SourcePositions& journal) {
  for (const auto& [key, offset] : journal) {
    Known& known = known_[key];
    known.offset = offset;
    known.order = ++order_;
    if (known.mark.offset > offset) {  // of what stood there before it was begun anew
      known.mark = {};
    }
  }
  bound();
}

// Oldest first, so that reading it back gives the same order.
void FileMarks::save(ByteSink& sink) const {
  std::vector<std::pair<std::uint64_t, const Known*>> kept;
  kept.reserve(known_.size());
  for (const auto& [key, known] : known_) {
    kept.emplace_back(key, &known);
  }
  std::sort(kept.begin(), kept.end(),
            [](const auto& a, const auto& b) { return a.second->order < b.second->order; });
  sink.put_varint(kVersion);
  sink.put_varint(kept.size());
  for (const auto& [key, known] : kept) {
    sink.put(key, kDigestBytes);
    sink.put_varint(known->offset);
    sink.put_varint(known->mark.offset);
    sink.put(known->mark.head, kDigestBytes);
    sink.put(known->mark.tail, kDigestBytes);
  }
  sink.finish();
}

const FileMarks::Known* FileMarks::find(std::uint64_t key) const {
  const auto known = known_.find(key);
  return known == known_.end() ? nullptr : &known->second;
}

void FileMarks::set(std::uint64_t key, const FileMark& mark) {
  known_.insert_or_assign(key, Known{mark.offset, mark, ++order_});
  bound();
}

std::uint64_t FileMarks::alike(std::string_view head,
                               const std::function<bool(std::uint64_t key)>& elsewhere) const {
  // Nearly all marks are of as much as is looked at.
  const std::string_view most = head.substr(0, FileMark::kEnd);
  const std::uint64_t digest = short_digest(most);
  std::uint64_t found = 0;
  std::uint64_t farthest = 0;
  for (const auto& [key, known] : known_) {
    const FileMark& mark = known.mark;
    const bool same = mark.offset >= FileMark::kEnd
                          ? most.size() == FileMark::kEnd && mark.head == digest
                          : begins(head, mark) && !elsewhere(key);
    if (mark.offset > farthest && same) {
      found = key;
      farthest = mark.offset;
    }
  }
  return found;
}

bool FileMarks::begins(std::string_view head, const FileMark& mark) {
  const std::size_t looked_at = std::min<std::uint64_t>(mark.offset, FileMark::kEnd);
  return head.size() >= looked_at && short_digest(head.substr(0, looked_at)) == mark.head;
}

void FileMarks::bound() {
  while (known_.size() > kMost) {
    known_.erase(std::min_element(known_.begin(), known_.end(), [](const auto& a, const auto& b) {
      return a.second.order < b.second.order;
    }));
  }
}

}  // namespace yagura
