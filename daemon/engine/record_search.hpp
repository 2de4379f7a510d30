// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "detect/filter_expression.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/rule_index.hpp"
#include "detect/rule_set.hpp"
#include "engine/record_reader.hpp"
#include "model/event.hpp"
#include "model/record.hpp"
#include "parse/record_parser.hpp"

namespace yagura {

// What is looked for in records, and how they are read. Shared by threads; must outlive them.
struct SearchQuery {
  // An event that one of the rules matches and for which the expression holds is found; what is
  // absent asks nothing. If both are absent every record is, also one that is no event.
  std::shared_ptr<const RuleIndex> rules;
  std::optional<FilterExpression> expression;
  RuleOptions options;  // of the expression

  std::map<std::string, SourceFormat> sources;  // by name; others are read as `otherwise` says
  SourceFormat otherwise;
  std::vector<const Format*> formats;  // not empty; must outlive the query
};

// A record that was found. Views hold while it is told of.
struct SearchMatch {
  RecordNumber record = 0;
  OrganisationCode organisation;
  std::string_view source;
  TimePoint received;
  std::string_view raw;
  const Event* event = nullptr;        // null: the record is no event
  std::span<const Rule* const> rules;  // those that match
  std::span<const IndicatorHit> hits;  // why, for those of them that are lists
};

struct SearchCounts {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;      // of these records
  std::uint64_t malformed = 0;  // of them, those that are no events
  std::uint64_t matched = 0;

  SearchCounts& operator+=(const SearchCounts& other);
};

// The records of each producer (source and organisation) that say how later ones are read, as
// #Fields does: the last few, in order.
using SourceHeaders = std::map<std::pair<std::string, OrganisationCode>, std::vector<std::string>>;
void add_header(std::vector<std::string>& headers, std::string_view record);

// "indicators":[...]: which entry of which list each hit met, and where, as a member of JSON.
void append_indicators(std::string& out, std::span<const IndicatorHit> hits);

// Reads and asks record by record; the order of batches matters only within a producer. One thread.
class RecordSearch {
 public:
  explicit RecordSearch(const SearchQuery& query);

  // Forgets all producers, and knows of each what `headers` say; these must live as long.
  void begin(const SourceHeaders& headers);
  // `found` is called for each match.
  void read(const RecordBatch& batch, const std::function<void(const SearchMatch&)>& found);

  // Since begin().
  const SearchCounts& counts() const { return counts_; }
  const SourceHeaders& seen_headers() const { return seen_; }
  std::vector<SourceHeaders::key_type> producers() const;

 private:
  RecordParser& parser_of(const RecordBatch& batch);
  bool is_found(const RecordBatch& batch, bool is_event);

  const SearchQuery& query_;
  std::optional<IndexedMatcher> matcher_;
  std::optional<IndicatorMatcher> indicators_;
  std::optional<ExpressionMatcher> expression_;
  std::map<SourceHeaders::key_type, RecordParser> parsers_;
  const SourceHeaders* headers_ = nullptr;
  SourceHeaders seen_;
  SearchCounts counts_;
  std::unique_ptr<Arena> arena_ = std::make_unique<Arena>();  // event_ refers to it
  std::unique_ptr<Event> event_ = std::make_unique<Event>(*arena_);
  std::vector<const Rule*> matched_;
};

}  // namespace yagura
