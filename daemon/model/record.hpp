// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/organisation.hpp"

namespace yagura {

// A record's place in the journal, counted from 1 without gaps over the journal's whole life.
using RecordNumber = std::uint64_t;

// How far a source that can be read again (a file) had been read after a batch. Kept with the batch
// in the journal, so that after a crash reading goes on exactly where the journal ends.
struct SourcePosition {
  std::uint64_t file = 0;    // the source's own name for the file; 0 = the source has no position
  std::uint64_t offset = 0;  // bytes
};
// Of one source: how far each of its files was read.
using SourcePositions = std::map<std::uint64_t, std::uint64_t>;

// The unit of work: raw records of one source and one organisation, as they arrived.
// The texts lie one after the other in `bytes`; `ends[i]` is where record i ends.
// Moved from stage to stage, never shared; whoever holds it owns the bytes.
struct RecordBatch {
  OrganisationCode organisation;  // by the source, never by the text
  std::string source;             // the name of the log source in the configuration
  TimePoint received;             // when the batch was read
  RecordNumber first = 0;         // number of record 0; set by the journal
  SourcePosition position;        // after the last record
  std::string bytes;
  std::vector<std::uint32_t> ends;

  std::size_t size() const { return ends.size(); }
  bool empty() const { return ends.empty(); }
  std::string_view operator[](std::size_t i) const {
    const std::uint32_t start = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(start, ends[i] - start);
  }
  void add(std::string_view record) {
    bytes += record;
    ends.push_back(static_cast<std::uint32_t>(bytes.size()));
  }
};

// When a batch is passed on: whichever comes first.
inline constexpr std::size_t kBatchBytes = std::size_t{256} * 1024;
inline constexpr std::size_t kBatchRecords = 1024;
// The longest record; a source cuts off what is longer and says so.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{64} * 1024;

}  // namespace yagura
