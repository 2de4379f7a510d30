// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/outage_tracker.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr TimePoint kEarliest{};  // 1970
constexpr TimePoint kLatest{std::chrono::sys_days{std::chrono::year(9999) / 12 / 31}};

// What an answer says of the site; nothing if the proxy itself gave it (407: log in first).
std::optional<SiteAnswer::Outcome> outcome(std::int64_t status, std::int64_t bytes) {
  if (status == 407) {
    return std::nullopt;
  }
  const bool failed =
      status == 502 || status == 503 || status == 504 || (status == 0 && bytes == 0);
  return failed ? SiteAnswer::Outcome::failed : SiteAnswer::Outcome::well;
}

std::string node_name(const ServiceMap& services, const std::string& id) {
  const CauseNode* node = services.node(id);
  return node == nullptr ? id : node->name;
}

}  // namespace

OutageTracker::OutageTracker(const std::shared_ptr<const ServiceMap>& services,
                             OutageSettings settings)
    : settings_(settings) {
  for (const Site& site : services->sites) {
    sites_of_host_.emplace(ascii_lower(site.host), sites_.size());
    sites_.push_back({site, node_name(*services, site.provider), {}});
  }
  for (const Feed& feed : services->feeds) {
    feeds_.push_back({feed, node_name(*services, feed.module), {}, std::nullopt});
  }
}

OutageTracker::OutageTracker(const std::shared_ptr<const ServiceMap>& services,
                             OutageSettings settings, OutageTracker&& previous)
    : OutageTracker(services, settings) {
  take_over(std::move(previous));
}

void OutageTracker::observe(const Sighting& sighting, OrganisationCode observer,
                            RecordNumber record) {
  std::visit([&](const auto& what) { observe(what, sighting.time, observer, record); },
             sighting.what);
}

void OutageTracker::observe(const SiteSighting& site, TimePoint time, OrganisationCode observer,
                            RecordNumber record) {
  const auto seen = outcome(site.status, site.bytes);
  if (!seen) {
    return;
  }
  if (site.status < 0 || site.status > 999 || time < kEarliest || time > kLatest) {
    ++counts_.implausible;
    return;
  }
  if (time < watermark_) {
    ++counts_.late;
    return;
  }
  const auto [first, last] = sites_of_host_.equal_range(site.host);
  for (auto at = first; at != last; ++at) {
    hold({time, record, at->second}, observer,
         SiteAnswer{time, record, observer, static_cast<int>(site.status), *seen});
  }
}

void OutageTracker::observe(const FeedSighting& feed, TimePoint time, OrganisationCode observer,
                            RecordNumber record) {
  const auto watched = std::find_if(feeds_.begin(), feeds_.end(), [&](const WatchedFeed& w) {
    return w.feed.organisation == observer && w.feed.name == feed.name;
  });
  if (watched == feeds_.end()) {
    return;
  }
  const bool known_stage = feed.stage == "committed" || feed.stage == "reflected";
  if (!known_stage || !feed.sequence || *feed.sequence < 0 || time < kEarliest || time > kLatest) {
    ++counts_.implausible;
    return;
  }
  if (time < watermark_) {
    ++counts_.late;
  }
  hold({std::max(time, watermark_), record, static_cast<std::size_t>(watched - feeds_.begin())},
       observer,
       FeedStep{
           time, record, static_cast<std::uint64_t>(*feed.sequence),
           feed.stage == "committed" ? FeedStep::Stage::committed : FeedStep::Stage::reflected});
}

void OutageTracker::hold(const Turn& turn, OrganisationCode observer,
                         const Observation& observation) {
  std::size_t& held = waiting_of_[observer];
  if (held >= settings_.max_waiting) {
    ++counts_.dropped;
    return;
  }
  held += waiting_.emplace(turn, Waiting{observer, observation}).second ? 1 : 0;
}

void OutageTracker::advance(TimePoint watermark, std::vector<ServiceChange>& out) {
  std::move(orphans_.begin(), orphans_.end(), std::back_inserter(out));
  orphans_.clear();
  while (!waiting_.empty() && waiting_.begin()->first.time < watermark) {
    const auto next = waiting_.extract(waiting_.begin());
    const TimePoint now = next.key().time;
    const std::size_t service = next.key().service;
    --waiting_of_[next.mapped().observer];
    expire_feeds(now, out);
    std::visit([&](const auto& seen) { judge(service, now, seen, out); },
               next.mapped().observation);
  }
  expire_feeds(watermark, out);
  watermark_ = std::max(watermark_, watermark);
}

void OutageTracker::judge(std::size_t service, TimePoint /*now*/, const SiteAnswer& answer,
                          std::vector<ServiceChange>& out) {
  WatchedSite& watched = sites_[service];
  const SiteLimits limits{settings_.window, settings_.min_requests, settings_.min_observers};
  if (auto transition = watched.monitor.add(answer, limits)) {
    out.push_back(describe(watched, std::move(*transition)));
  }
}

void OutageTracker::judge(std::size_t service, TimePoint now, const FeedStep& step,
                          std::vector<ServiceChange>& out) {
  WatchedFeed& watched = feeds_[service];
  if (auto transition = watched.monitor.add(step, now, settings_.staleness_limit)) {
    out.push_back(describe(watched, std::move(*transition)));
  }
  schedule(service);
}

// A timer that is due goes before any observation after it, so that the order of changes does not
// depend on how far apart two calls of advance() lie.
void OutageTracker::expire_feeds(TimePoint before, std::vector<ServiceChange>& out) {
  while (!deadlines_.empty() && deadlines_.begin()->first < before) {
    const std::size_t feed = deadlines_.begin()->second;
    WatchedFeed& watched = feeds_[feed];
    out.push_back(describe(watched, watched.monitor.expire(settings_.staleness_limit)));
    schedule(feed);
  }
}

void OutageTracker::schedule(std::size_t feed) {
  WatchedFeed& watched = feeds_[feed];
  const auto deadline = watched.monitor.deadline(settings_.staleness_limit);
  if (deadline == watched.scheduled) {
    return;
  }
  if (watched.scheduled) {
    deadlines_.erase({*watched.scheduled, feed});
  }
  if (deadline) {
    deadlines_.emplace(*deadline, feed);
  }
  watched.scheduled = deadline;
}

template <typename Watched, typename Same>
std::vector<std::optional<std::size_t>> OutageTracker::carry_over(std::vector<Watched>& from,
                                                                  std::vector<Watched>& to,
                                                                  Same same) {
  std::vector<std::optional<std::size_t>> new_index(from.size());
  for (std::size_t old = 0; old < from.size(); ++old) {
    const auto at =
        std::find_if(to.begin(), to.end(), [&](const Watched& w) { return same(w, from[old]); });
    if (at != to.end()) {
      at->monitor = std::move(from[old].monitor);
      new_index[old] = static_cast<std::size_t>(at - to.begin());
    } else if (const auto onset = from[old].monitor.down_since()) {
      orphans_.push_back(
          describe(from[old], {ServiceChange::State::up, *onset, std::max(*onset, watermark_), 0,
                               "no longer watched"}));
    }
  }
  return new_index;
}

void OutageTracker::take_over(OutageTracker&& previous) {
  watermark_ = previous.watermark_;
  counts_ = previous.counts_;
  orphans_ = std::move(previous.orphans_);
  const auto new_site =
      carry_over(previous.sites_, sites_, [](const WatchedSite& a, const WatchedSite& b) {
        return a.site.organisation == b.site.organisation && a.site.host == b.site.host &&
               a.site.provider == b.site.provider;
      });
  const auto new_feed =
      carry_over(previous.feeds_, feeds_, [](const WatchedFeed& a, const WatchedFeed& b) {
        return a.feed.organisation == b.feed.organisation && a.feed.name == b.feed.name &&
               a.feed.module == b.feed.module;
      });
  for (std::size_t feed = 0; feed < feeds_.size(); ++feed) {
    schedule(feed);
  }
  for (const auto& [turn, waiting] : previous.waiting_) {
    const bool of_site = std::holds_alternative<SiteAnswer>(waiting.observation);
    if (const auto index = of_site ? new_site[turn.service] : new_feed[turn.service]) {
      hold({turn.time, turn.record, *index}, waiting.observer, waiting.observation);
    }
  }
}

OutageCounts OutageTracker::counts() const {
  OutageCounts counts = counts_;
  for (const WatchedFeed& watched : feeds_) {
    counts.dropped += watched.monitor.dropped();
  }
  return counts;
}

ServiceChange OutageTracker::describe(const WatchedSite& watched,
                                      ServiceTransition transition) const {
  return {transition.state,          IncidentKind::outage,
          watched.site.organisation, watched.site.host,
          watched.site.provider,     watched.provider_name,
          transition.onset,          transition.time,
          transition.record,         std::move(transition.evidence)};
}

ServiceChange OutageTracker::describe(const WatchedFeed& watched,
                                      ServiceTransition transition) const {
  return {transition.state,          IncidentKind::staleness,
          watched.feed.organisation, watched.feed.name,
          watched.feed.module,       watched.module_name,
          transition.onset,          transition.time,
          transition.record,         std::move(transition.evidence)};
}

}  // namespace yagura
