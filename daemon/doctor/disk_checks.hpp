// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "doctor/finding.hpp"

namespace yagura {

// A segment of the journal: from when to when it was written.
struct SegmentSpan {
  TimePoint begins;
  TimePoint ends;
  std::uint64_t bytes = 0;
};

// The journal's segments, oldest first; times by the files, so that nothing is decompressed but the
// very first group.
std::vector<SegmentSpan> segment_spans(const std::filesystem::path& journal);

// Bytes that were written in the day before `now`. A segment that began earlier counts by the part
// of its time; a journal younger than a day by what it would be in a day. Nothing if it is too
// young to tell (an hour).
std::optional<double> bytes_a_day(const std::vector<SegmentSpan>& segments, TimePoint now);

// Days until `available` bytes are used up.
void judge_disk(const std::filesystem::path& folder, std::uint64_t available,
                std::optional<double> bytes_a_day, std::vector<Finding>& findings);

// Of the state directory: room on its disk, and what a crash or a damaged disk left.
void check_disk(const std::filesystem::path& state, TimePoint now, std::vector<Finding>& findings);
void check_quarantine(const std::filesystem::path& journal, std::vector<Finding>& findings);
// Only while no daemon writes: bytes behind the last whole group.
void check_journal_end(const std::filesystem::path& journal, std::vector<Finding>& findings);

}  // namespace yagura
