// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/organisation.hpp"

// A scenario as plain values: what its file says with names resolved against the organisations and
// services it is played on. Ordinary traffic is not in it: that follows from seed and scale.
namespace yagura {

// The scenarios play in Japan, which has had no clock change since 1951: a fixed offset serves,
// and needs no time zone data.
inline constexpr std::chrono::hours kJapanOffset{9};

// How a failing site looks in a proxy's log.
enum class Symptom {
  timeout,      // 504 after seconds of waiting
  reset,        // 503, the connection was refused or reset
  http_503,     // 503, the server says so itself
  aborted,      // TCP_MISS_ABORTED/000, the client gave up
  certificate,  // 503 without a peer, the proxy refuses the certificate
};

struct SiteOutage {
  std::string host;
  Symptom symptom = Symptom::timeout;
  TimePoint onset;     // the first instant that fails
  TimePoint recovery;  // the first instant that is well again
};

// Updates are committed but not reflected until the fix; then all are within two minutes.
struct FeedStall {
  OrganisationCode organisation;
  std::string feed;
  TimePoint from;
  TimePoint until;
};

// A day on which a feed truly has nothing to say.
struct QuietFeed {
  OrganisationCode organisation;
  std::string feed;
};

// A batch of updates that is reflected late, but within the limit.
struct LateBatch {
  OrganisationCode organisation;
  std::string feed;
  TimePoint time;  // when it is committed
  std::chrono::minutes delay{0};
};

// A record written out in the scenario.
struct AuthoredRecord {
  TimePoint time;
  OrganisationCode organisation;
  std::string host;  // the machine it comes from; empty = the proxy
  std::string text;  // as a source would send it, one line
};

struct Scenario {
  std::string title;
  std::string title_ja;
  TimePoint from;  // records have from <= time < to
  TimePoint to;
  std::uint64_t seed = 0;
  std::uint32_t scale_permille = 1000;  // of browsing and endpoint traffic
  std::vector<SiteOutage> site_outages;
  std::vector<FeedStall> feed_stalls;
  std::vector<QuietFeed> quiet_feeds;
  std::vector<LateBatch> late_batches;
  std::vector<AuthoredRecord> records;  // in order of time
};

}  // namespace yagura
