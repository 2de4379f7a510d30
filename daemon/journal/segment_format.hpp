// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/record.hpp"

// The bytes of a journal segment; FORMAT.md beside this file is the description for people.
// Encoding and decoding only: no files, no threads, safe on any input.
namespace yagura {

// RFC 8878 section 3.1.2: frames with these magic numbers are skipped by every zstd tool.
inline constexpr std::uint32_t kHeaderMagic = 0x184D2A50;
inline constexpr std::uint32_t kGroupMagic = 0x184D2A51;
inline constexpr std::size_t kFrameHeaderBytes = 8;  // magic, size
inline constexpr std::uint32_t kGapMagic = 0x184D2A52;
inline constexpr std::uint32_t kFormatVersion = 1;     // of segments as they are written first
inline constexpr std::uint32_t kRewrittenVersion = 2;  // of those that gaps may stand in
// Bounds that a reader holds a damaged or hostile file to.
inline constexpr std::size_t kMaxMetadataBytes = std::size_t{8} * 1024 * 1024;
inline constexpr std::size_t kMaxGroupBytes = std::size_t{64} * 1024 * 1024;

std::string encode_segment_header(RecordNumber first, std::uint32_t version = kFormatVersion);
// The first record number of the segment, and how many bytes the header took. A whole header of a
// later format is ErrorCode::unavailable, anything else wrong ErrorCode::corrupt.
inline constexpr std::size_t kSegmentHeaderBytes = 32;

struct SegmentHeader {
  RecordNumber first = 0;
  std::size_t bytes = 0;
};
Result<SegmentHeader> decode_segment_header(std::string_view bytes);

// One group commit: a skippable frame of metadata and an ordinary frame of raw records, each
// followed by a line feed. Appends to `out`; `batches` have their numbers already.
// `scratch` is kept by the caller so that its memory is reused.
Result<void> encode_group(std::span<const RecordBatch> batches, std::string& scratch,
                          std::string& out);

// What stands in the place of groups, or parts of them, that retention removed: only how many
// records there were, so that numbers go on without gaps. Appends to `out`.
void encode_gap(RecordNumber first, std::uint64_t records, std::string& out);

// What can be known of a group without decompressing it. A gap is read as a group without batches.
struct GroupFrame {
  RecordNumber first = 0;
  std::uint64_t records = 0;
  bool is_gap = false;
  TimePoint received;            // of the first batch
  std::size_t metadata_end = 0;  // bytes from the start of the group to the payload frame
  std::size_t bytes = 0;         // the whole group
  std::uint32_t crc = 0;
};
// Needs at least the metadata frame in `bytes`; empty when there are too few bytes to tell.
Result<std::optional<GroupFrame>> peek_group(std::string_view bytes);

// What a group's metadata say of one batch. Not yet checked: the checksum covers the payload, too.
struct BatchOutline {
  OrganisationCode organisation;
  TimePoint received;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // of the records, with a line feed each
};
// All of them, from at least the metadata frame.
Result<std::vector<BatchOutline>> outline_group(std::string_view bytes);
// Checks the CRC and decompresses a whole group; of a gap, nothing.
Result<std::vector<RecordBatch>> decode_group(std::string_view bytes);

}  // namespace yagura
