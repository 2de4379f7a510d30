// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/sender_gauges.hpp"

#include <algorithm>
#include <chrono>

namespace yagura {
namespace {

constexpr Duration kSpan = std::chrono::minutes(1);

double seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

Metrics::Labels labels_of(const RecordBatch& batch) {
  return {{"source", batch.source}, {"organisation", batch.organisation.to_string()}};
}

}  // namespace

void SenderGauges::tell(const RecordBatch& batch, std::optional<Duration> least_lag) {
  const std::pair key(batch.source, batch.organisation);
  auto at = producers_.find(key);
  if (at == producers_.end()) {
    at = producers_
             .emplace(key, Producer{metrics_->gauge("parse_last_received_timestamp_seconds",
                                                    "When a record of the organisation last came "
                                                    "to the source.",
                                                    labels_of(batch)),
                                    std::nullopt})
             .first;
  }
  Producer& producer = at->second;
  producer.last = std::max(producer.last, batch.received);
  producer.received.set(seconds(producer.last.time_since_epoch()));
  if (least_lag) {
    tell_lag(producer, batch, *least_lag);
  }
}

void SenderGauges::tell_lag(Producer& producer, const RecordBatch& batch, Duration least_lag) {
  if (producer.span_begins == TimePoint::min() || batch.received - producer.span_begins >= kSpan) {
    producer.least_before = producer.least;
    producer.least = Duration::max();
    producer.span_begins = batch.received;
  }
  producer.least = std::min(producer.least, least_lag);
  if (!producer.lag) {
    producer.lag = metrics_->gauge("parse_least_event_lag_seconds",
                                   "The least time from an event's stamp to its receipt lately; "
                                   "below zero, the stamps are ahead.",
                                   labels_of(batch));
  }
  producer.lag->set(seconds(std::min(producer.least, producer.least_before)));
}

}  // namespace yagura
