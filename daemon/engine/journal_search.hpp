// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "engine/record_search.hpp"
#include "model/organisation.hpp"

namespace yagura {

// Which part of a journal is searched, by the time of receipt.
struct SearchSpan {
  std::filesystem::path journal;
  TimePoint since = TimePoint::min();
  TimePoint until = TimePoint::max();        // excluded
  std::set<OrganisationCode> organisations;  // empty: all
  std::uint64_t limit = 0;                   // ends after so many matches; 0: none
  unsigned threads = 1;
};

struct SearchResult {
  SearchCounts counts;
  std::uint64_t damaged_bytes = 0;     // that could not be read
  std::uint64_t removed_segments = 0;  // by the daemon's retention, before we came to them
  std::vector<Error> unreadable;       // segments that the operating system would not give
};

// Searches a journal, which may be that of a running daemon, on several threads, a segment each.
// Segments and groups that hold nothing of the span are known by their metadata and not
// decompressed; what is passed over so is not checked for damage.
//
// `render` says what is written of a match; it is called by several threads. `write` gets that in
// the order of the journal, whatever the number of threads, on the thread of the caller; false ends
// the search. Memory: a group for each thread, and some megabytes of what waits for its turn.
//
// Formats that name their columns once are read as if the journal began with the span: data lines
// whose #Fields came before it are malformed, unless the format can tell them otherwise.
SearchResult search_journal(const SearchQuery& query, const SearchSpan& span,
                            const std::function<void(const SearchMatch&, std::string& out)>& render,
                            const std::function<bool(std::string_view)>& write);

}  // namespace yagura
