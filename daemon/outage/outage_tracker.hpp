// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "model/organisation.hpp"
#include "model/record.hpp"
#include "model/service_change.hpp"
#include "model/service_map.hpp"
#include "outage/feed_monitor.hpp"
#include "outage/sighting.hpp"
#include "outage/site_monitor.hpp"

namespace yagura {

struct OutageSettings {
  Duration window = std::chrono::minutes(5);
  int min_requests = 5;
  int min_observers = 2;
  Duration staleness_limit = std::chrono::minutes(15);
  // Observations that wait for their turn, for each organisation that sends them: one body's
  // flood must not push out what the others saw.
  std::size_t max_waiting = 65'536;
};

// Three different things, never merged.
struct OutageCounts {
  std::uint64_t late = 0;         // came after their time had passed
  std::uint64_t dropped = 0;      // a bound was reached
  std::uint64_t implausible = 0;  // outside the years 1970 to 9999, or no such number
};

// Watches every site and feed of a ServiceMap and says when one goes down or comes back.
//
// Organisations' records reach the journal in any order, so what they saw is held back until the
// watermark has passed it and then judged in order of (event time, record number): the same
// records give the same changes, however they were shuffled within the lateness.
//
// Late observations: of a site they are counted and left out; steps of a feed still take effect
// (an update that arrived is no longer waiting, whenever we learn of it).
// One thread. No clock but the watermark, no I/O, no failures.
class OutageTracker {
 public:
  OutageTracker(const std::shared_ptr<const ServiceMap>& services, OutageSettings settings);
  // Takes over, at a reload, what `previous` knows of services that stay as they were. A service
  // that was down and is no longer watched is reported `up` by the next advance(): nothing else
  // would ever close its outage.
  OutageTracker(const std::shared_ptr<const ServiceMap>& services, OutageSettings settings,
                OutageTracker&& previous);

  // Takes what a SightingReader of the same services saw.
  void observe(const Sighting& sighting, OrganisationCode observer, RecordNumber record);
  // Judges all that lies before `watermark` (no earlier event time is expected any more) and
  // appends what changed. A watermark that goes back is ignored.
  void advance(TimePoint watermark, std::vector<ServiceChange>& out);

  OutageCounts counts() const;

 private:
  struct WatchedSite {
    Site site;
    std::string provider_name;
    SiteMonitor monitor;
  };
  struct WatchedFeed {
    Feed feed;
    std::string module_name;
    FeedMonitor monitor;
    std::optional<TimePoint> scheduled;  // its entry in deadlines_
  };
  using Observation = std::variant<SiteAnswer, FeedStep>;
  // What waits is judged in this order.
  struct Turn {
    TimePoint time;
    RecordNumber record = 0;
    std::size_t service = 0;  // index into sites_ or feeds_, as the observation's type says
    auto operator<=>(const Turn&) const = default;
  };
  struct Waiting {
    OrganisationCode observer;
    Observation observation;
  };

  void observe(const SiteSighting& site, TimePoint time, OrganisationCode observer,
               RecordNumber record);
  void observe(const FeedSighting& feed, TimePoint time, OrganisationCode observer,
               RecordNumber record);
  void hold(const Turn& turn, OrganisationCode observer, const Observation& observation);
  void judge(std::size_t service, TimePoint now, const SiteAnswer& answer,
             std::vector<ServiceChange>& out);
  void judge(std::size_t service, TimePoint now, const FeedStep& step,
             std::vector<ServiceChange>& out);
  void expire_feeds(TimePoint before, std::vector<ServiceChange>& out);
  void schedule(std::size_t feed);
  void take_over(OutageTracker&& previous);
  // Moves the monitors of what both watch; tells for each old index the new one.
  template <typename Watched, typename Same>
  std::vector<std::optional<std::size_t>> carry_over(std::vector<Watched>& from,
                                                     std::vector<Watched>& to, Same same);
  ServiceChange describe(const WatchedSite& watched, ServiceTransition transition) const;
  ServiceChange describe(const WatchedFeed& watched, ServiceTransition transition) const;

  OutageSettings settings_;
  std::vector<WatchedSite> sites_;
  std::vector<WatchedFeed> feeds_;
  std::multimap<std::string, std::size_t, std::less<>> sites_of_host_;
  std::map<Turn, Waiting> waiting_;
  std::map<OrganisationCode, std::size_t> waiting_of_;
  std::set<std::pair<TimePoint, std::size_t>> deadlines_;  // of feeds_
  std::vector<ServiceChange> orphans_;
  TimePoint watermark_ = TimePoint::min();
  OutageCounts counts_;
};

}  // namespace yagura
