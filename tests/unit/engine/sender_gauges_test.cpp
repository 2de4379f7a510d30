// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/sender_gauges.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>

#include "organisation_codes.hpp"

namespace yagura {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

struct Told {
  void tell(seconds received, std::optional<Duration> lag) {
    RecordBatch batch;
    batch.source = "proxy";
    batch.organisation = organisation;
    batch.received = TimePoint(received);
    gauges.tell(batch, lag);
  }
  bool shows(const std::string& name, const std::string& value) const {
    const std::string series = "yagura_" + name + "{organisation=\"" + organisation.to_string() +
                               "\",source=\"proxy\"} " + value + "\n";
    return metrics.text().find(series) != std::string::npos;
  }
  OrganisationCode organisation = test::organisation_codes(1).front();
  Metrics metrics;
  SenderGauges gauges{metrics};
};

}  // namespace

TEST_CASE("a sender was last heard at its newest record, whatever comes of it", "[engine]") {
  Told told;
  told.tell(seconds(1000), std::nullopt);
  CHECK(told.shows("parse_last_received_timestamp_seconds", "1000"));
  CHECK(told.metrics.text().find("least_event_lag") == std::string::npos);
  told.tell(seconds(900), seconds(1));
  CHECK(told.shows("parse_last_received_timestamp_seconds", "1000"));
}

TEST_CASE("a backlog is no wrong clock, and a clock that was set is seen within two minutes",
          "[engine]") {
  Told told;
  told.tell(seconds(1000), seconds(1));
  told.tell(seconds(1001), hours(5));  // what lay in a queue
  CHECK(told.shows("parse_least_event_lag_seconds", "1"));
  told.tell(seconds(1061), hours(5));
  CHECK(told.shows("parse_least_event_lag_seconds", "1"));
  told.tell(seconds(1122), hours(5));
  CHECK(told.shows("parse_least_event_lag_seconds", "18000"));
  told.tell(seconds(1123), -hours(1));  // ahead
  CHECK(told.shows("parse_least_event_lag_seconds", "-3600"));
}

}  // namespace yagura
