// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/record_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "detect/correlation_values.hpp"
#include "engine/entities.hpp"
#include "engine/expectation_observation.hpp"
#include "engine/watermark.hpp"
#include "normalise/log_source_of.hpp"

namespace yagura {
namespace {

Digest record_id(const RecordBatch& batch, std::string_view record) {
  return DigestBuilder().add(batch.organisation.value()).add(batch.source).add(record).finish();
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

std::vector<std::string> kept(const std::vector<std::string_view>& texts) {
  return {texts.begin(), texts.end()};
}

}  // namespace

RecordReader::RecordReader(std::shared_ptr<const SourceFormats> sources,
                           std::shared_ptr<const RuleIndex> index,
                           std::shared_ptr<const SightingReader> sightings, Metrics& metrics)
    : sources_(std::move(sources)),
      metrics_(&metrics),
      arena_(std::make_unique<Arena>()),
      event_(std::make_unique<Event>(*arena_)),
      events_(metrics.counter("parse_events_total", "Records that became events.")),
      duplicates_dropped_(
          metrics.counter("parse_duplicate_records_total",
                          "Records that a numbering sender repeated after a broken connection.")),
      match_metrics_(metrics) {
  reload(std::move(index), std::move(sightings));
}

void RecordReader::reload(std::shared_ptr<const RuleIndex> index,
                          std::shared_ptr<const SightingReader> sightings) {
  indicators_ = std::make_unique<IndicatorMatcher>(index->shared_rules());
  matcher_ = std::make_unique<IndexedMatcher>(std::move(index));
  match_metrics_.begin(matcher_->index());
  sightings_ = std::move(sightings);
}

BatchReading RecordReader::read(const RecordBatch& batch, RecordNumber match_from) {
  arena_->clear();
  Producer& producer = producer_of(batch);
  BatchReading reading;
  reading.lateness = producer.format.lateness;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    event_->clear();
    const ParseResult result = producer.parser.parse(batch[i], batch.received, *event_);
    if (!result.ok) {
      count_malformed(batch.source, result.reason);
      reading.dead_letters.push_back(dead_letter(batch, i, producer, result));
      continue;
    }
    if (is_duplicate(batch, batch[i], producer)) {
      duplicates_dropped_.add();
      continue;
    }
    reading.least_lag = std::min(reading.least_lag, event_->received - event_->time);
    if (event_->time > event_->received + Watermark::kMaxAhead) {
      event_->time = event_->received;  // a sender's clock must not carry us into the future
      event_->notes.emplace_back("time lies in the future; the time of receipt was taken");
    }
    ++reading.events;
    reading.newest = std::max(reading.newest, event_->time);
    auto sighting = sightings_->read(*event_);
    matched_.clear();
    if (batch.first + i >= match_from) {
      const LogSource source = log_source_of(*event_);
      matcher_->match(*event_, source, matched_);
      indicators_->match(*event_, source, matched_);
    }
    if (sighting || !matched_.empty()) {
      reading.traces.push_back({batch.first + i, std::move(sighting), {}, {}});
      tell_matched(batch, i, reading.traces.back());
    }
  }
  events_.add(reading.events);
  match_metrics_.tell(matcher_->statistics());
  return reading;
}

RecordReader::Producer& RecordReader::producer_of(const RecordBatch& batch) {
  const std::pair key(batch.source, batch.organisation);
  const auto at = producers_.find(key);
  if (at != producers_.end()) {
    return at->second;
  }
  // A source that the configuration no longer has may still stand in the journal: "auto" reads it.
  const auto configured = sources_->by_name.find(batch.source);
  SourceFormat format;
  format.lateness = sources_->lateness;
  if (configured != sources_->by_name.end()) {
    format = configured->second;
  }
  auto parser =
      RecordParser::create(format.format, format.time_zone, sources_->formats, format.charset);
  if (!parser) {
    format.format = "auto";
    format.charset = "auto";
    parser = RecordParser::create(format.format, format.time_zone, sources_->formats);
  }
  return producers_.emplace(key, Producer{std::move(*parser), std::move(format)}).first->second;
}

bool RecordReader::is_duplicate(const RecordBatch& batch, std::string_view record,
                                const Producer& producer) {
  const auto sequence = producer.parser.sequence_id();
  return sequence && duplicates_.is_duplicate(batch.source, batch.organisation, *sequence,
                                              record_id(batch, record));
}

void RecordReader::tell_matched(const RecordBatch& batch, std::size_t index,
                                BatchReading::Trace& trace) {
  if (matched_.empty()) {
    return;
  }
  trace.detection.organisation = batch.organisation;
  trace.detection.time = event_->time;
  trace.detection.record = trace.record;
  trace.detection.record_id = record_id(batch, batch[index]);
  trace.detection.entities = entities_of(*event_);
  trace.detection.summary = summary_of(*event_);
  view_.show(*event_);
  for (const Rule* rule : matched_) {
    trace.hits.push_back(hit_of(*rule, trace.detection, batch.source));
  }
}

BatchReading::Hit RecordReader::hit_of(const Rule& rule, const Detection& detection,
                                       std::string_view source) {
  BatchReading::Hit hit;
  hit.rule = &rule;
  if (const IndicatorHit* entry = indicators_->hit_of(&rule); entry != nullptr) {
    hit.indicator = detection;
    tell_indicator(*entry, *hit.indicator);
  }
  for (const CorrelationInput& input : rule.inputs) {
    // An event without a group-by field does not count.
    if (correlation_values(view_, input.group_by, group_) &&
        correlation_values(view_, input.values, values_)) {
      hit.correlations.push_back({&input, kept(group_), kept(values_)});
    }
  }
  for (const ExpectationInput& input : rule.expectations) {
    if (auto observation = expectation_observation(view_, input, source)) {
      observation->organisation = detection.organisation;
      observation->time = detection.time;
      hit.expectations.push_back({input.expectation, std::move(*observation)});
    }
  }
  return hit;
}

void RecordReader::count_malformed(const std::string& source, std::string_view reason) {
  metrics_
      ->counter("parse_malformed_records_total", "Records that became no event, by reason.",
                {{"source", source}, {"reason", std::string(reason)}})
      .add();
}

DeadLetter RecordReader::dead_letter(const RecordBatch& batch, std::size_t index,
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
