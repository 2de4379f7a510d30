// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/segment_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace yagura {

Result<SegmentReader> SegmentReader::open(const std::filesystem::path& segment, FileSystem& files) {
  YAGURA_ASSIGN(auto file, files.open(segment, FileSystem::Opening::read));
  if (!file) {
    return fail(ErrorCode::unavailable, fmt::format("{} is not there", segment.string()));
  }
  YAGURA_ASSIGN(const std::uint64_t size, file->size());
  SegmentReader reader(std::move(file), static_cast<std::size_t>(size));
  if (!reader.read_to(kSegmentHeaderBytes)) {
    reader.end(reader.unfinished_);
  } else if (!decode_segment_header(reader.bytes_)) {
    reader.end(reader.damaged_);
  } else {
    reader.frame_.bytes = kSegmentHeaderBytes;  // passed over by next()
  }
  return reader;
}

// False if the file ends before, also if it was cut off meanwhile; or with failure_.
bool SegmentReader::read_to(std::size_t count) {
  const std::size_t had = bytes_.size();
  if (count > size_ - at_) {
    return false;
  }
  if (count <= had) {
    return true;
  }
  bytes_.resize(count);
  auto got = file_->read(at_ + had, std::span<char>(bytes_).subspan(had));
  if (!got) {
    failure_ = std::move(got).error();
  }
  bytes_.resize(had + got.value_or(0));
  return bytes_.size() == count;
}

bool SegmentReader::end(std::uint64_t& counter) {
  counter += failure_ ? 0 : size_ - at_;
  good_bytes_ = at_;
  at_ = size_;
  frame_ = {};
  batches_.clear();
  bytes_.clear();
  return false;
}

bool SegmentReader::next() {
  at_ += std::exchange(frame_, GroupFrame{}).bytes;
  bytes_.clear();
  if (at_ == size_) {
    return end(damaged_);
  }
  if (!read_to(kFrameHeaderBytes)) {
    return end(unfinished_);
  }
  const auto begun = peek_group(bytes_);
  std::size_t content = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    content |= static_cast<std::size_t>(static_cast<std::uint8_t>(bytes_[4 + i])) << (8 * i);
  }
  if (!begun) {
    return end(damaged_);
  }
  if (!read_to(kFrameHeaderBytes + content)) {
    return end(unfinished_);
  }
  const auto frame = peek_group(bytes_);
  auto batches = outline_group(bytes_);
  if (!frame || !*frame || !batches) {
    return end(damaged_);
  }
  if ((*frame)->bytes > size_ - at_) {
    return end(unfinished_);
  }
  frame_ = **frame;
  batches_ = std::move(*batches);
  return true;
}

std::optional<std::vector<RecordBatch>> SegmentReader::read() {
  auto batches = read_to(frame_.bytes) ? decode_group(bytes_) : fail(ErrorCode::corrupt, "cut");
  if (!batches) {
    end(damaged_);
    return std::nullopt;
  }
  return std::move(*batches);
}

std::optional<TimePoint> first_received(const std::filesystem::path& segment, FileSystem& files) {
  auto reader = SegmentReader::open(segment, files);
  while (reader && reader->next()) {
    if (!reader->batches().empty()) {  // no gap
      return reader->batches().front().received;
    }
  }
  return std::nullopt;
}

}  // namespace yagura
