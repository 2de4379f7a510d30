// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "base/metrics.hpp"
#include "base/time.hpp"
#include "detect/event_view.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/rule_set.hpp"
#include "engine/duplicate_filter.hpp"
#include "engine/match_metrics.hpp"
#include "model/detection.hpp"
#include "model/event.hpp"
#include "model/expectation_rule.hpp"
#include "model/record.hpp"
#include "outage/sighting.hpp"
#include "parse/dead_letter.hpp"
#include "parse/record_parser.hpp"

namespace yagura {

// What is known of the records of one source: how they are to be read, and whose they are.
struct SourceFormat {
  std::string format = "auto";
  std::string charset = "auto";
  TimeZone time_zone;
  std::string time_zone_name = "UTC";
  Duration lateness{};
  OrganisationCode organisation = {};  // none: of several
};

// The sources of the configuration, and what their formats are chosen from. Shared by readers.
struct SourceFormats {
  std::map<std::string, SourceFormat> by_name;
  std::vector<const Format*> formats;  // must outlive the readers
  Duration lateness{};                 // of sources that are not among them
};

// What one batch holds, as far as anything that remembers has to be told of it: most events leave
// no trace.
struct BatchReading {
  struct CorrelationInputValues {
    const CorrelationInput* input = nullptr;  // of a rule of the set in force
    std::vector<std::string> group;
    std::vector<std::string> values;
  };
  struct ExpectationInputValues {
    std::size_t expectation = 0;
    ExpectationObservation observation;
  };
  // A rule that an event matches.
  struct Hit {
    const Rule* rule = nullptr;
    std::optional<Detection> indicator;  // in place of the event's, if the rule is a list
    std::vector<CorrelationInputValues> correlations;
    std::vector<ExpectationInputValues> expectations;
  };
  // An event that rules match or that concerns a service.
  struct Trace {
    RecordNumber record = 0;
    std::optional<Sighting> sighting;
    Detection detection;  // what all hits have in common; only if there are any
    std::vector<Hit> hits;
  };
  std::vector<Trace> traces;  // in order of records
  std::vector<DeadLetter> dead_letters;
  std::uint64_t events = 0;
  TimePoint newest = TimePoint::min();  // of the events
  Duration lateness{};                  // of the source
  // The least time from an event to its receipt, as the stamps have it; below zero, they are ahead.
  Duration least_lag = Duration::max();
};

// Reads batches: parse, drop repeats, match. The batches of one source and organisation must all go
// to the same reader, in order, as formats are recognised and repeats known by what came before;
// beyond that readers share nothing that changes, so each may have a thread of its own. Reads no
// clock and does no I/O.
class RecordReader {
 public:
  RecordReader(std::shared_ptr<const SourceFormats> sources, std::shared_ptr<const RuleIndex> index,
               std::shared_ptr<const SightingReader> sightings, Metrics& metrics);

  // Records before `match_from` are parsed, but not matched.
  BatchReading read(const RecordBatch& batch, RecordNumber match_from);
  // Between two batches.
  void reload(std::shared_ptr<const RuleIndex> index,
              std::shared_ptr<const SightingReader> sightings);

 private:
  struct Producer {
    RecordParser parser;
    SourceFormat format;
  };
  Producer& producer_of(const RecordBatch& batch);
  bool is_duplicate(const RecordBatch& batch, std::string_view record, const Producer& producer);
  void tell_matched(const RecordBatch& batch, std::size_t index, BatchReading::Trace& trace);
  BatchReading::Hit hit_of(const Rule& rule, const Detection& detection, std::string_view source);
  void count_malformed(const std::string& source, std::string_view reason);
  static DeadLetter dead_letter(const RecordBatch& batch, std::size_t index,
                                const Producer& producer, const ParseResult& result);

  std::shared_ptr<const SourceFormats> sources_;
  std::shared_ptr<const SightingReader> sightings_;
  Metrics* metrics_;
  std::map<std::pair<std::string, OrganisationCode>, Producer> producers_;
  DuplicateFilter duplicates_;
  std::unique_ptr<IndexedMatcher> matcher_;
  std::unique_ptr<IndicatorMatcher> indicators_;
  std::unique_ptr<Arena> arena_;  // event_ refers to it, so it must not move
  std::unique_ptr<Event> event_;
  EventView view_;
  std::vector<const Rule*> matched_;
  std::vector<std::string_view> group_;  // what a correlation is told
  std::vector<std::string_view> values_;
  Metrics::Counter events_;
  Metrics::Counter duplicates_dropped_;
  MatchMetrics match_metrics_;
};

}  // namespace yagura
