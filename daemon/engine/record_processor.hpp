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

#include "base/metrics.hpp"
#include "base/time.hpp"
#include "correlate/correlator.hpp"
#include "correlate/expectations.hpp"
#include "detect/rule_index.hpp"
#include "detect/rule_set.hpp"
#include "engine/correlation_losses.hpp"
#include "engine/record_reader.hpp"
#include "engine/sender_gauges.hpp"
#include "engine/watermark.hpp"
#include "incident/incident_settings.hpp"
#include "model/detection.hpp"
#include "model/host.hpp"
#include "model/record.hpp"
#include "model/service_change.hpp"
#include "outage/outage_tracker.hpp"
#include "parse/dead_letter.hpp"

namespace yagura {

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

// Carries batches from raw bytes to findings: readers parse and match them, then what remembers is
// told, in the order of the journal: correlate, judge services. The same batches in the same order
// give the same findings: it reads no clock and does no I/O, so state lost in a crash comes back by
// reading the journal again.
//
// One thread, but for the readers: each may be used on a thread of its own, which may also call
// reader() and match_from(), while batches are told here.
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
    std::size_t readers = 1;  // among which the producers (source and organisation) are shared out
  };

  RecordProcessor(Settings settings, DetectionSnapshot snapshot, Metrics& metrics);

  // Appends to `findings`: read and tell in one.
  void process(const RecordBatch& batch, Findings& findings);

  // Which reader the batch must go to; the number stays the same for a producer.
  std::size_t reader_of(const RecordBatch& batch);
  std::size_t readers() const { return readers_.size(); }
  RecordReader& reader(std::size_t number) { return *readers_[number]; }
  // From which record on readers must match; changes only by restoring.
  RecordNumber match_from() const { return match_from_; }
  // Tells what was read of the batch, batches being told in the order of the journal.
  void tell(const RecordBatch& batch, BatchReading reading, Findings& findings);

  // Takes up new rules and services between two batches, when nothing is being read; what has not
  // changed keeps its state.
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
  void tell_hit(const Detection& cause, BatchReading::Hit& hit, Findings& findings);
  void correlate(const BatchReading::CorrelationInputValues& input, const Detection& cause,
                 Findings& findings);
  void expect(const BatchReading::ExpectationInputValues& input, const Detection& cause,
              Findings& findings);
  void tell_unmet(TimePoint watermark, RecordNumber record, Findings& findings);
  RecordNumber first_to_match() const;
  void count_losses();

  Settings settings_;
  DetectionSnapshot snapshot_;
  std::vector<std::unique_ptr<RecordReader>> readers_;
  std::map<std::pair<std::string, OrganisationCode>, std::size_t> reader_of_;
  Watermark watermark_;
  std::unique_ptr<Correlator> correlator_;
  RecordNumber match_from_ = 0;  // what earlier records did to correlations was restored
  std::unique_ptr<Expectations> expectations_;
  std::unique_ptr<OutageTracker> outages_;
  std::vector<Firing> firings_;
  std::vector<std::string_view> group_;  // what a correlation is told
  std::vector<std::string_view> values_;
  std::vector<ExpectationFiring> unmet_;
  Metrics::Counter detections_;
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
  SenderGauges sender_gauges_;
  Told evicted_expectations_;
  Told late_expectations_;
};

}  // namespace yagura
