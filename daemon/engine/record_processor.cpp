// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/record_processor.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "detect/correlation_values.hpp"
#include "engine/entities.hpp"
#include "engine/expectation_observation.hpp"
#include "normalise/log_source_of.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

constexpr RecordNumber kNever = ~RecordNumber{0};

Digest record_id(const RecordBatch& batch, std::string_view record) {
  return DigestBuilder().add(batch.organisation.value()).add(batch.source).add(record).finish();
}

std::unique_ptr<IndexedMatcher> matcher_for(const DetectionSnapshot& snapshot) {
  return std::make_unique<IndexedMatcher>(
      snapshot.index ? snapshot.index : std::make_shared<const RuleIndex>(snapshot.rules));
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

// The alert names entry, source and field. Alerts are folded by the group: each entry gets one of
// its own on each host.
void tell_indicator(const IndicatorHit& hit, Detection& detection) {
  constexpr std::array kKinds{"host", "user", "address"};
  for (const Entity& entity : detection.entities) {
    detection.group.emplace_back(kKinds.at(static_cast<std::size_t>(entity.kind)), entity.value);
  }
  detection.group.emplace_back("indicator", hit.entry);
  detection.summary = hit.text();
}

}  // namespace

RecordProcessor::RecordProcessor(Settings settings, DetectionSnapshot snapshot, Metrics& metrics)
    : settings_(std::move(settings)),
      snapshot_(std::move(snapshot)),
      metrics_(&metrics),
      watermark_(settings_.idle_timeout),
      matcher_(matcher_for(snapshot_)),
      indicators_(std::make_unique<IndicatorMatcher>(snapshot_.rules)),
      correlator_(std::make_unique<Correlator>(snapshot_.rules->correlation_rules(),
                                               settings_.correlation, HashKey::random())),
      expectations_(expectations_for(snapshot_, settings_.sources)),
      outages_(std::make_unique<OutageTracker>(snapshot_.services, settings_.outage)),
      arena_(std::make_unique<Arena>()),
      event_(std::make_unique<Event>(*arena_)),
      events_(metrics.counter("parse_events_total", "Records that became events.")),
      duplicates_dropped_(
          metrics.counter("parse_duplicate_records_total",
                          "Records that a numbering sender repeated after a broken connection.")),
      detections_(metrics.counter("detect_detections_total", "Rules and correlations that hit.")),
      match_metrics_(metrics),
      late_{metrics.counter("outage_late_observations_total",
                            "Observations of services that came after their time was judged.")},
      dropped_{metrics.counter("outage_dropped_observations_total",
                               "Observations of services beyond what is held.")},
      implausible_{metrics.counter("outage_implausible_observations_total",
                                   "Observations of services with an impossible time or number.")},
      correlation_losses_(metrics),
      evicted_expectations_{metrics.counter(
          "correlate_evicted_expectations_total",
          "Groups of absences and baselines forgotten because there were too many.")},
      late_expectations_{
          metrics.counter("correlate_late_expectations_total",
                          "Events whose wait of an absence was over before they came.")} {
  if (settings_.formats.empty()) {
    settings_.formats.assign(formats().begin(), formats().end());
  }
  match_metrics_.begin(matcher_->index());
}

void RecordProcessor::process(const RecordBatch& batch, Findings& findings) {
  arena_->clear();
  Producer& producer = producer_of(batch);
  TimePoint newest = TimePoint::min();
  std::uint64_t events = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    event_->clear();
    const ParseResult result = producer.parser.parse(batch[i], batch.received, *event_);
    if (!result.ok) {
      count_malformed(batch.source, result.reason);
      findings.dead_letters.push_back(dead_letter(batch, i, producer, result));
      continue;
    }
    if (is_duplicate(batch, batch[i], producer)) {
      duplicates_dropped_.add();
      continue;
    }
    if (event_->time > event_->received + Watermark::kMaxAhead) {
      event_->time = event_->received;  // a sender's clock must not carry us into the future
      event_->notes.emplace_back("time lies in the future; the time of receipt was taken");
    }
    ++events;
    newest = std::max(newest, event_->time);
    judge(batch, i, findings);
  }
  events_.add(events);
  match_metrics_.tell(matcher_->statistics());
  if (events > 0) {
    watermark_.observe(batch.source, batch.organisation, newest, batch.received,
                       producer.format.lateness);
    outages_->advance(watermark_.value(), findings.changes);
    correlator_->advance(watermark_.value());
    tell_unmet(watermark_.value(), batch.first + batch.size() - 1, findings);
    count_losses();
  }
}

void RecordProcessor::reload(DetectionSnapshot snapshot) {
  auto matcher = matcher_for(snapshot);
  auto indicators = std::make_unique<IndicatorMatcher>(snapshot.rules);
  auto correlator =
      std::make_unique<Correlator>(snapshot.rules->correlation_rules(), settings_.correlation);
  correlator->adopt(*correlator_);
  auto expectations = expectations_for(snapshot, settings_.sources);
  expectations->adopt(*expectations_);
  auto outages =
      std::make_unique<OutageTracker>(snapshot.services, settings_.outage, std::move(*outages_));
  matcher_ = std::move(matcher);
  match_metrics_.begin(matcher_->index());
  indicators_ = std::move(indicators);
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
  matched_from_ = first_to_match();
  return position;
}

void RecordProcessor::save_expectations(RecordNumber position, ByteSink& sink) const {
  expectations_->save(position, sink);
}

Result<RecordNumber> RecordProcessor::restore_expectations(std::string_view bytes,
                                                           RecordNumber newest) {
  YAGURA_ASSIGN(const RecordNumber position, expectations_->load(bytes, newest));
  matched_from_ = first_to_match();
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

RecordProcessor::Producer& RecordProcessor::producer_of(const RecordBatch& batch) {
  const std::pair key(batch.source, batch.organisation);
  const auto at = producers_.find(key);
  if (at != producers_.end()) {
    return at->second;
  }
  // A source that the configuration no longer has may still stand in the journal: "auto" reads it.
  const auto configured = settings_.sources.find(batch.source);
  SourceFormat format;
  format.lateness = settings_.lateness;
  if (configured != settings_.sources.end()) {
    format = configured->second;
  }
  auto parser =
      RecordParser::create(format.format, format.time_zone, settings_.formats, format.charset);
  if (!parser) {
    format.format = "auto";
    format.charset = "auto";
    parser = RecordParser::create(format.format, format.time_zone, settings_.formats);
  }
  return producers_.emplace(key, Producer{std::move(*parser), std::move(format)}).first->second;
}

bool RecordProcessor::is_duplicate(const RecordBatch& batch, std::string_view record,
                                   const Producer& producer) {
  const auto sequence = producer.parser.sequence_id();
  return sequence && duplicates_.is_duplicate(batch.source, batch.organisation, *sequence,
                                              record_id(batch, record));
}

// Matches one event and passes it to whatever remembers.
void RecordProcessor::judge(const RecordBatch& batch, std::size_t index, Findings& findings) {
  const RecordNumber number = batch.first + index;
  outages_->observe(*event_, batch.organisation, number);
  if (number < matched_from_) {
    return;
  }
  matched_.clear();
  const LogSource source = log_source_of(*event_);
  matcher_->match(*event_, source, matched_);
  indicators_->match(*event_, source, matched_);
  if (matched_.empty()) {
    return;
  }
  Detection detection;
  detection.organisation = batch.organisation;
  detection.time = event_->time;
  detection.record = number;
  detection.record_id = record_id(batch, batch[index]);
  detection.entities = entities_of(*event_);
  detection.summary = summary_of(*event_);
  view_.show(*event_);
  for (const Rule* rule : matched_) {
    if (rule->alerting == Alerting::raised) {
      detection.rule = rule->info;
      findings.detections.push_back(detection);
      if (const IndicatorHit* hit = indicators_->hit_of(rule); hit != nullptr) {
        tell_indicator(*hit, findings.detections.back());
      }
      detections_.add();
    }
    for (const CorrelationInput& input : rule->inputs) {
      correlate(input, detection, findings);
    }
    for (const ExpectationInput& input : rule->expectations) {
      expect(input, detection, batch.source, findings);
    }
  }
}

// A correlation's detection is about what the event that completed it is about, and is told apart
// by the values it groups by.
void RecordProcessor::correlate(const CorrelationInput& input, const Detection& cause,
                                Findings& findings) {
  if (!correlation_values(view_, input.group_by, group_) ||
      !correlation_values(view_, input.values, values_)) {
    return;  // an event without a group-by field does not count
  }
  firings_.clear();
  correlator_->observe(input.correlation,
                       {cause.organisation, cause.time, cause.record, input.part, group_, values_},
                       firings_);
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

void RecordProcessor::expect(const ExpectationInput& input, const Detection& cause,
                             std::string_view source, Findings& findings) {
  if (cause.record < expectations_->begins_at(input.expectation)) {
    return;
  }
  auto observation = expectation_observation(view_, input, source);
  if (!observation) {
    return;
  }
  observation->organisation = cause.organisation;
  observation->time = cause.time;
  unmet_.clear();
  expectations_->observe(input.expectation, *observation, unmet_);
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

void RecordProcessor::count_malformed(const std::string& source, std::string_view reason) {
  metrics_
      ->counter("parse_malformed_records_total", "Records that became no event, by reason.",
                {{"source", source}, {"reason", std::string(reason)}})
      .add();
}

DeadLetter RecordProcessor::dead_letter(const RecordBatch& batch, std::size_t index,
                                        const Producer& producer, const ParseResult& result) {
  DeadLetter letter;
  letter.raw = batch[index];
  letter.format = producer.format.format;
  letter.charset = producer.format.charset;
  letter.time_zone = producer.format.time_zone_name;
  letter.received = batch.received;
  letter.organisation = batch.organisation.to_string();
  letter.source = batch.source;
  letter.reason = result.reason;
  letter.offset = result.offset;
  letter.record = batch.first + index;
  return letter;
}

}  // namespace yagura
