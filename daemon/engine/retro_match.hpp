// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/rule_set.hpp"
#include "engine/record_processor.hpp"
#include "model/record.hpp"

namespace yagura {

// Which part of a journal is searched, by the time of receipt, and how its records are read.
struct RetroMatchOptions {
  std::filesystem::path journal;
  TimePoint since = TimePoint::min();
  TimePoint until = TimePoint::max();           // excluded
  std::map<std::string, SourceFormat> sources;  // by name; others are read as `otherwise` says
  SourceFormat otherwise;
  std::vector<const Format*> formats;  // empty: the built-in ones; must outlive the call
};

// One record in which indicator rules found something.
struct RetroMatch {
  RecordNumber record = 0;
  OrganisationCode organisation;
  std::string source;
  TimePoint time;  // of the event; entries are valid or not at that time
  std::span<const IndicatorHit> hits;
};

struct RetroMatchCounts {
  std::uint64_t records = 0;    // in the span
  std::uint64_t malformed = 0;  // of them, those that are no events
  std::uint64_t matched = 0;
  std::uint64_t skipped_bytes = 0;  // of damaged segments
};

// Looks through what is already in a journal for what lists have learnt since: runs the indicator
// rules over its records, oldest first. `found` is called for each record that matches; what it is
// given holds during the call. The journal may be that of a running daemon. One thread; memory of
// one group of records.
RetroMatchCounts match_journal(const std::shared_ptr<const RuleSet>& rules,
                               const RetroMatchOptions& options,
                               const std::function<void(const RetroMatch&)>& found);

// A match as one line of JSON, with its line break.
std::string to_json(const RetroMatch& match);

}  // namespace yagura
