// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/segment_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace yagura {
namespace {

constexpr std::size_t kSegmentHeaderBytes = 32;

}  // namespace

Result<SegmentReader> SegmentReader::open(const std::filesystem::path& segment) {
  FileDescriptor file(::open(segment.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.number(), &status) != 0) {
    return fail(errno == ENOENT ? ErrorCode::unavailable : ErrorCode::io,
                fmt::format("cannot read {}: {}", segment.string(),
                            std::generic_category().message(errno)));
  }
  SegmentReader reader(std::move(file), static_cast<std::size_t>(status.st_size));
  if (!reader.read_to(kSegmentHeaderBytes)) {
    reader.end(reader.unfinished_);
  } else if (!decode_segment_header(reader.bytes_)) {
    reader.end(reader.damaged_);
  } else {
    reader.frame_.bytes = kSegmentHeaderBytes;  // passed over by next()
  }
  return reader;
}

bool SegmentReader::read_to(std::size_t count) {
  if (count > size_ - at_) {
    return false;
  }
  std::size_t had = bytes_.size();
  bytes_.resize(std::max(had, count));
  while (had < count) {
    const ssize_t got =
        ::pread(file_.number(), bytes_.data() + had, count - had, static_cast<off_t>(at_ + had));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {  // it was cut off meanwhile, or the disk fails
      bytes_.resize(had);
      return false;
    }
    had += static_cast<std::size_t>(got);
  }
  return true;
}

bool SegmentReader::end(std::uint64_t& counter) {
  counter += size_ - at_;
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

std::optional<TimePoint> first_received(const std::filesystem::path& segment) {
  auto reader = SegmentReader::open(segment);
  while (reader && reader->next()) {
    if (!reader->batches().empty()) {  // no gap
      return reader->batches().front().received;
    }
  }
  return std::nullopt;
}

}  // namespace yagura
