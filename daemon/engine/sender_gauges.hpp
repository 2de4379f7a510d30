// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/metrics.hpp"
#include "base/time.hpp"
#include "model/record.hpp"

namespace yagura {

// Tells of each producer (a source and an organisation) when it was last heard, and how far its
// events' stamps lie behind the time of receipt, for who looks for silent senders and wrong clocks.
// By the journal's own times: a record read again says the same. One thread.
class SenderGauges {
 public:
  explicit SenderGauges(Metrics& metrics) : metrics_(&metrics) {}

  // `least_lag` of the batch's events; nothing if it has none.
  void tell(const RecordBatch& batch, std::optional<Duration> least_lag);

 private:
  struct Producer {
    Metrics::Gauge received;
    std::optional<Metrics::Gauge> lag;
    TimePoint last = TimePoint::min();
    // The least of a span and of the one before: what lay in the sender's queue for a while comes
    // together with what is new, and says nothing of its clock.
    TimePoint span_begins = TimePoint::min();
    Duration least = Duration::max();
    Duration least_before = Duration::max();
  };
  void tell_lag(Producer& producer, const RecordBatch& batch, Duration least_lag);

  Metrics* metrics_;
  std::map<std::pair<std::string, OrganisationCode>, Producer> producers_;
};

}  // namespace yagura
