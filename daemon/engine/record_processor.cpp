// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/record_processor.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/entities.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

constexpr RecordNumber kNever = ~RecordNumber{0};

DetectionSnapshot with_index(DetectionSnapshot snapshot) {
  if (!snapshot.index) {
    snapshot.index = std::make_shared<const RuleIndex>(snapshot.rules);
  }
  return snapshot;
}

// Sources are those that run: the configuration's others begin with the next start.
std::unique_ptr<Expectations> expectations_for(const DetectionSnapshot& snapshot,
                                               const std::map<std::string, SourceFormat>& sources) {
  Inventory inventory;
  for (const Organisation& organisation : snapshot.organisations->all()) {
    inventory.organisations.push_back(organisation.code);
  }
  for (const Host& host : snapshot.hosts) {
    inventory.hosts.push_back({{host.organisation, {host.name}}, host.role});
  }
  for (const auto& [name, source] : sources) {
    inventory.sources.push_back({source.organisation, {name}});
  }
  return std::make_unique<Expectations>(snapshot.rules->expectation_rules(), std::move(inventory));
}

}  // namespace

RecordProcessor::RecordProcessor(Settings settings, DetectionSnapshot snapshot, Metrics& metrics)
    : settings_(std::move(settings)),
      snapshot_(with_index(std::move(snapshot))),
      watermark_(settings_.idle_timeout),
      correlator_(std::make_unique<Correlator>(snapshot_.rules->correlation_rules(),
                                               settings_.correlation, HashKey::random())),
      expectations_(expectations_for(snapshot_, settings_.sources)),
      outages_(std::make_unique<OutageTracker>(snapshot_.services, settings_.outage)),
      detections_(metrics.counter("detect_detections_total", "Rules and correlations that hit.")),
      late_{metrics.counter("outage_late_observations_total",
                            "Observations of services that came after their time was judged.")},
      dropped_{metrics.counter("outage_dropped_observations_total",
                               "Observations of services beyond what is held.")},
      implausible_{metrics.counter("outage_implausible_observations_total",
                                   "Observations of services with an impossible time or number.")},
      correlation_losses_(metrics),
      sender_gauges_(metrics),
      evicted_expectations_{metrics.counter(
          "correlate_evicted_expectations_total",
          "Groups of absences and baselines forgotten because there were too many.")},
      late_expectations_{
          metrics.counter("correlate_late_expectations_total",
                          "Events whose wait of an absence was over before they came.")} {
  if (settings_.formats.empty()) {
    settings_.formats.assign(formats().begin(), formats().end());
  }
  const auto sources = std::make_shared<const SourceFormats>(
      SourceFormats{settings_.sources, settings_.formats, settings_.lateness});
  const auto sightings = std::make_shared<const SightingReader>(*snapshot_.services);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, settings_.readers); ++i) {
    readers_.push_back(
        std::make_unique<RecordReader>(sources, snapshot_.index, sightings, metrics));
  }
}

void RecordProcessor::process(const RecordBatch& batch, Findings& findings) {
  tell(batch, reader(reader_of(batch)).read(batch, match_from_), findings);
}

// In turns, as they appear: large and small bodies are not told apart.
std::size_t RecordProcessor::reader_of(const RecordBatch& batch) {
  return reader_of_
      .try_emplace({batch.source, batch.organisation}, reader_of_.size() % readers_.size())
      .first->second;
}

void RecordProcessor::tell(const RecordBatch& batch, BatchReading reading, Findings& findings) {
  sender_gauges_.tell(batch, reading.events > 0 ? std::optional(reading.least_lag) : std::nullopt);
  std::move(reading.dead_letters.begin(), reading.dead_letters.end(),
            std::back_inserter(findings.dead_letters));
  for (BatchReading::Trace& trace : reading.traces) {
    if (trace.sighting) {
      outages_->observe(*trace.sighting, batch.organisation, trace.record);
    }
    for (BatchReading::Hit& hit : trace.hits) {
      tell_hit(trace.detection, hit, findings);
    }
  }
  if (reading.events > 0) {
    watermark_.observe(batch.source, batch.organisation, reading.newest, batch.received,
                       reading.lateness);
    outages_->advance(watermark_.value(), findings.changes);
    correlator_->advance(watermark_.value());
    tell_unmet(watermark_.value(), batch.first + batch.size() - 1, findings);
    count_losses();
  }
}

void RecordProcessor::reload(DetectionSnapshot snapshot) {
  snapshot = with_index(std::move(snapshot));
  auto correlator =
      std::make_unique<Correlator>(snapshot.rules->correlation_rules(), settings_.correlation);
  correlator->adopt(*correlator_);
  auto expectations = expectations_for(snapshot, settings_.sources);
  expectations->adopt(*expectations_);
  auto outages =
      std::make_unique<OutageTracker>(snapshot.services, settings_.outage, std::move(*outages_));
  const auto sightings = std::make_shared<const SightingReader>(*snapshot.services);
  for (const auto& reader : readers_) {
    reader->reload(snapshot.index, sightings);
  }
  correlator_ = std::move(correlator);
  correlation_losses_.forget();
  expectations_ = std::move(expectations);
  outages_ = std::move(outages);
  snapshot_ = std::move(snapshot);
}

void RecordProcessor::save_correlations(RecordNumber position, ByteSink& sink) const {
  correlator_->save(position, sink);
}

Result<RecordNumber> RecordProcessor::restore_correlations(std::string_view bytes,
                                                           RecordNumber newest) {
  YAGURA_ASSIGN(const RecordNumber position, correlator_->load(bytes, newest));
  match_from_ = first_to_match();
  return position;
}

void RecordProcessor::save_expectations(RecordNumber position, ByteSink& sink) const {
  expectations_->save(position, sink);
}

Result<RecordNumber> RecordProcessor::restore_expectations(std::string_view bytes,
                                                           RecordNumber newest) {
  YAGURA_ASSIGN(const RecordNumber position, expectations_->load(bytes, newest));
  match_from_ = first_to_match();
  return position;
}

// The first record that a correlation or an expectation does not know yet.
RecordNumber RecordProcessor::first_to_match() const {
  const bool correlates = !correlator_->rules().empty();
  RecordNumber first = correlates ? correlator_->begins_at() : kNever;
  for (std::size_t i = 0; i < expectations_->rules().size(); ++i) {
    first = std::min(first, expectations_->begins_at(i));
  }
  return first == kNever ? 0 : first;
}

void RecordProcessor::tell_hit(const Detection& cause, BatchReading::Hit& hit, Findings& findings) {
  if (hit.rule->alerting == Alerting::raised) {
    findings.detections.push_back(hit.indicator ? std::move(*hit.indicator) : cause);
    findings.detections.back().rule = hit.rule->info;
    detections_.add();
  }
  for (const BatchReading::CorrelationInputValues& input : hit.correlations) {
    correlate(input, cause, findings);
  }
  for (const BatchReading::ExpectationInputValues& input : hit.expectations) {
    expect(input, cause, findings);
  }
}

// A correlation's detection is about what the event that completed it is about, and is told apart
// by the values it groups by.
void RecordProcessor::correlate(const BatchReading::CorrelationInputValues& input,
                                const Detection& cause, Findings& findings) {
  group_.assign(input.group.begin(), input.group.end());
  values_.assign(input.values.begin(), input.values.end());
  firings_.clear();
  correlator_->observe(
      input.input->correlation,
      {cause.organisation, cause.time, cause.record, input.input->part, group_, values_}, firings_);
  for (const Firing& firing : firings_) {
    const CorrelationRule& rule = correlator_->rules()[firing.correlation];
    if (rule.alerting != Alerting::raised) {
      continue;
    }
    Detection detection = cause;
    detection.rule = rule.info;
    for (std::size_t i = 0; i < firing.group.size(); ++i) {
      detection.group.emplace_back(rule.group_by[i], firing.group[i]);
    }
    findings.detections.push_back(std::move(detection));
    detections_.add();
  }
}

void RecordProcessor::expect(const BatchReading::ExpectationInputValues& input,
                             const Detection& cause, Findings& findings) {
  if (cause.record < expectations_->begins_at(input.expectation)) {
    return;
  }
  unmet_.clear();
  expectations_->observe(input.expectation, input.observation, unmet_);
  for (const ExpectationFiring& firing : unmet_) {
    const ExpectationRule& rule = expectations_->rules()[firing.expectation];
    Detection detection = cause;
    detection.rule = rule.info;
    for (std::size_t i = 0; i < firing.group.size(); ++i) {
      detection.group.emplace_back(rule.group_by[i], firing.group[i]);
    }
    findings.detections.push_back(std::move(detection));
    detections_.add();
  }
}

// What did not happen has no record of its own: it is told with the one that let it be known, and
// named by what it is about.
void RecordProcessor::tell_unmet(TimePoint watermark, RecordNumber record, Findings& findings) {
  unmet_.clear();
  expectations_->advance(watermark, unmet_);
  for (const ExpectationFiring& firing : unmet_) {
    const ExpectationRule& rule = expectations_->rules()[firing.expectation];
    Detection detection;
    detection.rule = rule.info;
    detection.organisation = firing.organisation;
    detection.time = firing.time;
    detection.record = record;
    DigestBuilder id;
    id.add(rule.info->id).add(firing.organisation.value()).add(to_rfc3339(firing.time));
    for (std::size_t i = 0; i < firing.group.size(); ++i) {
      detection.group.emplace_back(rule.group_by[i], firing.group[i]);
      id.add(firing.group[i]);
    }
    detection.record_id = id.finish();
    detection.entities = entities_of(detection.group);
    detection.summary = "nothing came until " + to_rfc3339(firing.time);
    findings.detections.push_back(std::move(detection));
    detections_.add();
  }
}

void RecordProcessor::count_losses() {
  const OutageCounts counts = outages_->counts();
  late_.tell(counts.late);
  dropped_.tell(counts.dropped);
  implausible_.tell(counts.implausible);
  correlation_losses_.tell(*correlator_, watermark_.value());
  evicted_expectations_.tell(expectations_->evicted());
  late_expectations_.tell(expectations_->late());
}

}  // namespace yagura
