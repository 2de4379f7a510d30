// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/journal_reader.hpp"

#include <algorithm>
#include <utility>

#include "journal/journal.hpp"
#include "journal/segment_format.hpp"
#include "journal/segment_reader.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;

// Reads one group at the file's place into `bytes`, whole; no frame if it is cut or damaged.
Result<std::optional<GroupFrame>> read_group_bytes(ReadAhead& file, std::string& bytes,
                                                   std::size_t file_left) {
  bytes.clear();
  if (file_left < kFrameHeaderBytes) {
    return std::nullopt;
  }
  YAGURA_ASSIGN(const bool head, file.read(bytes, kFrameHeaderBytes));
  if (!head) {
    return std::nullopt;
  }
  std::uint32_t content = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    content |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[4 + i])) << (8 * i);
  }
  if (content > std::min(kMaxMetadataBytes + 4, file_left)) {
    return std::nullopt;
  }
  YAGURA_ASSIGN(const bool metadata, file.read(bytes, content));
  if (!metadata) {
    return std::nullopt;
  }
  const auto frame = peek_group(bytes);
  if (!frame || !*frame || (*frame)->bytes > file_left) {
    return std::nullopt;
  }
  YAGURA_ASSIGN(const bool payload, file.read(bytes, (*frame)->bytes - bytes.size()));
  return payload ? *frame : std::nullopt;
}

}  // namespace

Result<SegmentScan> scan_segment(const fs::path& segment, FileSystem& files) {
  SegmentScan scan;
  YAGURA_ASSIGN(ReadAhead file, ReadAhead::open(segment, files));
  scan.file_bytes = file.size();
  std::string bytes;
  YAGURA_ASSIGN(const bool long_enough, file.read(bytes, kSegmentHeaderBytes));
  if (!long_enough) {
    return scan;
  }
  const auto header = decode_segment_header(bytes);
  if (!header) {
    scan.later_format = header.error().code == ErrorCode::unavailable;
    return scan;
  }
  scan.good_bytes = header->bytes;
  scan.first = header->first;
  scan.next = header->first;
  for (;;) {
    YAGURA_ASSIGN(const auto frame,
                  read_group_bytes(file, bytes, scan.file_bytes - scan.good_bytes));
    if (!frame || frame->first != scan.next || !decode_group(bytes)) {
      return scan;
    }
    scan.newest_part = scan.good_bytes;
    scan.good_bytes += frame->bytes;
    scan.next += frame->records;
    scan.newest = frame->is_gap ? scan.newest : frame->received;
  }
}

JournalReader::JournalReader(const fs::path& folder, RecordNumber from, TimePoint since,
                             FileSystem& files)
    : files_(files) {
  auto segments = segments_of(folder, files);
  if (!segments) {
    failure_ = std::move(segments).error();
    return;
  }
  segments_ = std::move(*segments);
  // Walk back from the newest until a segment begins at or before both starting points. One that
  // cannot be read does not: reading begins earlier, and tells of it when it comes there.
  segment_ = segments_.size();
  while (segment_ > 0) {
    --segment_;
    if (first_record_of(segments_[segment_]) <= from &&
        first_received(segments_[segment_], files_).value_or(TimePoint::max()) <= since) {
      break;
    }
  }
}

std::optional<RecordBatch> JournalReader::next() {
  while (batches_.empty() && !failure_) {
    auto more = read_group();
    if (more && !*more) {
      more = open_next_segment();
      if (more && !*more) {
        return std::nullopt;
      }
    }
    if (!more) {
      failure_ = std::move(more).error();
    }
  }
  if (failure_) {
    return std::nullopt;
  }
  RecordBatch batch = std::move(batches_.front());
  batches_.pop_front();
  return batch;
}

Result<bool> JournalReader::open_next_segment() {
  if (segment_ >= segments_.size()) {
    return false;
  }
  const fs::path& path = segments_[segment_++];
  YAGURA_ASSIGN(file_, ReadAhead::open(path, files_));
  file_left_ = file_.size();
  bytes_.clear();
  YAGURA_ASSIGN(const bool long_enough, file_.read(bytes_, kSegmentHeaderBytes));
  if (!long_enough || !decode_segment_header(bytes_)) {
    skipped_ += std::exchange(file_left_, 0);
    return true;
  }
  file_left_ -= kSegmentHeaderBytes;
  return true;
}

Result<bool> JournalReader::read_group() {
  if (file_left_ == 0) {
    return false;
  }
  YAGURA_ASSIGN(const auto frame, read_group_bytes(file_, bytes_, file_left_));
  auto batches = frame ? decode_group(bytes_) : fail(ErrorCode::corrupt, "cut");
  if (!batches) {
    skipped_ += std::exchange(file_left_, 0);
    return false;
  }
  file_left_ -= frame->bytes;
  for (RecordBatch& batch : *batches) {
    batches_.push_back(std::move(batch));
  }
  return true;
}

}  // namespace yagura
