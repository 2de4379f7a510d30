// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "journal/segment_format.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <boost/crc.hpp>

#include <limits>

namespace yagura {
namespace {

// Level 1: at 4-6 times compression the writer thread keeps up with a gigabit of logs; level 3
// gains a tenth in size for twice the time.
constexpr int kCompressionLevel = 1;
constexpr std::string_view kName = "YAGURAJ1";
// Of a group's metadata, before its batches: checksum, first record, records, payload, raw bytes.
constexpr std::size_t kGroupFixedBytes = 4 + 8 + 8 + 4 + 4;
// Of a gap: checksum, first record, records.
constexpr std::uint64_t kGapBytes = 4 + 8 + 8;

using Crc32c = boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out += static_cast<char>(value >> (8 * i));
  }
}

void put_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80U);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

// Reads what put() wrote. Once anything is missing, `failed` stays set and every value is 0.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t take(int bytes) {
    if (rest_.size() < static_cast<std::size_t>(bytes)) {
      return fail();
    }
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      value |=
          static_cast<std::uint64_t>(static_cast<std::uint8_t>(rest_[static_cast<std::size_t>(i)]))
          << (8 * i);
    }
    rest_.remove_prefix(static_cast<std::size_t>(bytes));
    return value;
  }

  std::uint64_t take_varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = take(1);
      if (shift == 63 && byte > 1) {
        break;
      }
      value |= (byte & 0x7fU) << shift;
      if (failed || (byte & 0x80U) == 0) {
        return failed ? 0 : value;
      }
    }
    return fail();
  }

  std::string_view take_text() {
    const auto size = take_varint();
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const auto text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  bool failed = false;

 private:
  std::uint64_t fail() {
    failed = true;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
};

tl::unexpected<Error> damaged(std::string_view what) {
  return fail(ErrorCode::corrupt, fmt::format("journal segment is damaged: {}", what));
}

std::uint32_t crc_of(std::string_view a, std::string_view b) {
  Crc32c crc;
  crc.process_bytes(a.data(), a.size());
  crc.process_bytes(b.data(), b.size());
  return crc.checksum();
}

void put_batch(std::string& out, const RecordBatch& batch) {
  put(out, batch.organisation.value(), 4);
  put_text(out, batch.source);
  put(out, static_cast<std::uint64_t>(batch.received.time_since_epoch().count()), 8);
  put_varint(out, batch.position.file);
  put_varint(out, batch.position.offset);
  put_varint(out, batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    put_varint(out, batch[i].size());
  }
}

// A batch without its records; how many follow goes to `count`.
Result<RecordBatch> take_batch_head(Cursor& cursor, std::uint64_t& count) {
  RecordBatch batch;
  const auto code = cursor.take(4);
  if (code != 0) {
    YAGURA_ASSIGN(batch.organisation, OrganisationCode::parse(fmt::format("{:06}", code)));
  }
  batch.source = cursor.take_text();
  batch.received = TimePoint(Duration(static_cast<std::int64_t>(cursor.take(8))));
  batch.position.file = cursor.take_varint();
  batch.position.offset = cursor.take_varint();
  count = cursor.take_varint();
  return batch;
}

Result<RecordBatch> take_batch(Cursor& cursor, std::string_view& payload) {
  std::uint64_t count = 0;
  YAGURA_ASSIGN(RecordBatch batch, take_batch_head(cursor, count));
  for (std::uint64_t i = 0; i < count && !cursor.failed; ++i) {
    const auto size = cursor.take_varint();
    if (size >= payload.size()) {  // its line feed must be there, too
      return damaged("a record is longer than the payload");
    }
    batch.add(payload.substr(0, size));
    payload.remove_prefix(size + 1);
  }
  if (cursor.failed) {
    return damaged("the metadata ends early");
  }
  return batch;
}

// A gap's checksum covers all of it, so unlike that of a group it is checked at once.
Result<std::optional<GroupFrame>> peek_gap(std::string_view bytes, std::uint64_t content) {
  if (content != kGapBytes) {
    return damaged("a gap has a wrong length");
  }
  if (bytes.size() < kFrameHeaderBytes + content) {
    return std::nullopt;
  }
  Cursor cursor(bytes.substr(kFrameHeaderBytes));
  GroupFrame frame;
  frame.is_gap = true;
  frame.crc = static_cast<std::uint32_t>(cursor.take(4));
  frame.first = cursor.take(8);
  frame.records = cursor.take(8);
  frame.metadata_end = kFrameHeaderBytes + kGapBytes;
  frame.bytes = frame.metadata_end;
  if (frame.crc != crc_of(bytes.substr(kFrameHeaderBytes + 4, kGapBytes - 4), {})) {
    return damaged("a gap's checksum is wrong");
  }
  if (frame.first == 0 || frame.records == 0 ||
      frame.first > std::numeric_limits<RecordNumber>::max() - frame.records) {
    return damaged("a gap makes no sense");
  }
  return frame;
}

}  // namespace

std::string encode_segment_header(RecordNumber first, std::uint32_t version) {
  std::string content(kName);
  put(content, version, 4);
  put(content, first, 8);
  put(content, crc_of(content, {}), 4);
  std::string out;
  put(out, kHeaderMagic, 4);
  put(out, content.size(), 4);
  return out + content;
}

Result<SegmentHeader> decode_segment_header(std::string_view bytes) {
  constexpr std::size_t kContent = 8 + 4 + 8 + 4;
  Cursor cursor(bytes);
  if (cursor.take(4) != kHeaderMagic || cursor.take(4) != kContent ||
      bytes.size() < kFrameHeaderBytes + kContent) {
    return damaged("no segment header");
  }
  const auto content = bytes.substr(kFrameHeaderBytes, kContent);
  if (content.substr(0, kName.size()) != kName) {
    return damaged("not a Yagura journal");
  }
  Cursor fields(content.substr(kName.size()));
  const auto version = fields.take(4);
  SegmentHeader header{fields.take(8), kFrameHeaderBytes + kContent};
  if (fields.take(4) != crc_of(content.substr(0, kContent - 4), {})) {
    return damaged("the header's checksum is wrong");
  }
  if (version != kFormatVersion && version != kRewrittenVersion) {
    return fail(ErrorCode::unavailable,
                fmt::format("journal format {} is not known to this version", version));
  }
  return header;
}

Result<void> encode_group(std::span<const RecordBatch> batches, std::string& scratch,
                          std::string& out) {
  scratch.clear();
  std::uint64_t records = 0;
  for (const RecordBatch& batch : batches) {
    records += batch.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      scratch += batch[i];
      scratch += '\n';
    }
  }
  std::string payload(ZSTD_compressBound(scratch.size()), '\0');
  const std::size_t size = ZSTD_compress(payload.data(), payload.size(), scratch.data(),
                                         scratch.size(), kCompressionLevel);
  if (ZSTD_isError(size) != 0) {
    return fail(ErrorCode::io, fmt::format("cannot compress: {}", ZSTD_getErrorName(size)));
  }
  payload.resize(size);

  std::string metadata;
  put(metadata, batches.empty() ? 0 : batches.front().first, 8);
  put(metadata, records, 8);
  put(metadata, payload.size(), 4);
  put(metadata, scratch.size(), 4);
  put_varint(metadata, batches.size());
  for (const RecordBatch& batch : batches) {
    put_batch(metadata, batch);
  }
  if (metadata.size() > kMaxMetadataBytes || scratch.size() > kMaxGroupBytes) {
    return fail(ErrorCode::limit, "a group commit is larger than the journal format allows");
  }
  put(out, kGroupMagic, 4);
  put(out, metadata.size() + 4, 4);
  put(out, crc_of(metadata, payload), 4);
  out += metadata;
  out += payload;
  return {};
}

void encode_gap(RecordNumber first, std::uint64_t records, std::string& out) {
  std::string content;
  put(content, first, 8);
  put(content, records, 8);
  put(out, kGapMagic, 4);
  put(out, kGapBytes, 4);
  put(out, crc_of(content, {}), 4);
  out += content;
}

Result<std::optional<GroupFrame>> peek_group(std::string_view bytes) {
  if (bytes.size() < kFrameHeaderBytes) {
    return std::nullopt;
  }
  Cursor head(bytes);
  const auto magic = head.take(4);
  if (magic != kGroupMagic && magic != kGapMagic) {
    return damaged("no group begins here");
  }
  const auto content = head.take(4);
  if (magic == kGapMagic) {
    return peek_gap(bytes, content);
  }
  if (content > kMaxMetadataBytes + 4) {
    return damaged("a group's metadata is impossibly long");
  }
  if (bytes.size() < kFrameHeaderBytes + content) {
    return std::nullopt;
  }
  Cursor cursor(bytes.substr(kFrameHeaderBytes, content));
  GroupFrame frame;
  frame.crc = static_cast<std::uint32_t>(cursor.take(4));
  frame.first = cursor.take(8);
  frame.records = cursor.take(8);
  const auto payload = cursor.take(4);
  const auto raw = cursor.take(4);
  frame.metadata_end = kFrameHeaderBytes + content;
  frame.bytes = frame.metadata_end + payload;
  if (cursor.take_varint() > 0) {
    cursor.take(4);
    cursor.take_text();
    frame.received = TimePoint(Duration(static_cast<std::int64_t>(cursor.take(8))));
  }
  if (cursor.failed || raw > kMaxGroupBytes || payload > ZSTD_compressBound(kMaxGroupBytes) ||
      frame.first == 0 || frame.records == 0 || frame.records > raw ||
      frame.first > std::numeric_limits<RecordNumber>::max() - frame.records) {
    return damaged("a group's metadata make no sense");
  }
  return frame;
}

Result<std::vector<BatchOutline>> outline_group(std::string_view bytes) {
  YAGURA_ASSIGN(const std::optional<GroupFrame> frame, peek_group(bytes));
  if (!frame) {
    return damaged("a group ends early");
  }
  if (frame->is_gap) {
    return std::vector<BatchOutline>{};
  }
  Cursor cursor(bytes.substr(kFrameHeaderBytes + kGroupFixedBytes,
                             frame->metadata_end - kFrameHeaderBytes - kGroupFixedBytes));
  std::vector<BatchOutline> outlines;
  std::uint64_t records = 0;
  const auto batches = cursor.take_varint();
  for (std::uint64_t i = 0; i < batches && !cursor.failed; ++i) {
    BatchOutline outline;
    YAGURA_ASSIGN(const RecordBatch head, take_batch_head(cursor, outline.records));
    outline.organisation = head.organisation;
    outline.received = head.received;
    for (std::uint64_t j = 0; j < outline.records && !cursor.failed; ++j) {
      outline.bytes += cursor.take_varint() + 1;
    }
    records += outline.records;
    outlines.push_back(outline);
  }
  if (cursor.failed || records != frame->records) {
    return damaged("a group does not hold the records it states");
  }
  return outlines;
}

Result<std::vector<RecordBatch>> decode_group(std::string_view bytes) {
  YAGURA_ASSIGN(const std::optional<GroupFrame> frame, peek_group(bytes));
  if (!frame || bytes.size() < frame->bytes) {
    return damaged("a group ends early");
  }
  if (frame->is_gap) {
    return std::vector<RecordBatch>{};
  }
  const auto metadata =
      bytes.substr(kFrameHeaderBytes + 4, frame->metadata_end - kFrameHeaderBytes - 4);
  const auto compressed = bytes.substr(frame->metadata_end, frame->bytes - frame->metadata_end);
  if (crc_of(metadata, compressed) != frame->crc) {
    return damaged("a group's checksum is wrong");
  }
  Cursor cursor(metadata);
  cursor.take(8);  // first
  cursor.take(8);  // records
  cursor.take(4);  // payload size
  std::string raw(cursor.take(4), '\0');
  const std::size_t size =
      ZSTD_decompress(raw.data(), raw.size(), compressed.data(), compressed.size());
  if (ZSTD_isError(size) != 0 || size != raw.size()) {
    return damaged("a group does not decompress to its stated size");
  }
  std::vector<RecordBatch> batches;
  std::string_view payload = raw;
  RecordNumber number = frame->first;
  const auto count = cursor.take_varint();
  for (std::uint64_t i = 0; i < count; ++i) {
    YAGURA_ASSIGN(RecordBatch batch, take_batch(cursor, payload));
    batch.first = number;
    number += batch.size();
    batches.push_back(std::move(batch));
  }
  if (cursor.failed || number != frame->first + frame->records || !payload.empty()) {
    return damaged("a group does not hold the records it states");
  }
  return batches;
}

}  // namespace yagura
