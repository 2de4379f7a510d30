// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "base/metrics.hpp"
#include "base/time.hpp"
#include "correlate/correlator.hpp"
#include "correlate/expectations.hpp"
#include "detect/event_view.hpp"
#include "detect/indexed_matcher.hpp"
#include "detect/indicator_matcher.hpp"
#include "detect/rule_set.hpp"
#include "engine/correlation_losses.hpp"
#include "engine/duplicate_filter.hpp"
#include "engine/match_metrics.hpp"
#include "engine/watermark.hpp"
#include "incident/incident_settings.hpp"
#include "model/detection.hpp"
#include "model/event.hpp"
#include "model/host.hpp"
#include "model/record.hpp"
#include "model/service_change.hpp"
#include "outage/outage_tracker.hpp"
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

// What detection is done with: replaced as a whole by a reload, never changed.
struct DetectionSnapshot {
  std::shared_ptr<const RuleSet> rules;
  std::shared_ptr<const OrganisationTable> organisations;
  std::shared_ptr<const ServiceMap> services;
  IncidentSettings incidents;
  // Of `rules`. Made by whoever makes the snapshot, since that takes longer than a batch may; null:
  // the processor makes it.
  std::shared_ptr<const RuleIndex> index = nullptr;
  std::vector<Host> hosts = {};  // those that absences expect to hear of
};

// What one batch brought to light, in order of its records.
struct Findings {
  std::vector<Detection> detections;
  std::vector<ServiceChange> changes;
  std::vector<DeadLetter> dead_letters;

  void clear() {
    detections.clear();
    changes.clear();
    dead_letters.clear();
  }
};

// Carries a batch from raw bytes to findings: parse, match, correlate, judge services. The same
// batches in the same order give the same findings: it reads no clock and does no I/O, so state
// lost in a crash comes back by reading the journal again. One thread.
class RecordProcessor {
 public:
  struct Settings {
    std::map<std::string, SourceFormat> sources;  // by name
    // What their formats are chosen from; must outlive the processor. Empty: the built-in ones.
    std::vector<const Format*> formats;
    Duration lateness{};  // of sources that are not among them
    Duration idle_timeout{};
    OutageSettings outage;
    CorrelatorLimits correlation;
  };

  RecordProcessor(Settings settings, DetectionSnapshot snapshot, Metrics& metrics);

  // Appends to `findings`.
  void process(const RecordBatch& batch, Findings& findings);

  // Takes up new rules and services between two batches; what has not changed keeps its state.
  void reload(DetectionSnapshot snapshot);

  // The windows of correlations, as they are after the last record processed, which is `position`;
  // and what absences and baselines remember.
  void save_correlations(RecordNumber position, ByteSink& sink) const;
  void save_expectations(RecordNumber position, ByteSink& sink) const;
  // Goes on from them, before anything is processed; returns the position, which must not be after
  // `newest`. Records up to there, read again for the rest of the state, are not matched any more,
  // unless there are rules of either kind whose state was not found.
  Result<RecordNumber> restore_correlations(std::string_view bytes, RecordNumber newest);
  Result<RecordNumber> restore_expectations(std::string_view bytes, RecordNumber newest);

 private:
  struct Producer {
    RecordParser parser;
    SourceFormat format;
  };
  Producer& producer_of(const RecordBatch& batch);
  bool is_duplicate(const RecordBatch& batch, std::string_view record, const Producer& producer);
  void judge(const RecordBatch& batch, std::size_t index, Findings& findings);
  void correlate(const CorrelationInput& input, const Detection& cause, Findings& findings);
  void expect(const ExpectationInput& input, const Detection& cause, std::string_view source,
              Findings& findings);
  void tell_unmet(TimePoint watermark, RecordNumber record, Findings& findings);
  RecordNumber first_to_match() const;
  void count_losses();
  void count_malformed(const std::string& source, std::string_view reason);
  static DeadLetter dead_letter(const RecordBatch& batch, std::size_t index,
                                const Producer& producer, const ParseResult& result);

  Settings settings_;
  DetectionSnapshot snapshot_;
  Metrics* metrics_;
  std::map<std::pair<std::string, OrganisationCode>, Producer> producers_;
  DuplicateFilter duplicates_;
  Watermark watermark_;
  std::unique_ptr<IndexedMatcher> matcher_;
  std::unique_ptr<IndicatorMatcher> indicators_;
  std::unique_ptr<Correlator> correlator_;
  RecordNumber matched_from_ = 0;  // what earlier records did to correlations was restored
  std::unique_ptr<Expectations> expectations_;
  std::unique_ptr<OutageTracker> outages_;
  std::unique_ptr<Arena> arena_;  // event_ refers to it, so it must not move
  std::unique_ptr<Event> event_;
  EventView view_;
  std::vector<const Rule*> matched_;
  std::vector<Firing> firings_;
  std::vector<std::string_view> group_;  // what a correlation is told
  std::vector<std::string_view> values_;
  std::vector<ExpectationFiring> unmet_;
  Metrics::Counter events_;
  Metrics::Counter duplicates_dropped_;
  Metrics::Counter detections_;
  MatchMetrics match_metrics_;
  // What stages count themselves, told on: the counter and what was told before.
  struct Told {
    Metrics::Counter counter;
    std::uint64_t before = 0;
    void tell(std::uint64_t now) {
      counter.add(now > before ? now - before : 0);
      before = now;
    }
  };
  Told late_;
  Told dropped_;
  Told implausible_;
  CorrelationLosses correlation_losses_;
  Told evicted_expectations_;
  Told late_expectations_;
};

}  // namespace yagura
