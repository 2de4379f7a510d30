// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/outage_tracker.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace yagura {
namespace {

constexpr TimePoint kEarliest{};  // 1970
constexpr TimePoint kLatest{std::chrono::sys_days{std::chrono::year(9999) / 12 / 31}};
constexpr std::size_t kMaxHostLength = 253;  // RFC 1035 section 2.3.4, without the last dot

std::optional<std::int64_t> number(const Value* value) {
  if (value == nullptr) {
    return std::nullopt;
  }
  if (const auto* integer = std::get_if<std::int64_t>(value)) {
    return *integer;
  }
  const auto* text = std::get_if<std::string_view>(value);
  if (text == nullptr || text->empty()) {
    return std::nullopt;
  }
  std::int64_t parsed = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
  return error == std::errc() && end == text->data() + text->size() ? std::optional(parsed)
                                                                    : std::nullopt;
}

// What an answer says of the site; nothing if the proxy itself gave it (407: log in first).
std::optional<SiteAnswer::Outcome> outcome(std::int64_t status, std::int64_t bytes) {
  if (status == 407) {
    return std::nullopt;
  }
  const bool failed =
      status == 502 || status == 503 || status == 504 || (status == 0 && bytes == 0);
  return failed ? SiteAnswer::Outcome::failed : SiteAnswer::Outcome::well;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
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
    sites_of_host_.emplace(lower(site.host), sites_.size());
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

void OutageTracker::observe(const Event& event, OrganisationCode observer, RecordNumber record) {
  if (!observe_site(event, observer, record)) {
    observe_feed(event, observer, record);
  }
}

bool OutageTracker::observe_site(const Event& event, OrganisationCode observer,
                                 RecordNumber record) {
  std::string_view host = event.text(Field::url_domain);
  if (host.empty()) {
    host = event.text(Field::destination_domain);
  }
  if (host.ends_with('.')) {
    host.remove_suffix(1);
  }
  if (host.empty() || host.size() > kMaxHostLength) {
    return false;
  }
  std::array<char, kMaxHostLength> buffer{};  // no allocation: most hosts are not watched
  std::transform(host.begin(), host.end(), buffer.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto [first, last] =
      sites_of_host_.equal_range(std::string_view(buffer.data(), host.size()));
  const auto status = number(event.find(Field::http_response_status_code));
  if (first == last || !status) {
    return false;
  }
  const auto seen = outcome(*status, number(event.find(Field::http_response_bytes)).value_or(0));
  if (!seen) {
    return true;
  }
  if (*status < 0 || *status > 999 || event.time < kEarliest || event.time > kLatest) {
    ++counts_.implausible;
    return true;
  }
  if (event.time < watermark_) {
    ++counts_.late;
    return true;
  }
  for (auto at = first; at != last; ++at) {
    hold({event.time, record, at->second}, observer,
         SiteAnswer{event.time, record, observer, static_cast<int>(*status), *seen});
  }
  return true;
}

void OutageTracker::observe_feed(const Event& event, OrganisationCode observer,
                                 RecordNumber record) {
  const std::string_view name = event.text(Field::feed_name);
  if (name.empty()) {
    return;
  }
  const auto watched = std::find_if(feeds_.begin(), feeds_.end(), [&](const WatchedFeed& w) {
    return w.feed.organisation == observer && w.feed.name == name;
  });
  if (watched == feeds_.end()) {
    return;
  }
  const std::string_view stage = event.text(Field::feed_stage);
  const auto sequence = number(event.find(Field::feed_sequence));
  const bool known_stage = stage == "committed" || stage == "reflected";
  if (!known_stage || !sequence || *sequence < 0 || event.time < kEarliest ||
      event.time > kLatest) {
    ++counts_.implausible;
    return;
  }
  if (event.time < watermark_) {
    ++counts_.late;
  }
  hold({std::max(event.time, watermark_), record,
        static_cast<std::size_t>(watched - feeds_.begin())},
       observer,
       FeedStep{event.time, record, static_cast<std::uint64_t>(*sequence),
                stage == "committed" ? FeedStep::Stage::committed : FeedStep::Stage::reflected});
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
