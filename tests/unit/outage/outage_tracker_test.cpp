// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "outage/outage_tracker.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace yagura {
namespace {

using std::chrono::seconds;

OrganisationCode code(std::string_view text) {
  return OrganisationCode::parse(text).value();
}
const OrganisationCode kA = code("352012");
const OrganisationCode kB = code("352021");
const OrganisationCode kC = code("352039");

TimePoint at(int second) {
  return TimePoint{} + std::chrono::hours(24) + seconds(second);
}

ServiceMap service_map() {
  ServiceMap map;
  map.nodes = {{"cloud", "架空クラウド"}, {"module-4", "連携モジュール4"}};
  map.sites = {{kA, "www.a.example", "cloud"}, {kB, "www.b.example", "cloud"}};
  map.feeds = {{kA, "certificates", "module-4"}, {kB, "certificates", "module-4"}};
  return map;
}
std::shared_ptr<const ServiceMap> services() {
  return std::make_shared<ServiceMap>(service_map());
}

struct Seen {
  int second = 0;
  OrganisationCode observer;
  RecordNumber record = 0;
  std::string host;         // or the stage of a feed
  std::int64_t status = 0;  // or the sequence
};

void observe(OutageTracker& tracker, const Event& event, OrganisationCode observer,
             RecordNumber record) {
  if (const auto sighting = SightingReader(*services()).read(event)) {
    tracker.observe(*sighting, observer, record);
  }
}

void show(OutageTracker& tracker, const Seen& seen, std::int64_t bytes = 0) {
  Arena arena;
  Event event(arena);
  event.time = at(seen.second);
  if (seen.host == "committed" || seen.host == "reflected") {
    event.add(Field::feed_name, "certificates");
    event.add(Field::feed_stage, std::string_view(seen.host));
    event.add(Field::feed_sequence, seen.status);
  } else {
    event.add(Field::url_domain, std::string_view(seen.host));
    event.add(Field::http_response_status_code, seen.status);
    event.add(Field::http_response_bytes, bytes);
  }
  observe(tracker, event, seen.observer, seen.record);
}

std::string text(const std::vector<ServiceChange>& changes) {
  std::string out;
  for (const ServiceChange& c : changes) {
    out +=
        fmt::format("{} {} {} {} on {} since {}\n", (c.time - at(0)) / seconds(1),
                    c.state == ServiceChange::State::down ? "down" : "up",
                    c.organisation.to_string(), c.service, c.node, (c.onset - at(0)) / seconds(1));
  }
  return out;
}

std::vector<Seen> two_sites_fail() {
  std::vector<Seen> seen;
  RecordNumber record = 0;
  const std::vector<OrganisationCode> observers = {kA, kB, kC};
  for (int second = 0; second < 1200; second += 7) {
    const OrganisationCode observer = observers[static_cast<std::size_t>(second) % 3];
    const bool fails = second >= 300 && second < 900;
    seen.push_back({second, observer, ++record, "www.a.example", fails ? 503 : 200});
    seen.push_back({second + 1, observer, ++record, "www.b.example", fails ? 504 : 304});
    seen.push_back({second + 2, kB, ++record, "committed", second});
    if (second < 60) {
      seen.push_back({second + 5, kB, ++record, "reflected", second});
    }
  }
  return seen;
}

const char* const kTwoSitesFail =
    "448 down 352012 www.a.example on cloud since 301\n"
    "449 down 352021 www.b.example on cloud since 302\n"
    "903 up 352012 www.a.example on cloud since 301\n"
    "904 up 352021 www.b.example on cloud since 302\n"
    "965 down 352021 certificates on module-4 since 65\n";

}  // namespace

TEST_CASE("sites and feeds are judged by what all organisations saw", "[outage]") {
  OutageTracker tracker(services(), {});
  for (const Seen& seen : two_sites_fail()) {
    show(tracker, seen);
  }
  std::vector<ServiceChange> changes;
  tracker.advance(TimePoint::max(), changes);
  CHECK(text(changes) == kTwoSitesFail);
  REQUIRE_FALSE(changes.empty());
  CHECK(changes[0].node_name == "架空クラウド");
  CHECK(changes[4].kind == IncidentKind::staleness);
}

TEST_CASE("arrival shuffled within the lateness gives the same changes", "[outage]") {
  const int lateness = 120;
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<int, Seen>> arrivals;
    for (const Seen& seen : two_sites_fail()) {
      arrivals.emplace_back(seen.second + static_cast<int>(random() % lateness), seen);
    }
    std::stable_sort(arrivals.begin(), arrivals.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    OutageTracker tracker(services(), {});
    std::vector<ServiceChange> changes;
    int newest = 0;
    for (const auto& [arrival, seen] : arrivals) {
      show(tracker, seen);
      newest = std::max(newest, seen.second);
      if (random() % 4 == 0) {
        tracker.advance(at(newest - lateness), changes);
      }
    }
    tracker.advance(TimePoint::max(), changes);
    INFO("seed " << seed);
    CHECK(text(changes) == kTwoSitesFail);
    CHECK(tracker.counts().late == 0);
  }
}

TEST_CASE("which answers count, and as what", "[outage]") {
  const auto check = [](const char* host, std::int64_t status, std::int64_t bytes,
                        const char* expected) {
    OutageTracker tracker(services(), {});
    for (int i = 0; i < 6; ++i) {
      show(tracker, {i, i % 2 == 0 ? kA : kC, static_cast<RecordNumber>(i + 1), host, status},
           bytes);
    }
    std::vector<ServiceChange> changes;
    tracker.advance(at(100), changes);
    INFO(host << ' ' << status);
    CHECK(text(changes) == expected);
  };
  const char* const down = "4 down 352012 www.a.example on cloud since 0\n";
  check("www.a.example", 502, 300, down);
  check("www.a.example", 503, 300, down);
  check("www.a.example", 504, 0, down);
  check("www.a.example", 0, 0, down);
  check("WWW.A.Example.", 503, 0, down);
  check("www.a.example", 0, 1200, "");
  check("www.a.example", 500, 0, "");
  check("www.a.example", 407, 0, "");
  check("www.a.example", -503, 0, "");
  check("a.example", 503, 0, "");
  check(std::string(300, 'w').c_str(), 503, 0, "");
}

TEST_CASE("an answer of the proxy itself says nothing of the site", "[outage]") {
  OutageTracker tracker(services(), {});
  RecordNumber record = 0;
  for (int i = 0; i < 30; ++i) {
    show(tracker, {i, i % 2 == 0 ? kA : kC, ++record, "www.a.example", i % 3 == 2 ? 503 : 407});
  }
  std::vector<ServiceChange> changes;
  tracker.advance(at(100), changes);
  CHECK(text(changes) == "14 down 352012 www.a.example on cloud since 2\n");
}

TEST_CASE("what comes too late is counted; a late reflection still takes effect", "[outage]") {
  OutageTracker tracker(services(), {});
  std::vector<ServiceChange> changes;
  show(tracker, {0, kA, 1, "committed", 1});
  tracker.advance(at(600), changes);
  for (RecordNumber record = 2; record < 12; ++record) {
    show(tracker, {100, record % 2 == 0 ? kA : kB, record, "www.a.example", 503});
  }
  CHECK(tracker.counts().late == 10);
  show(tracker, {5, kA, 12, "reflected", 1});
  CHECK(tracker.counts().late == 11);
  tracker.advance(at(5000), changes);
  CHECK(text(changes).empty());
}

TEST_CASE("a feed belongs to the organisation whose records tell of it", "[outage]") {
  OutageTracker tracker(services(), {});
  std::vector<ServiceChange> changes;
  show(tracker, {0, kA, 1, "committed", 1});
  show(tracker, {1, kB, 2, "reflected", 1});
  show(tracker, {2, kC, 3, "committed", 1});
  tracker.advance(at(901), changes);
  CHECK(text(changes) == "900 down 352012 certificates on module-4 since 0\n");
}

TEST_CASE("hostile numbers and times are counted, not believed", "[outage]") {
  OutageTracker tracker(services(), {});
  Arena arena;
  Event event(arena);
  event.time = TimePoint::max();
  event.add(Field::url_domain, std::string_view("www.a.example"));
  event.add(Field::http_response_status_code, std::string_view("503"));
  observe(tracker, event, kA, 1);
  event.clear();
  event.time = TimePoint::min();
  event.add(Field::feed_name, std::string_view("certificates"));
  event.add(Field::feed_stage, std::string_view("committed"));
  event.add(Field::feed_sequence, std::int64_t{1});
  observe(tracker, event, kA, 2);
  show(tracker, {0, kA, 3, "committed", -1});
  CHECK(tracker.counts().implausible == 3);
  std::vector<ServiceChange> changes;
  tracker.advance(TimePoint::max(), changes);
  CHECK(changes.empty());
}

TEST_CASE("one organisation's flood does not push out what others saw", "[outage]") {
  OutageSettings settings;
  settings.max_waiting = 8;
  OutageTracker tracker(services(), settings);
  RecordNumber record = 0;
  for (int i = 0; i < 1000; ++i) {
    show(tracker, {i, kC, ++record, "www.a.example", 200});
  }
  CHECK(tracker.counts().dropped == 992);
  for (int i = 500; i < 508; ++i) {
    show(tracker, {i, i % 2 == 0 ? kA : kB, ++record, "www.a.example", 503});
  }
  std::vector<ServiceChange> changes;
  tracker.advance(TimePoint::max(), changes);
  CHECK(text(changes) == "504 down 352012 www.a.example on cloud since 500\n");
}

TEST_CASE("a reload keeps what is known of services that stay", "[outage]") {
  const std::vector<Seen> all = two_sites_fail();
  for (std::size_t cut = 0; cut < all.size(); cut += 13) {
    OutageTracker first(services(), {});
    std::vector<ServiceChange> changes;
    for (std::size_t i = 0; i < cut; ++i) {
      show(first, all[i]);
      first.advance(at(all[i].second - 20), changes);
    }
    ServiceMap turned = service_map();
    std::reverse(turned.sites.begin(), turned.sites.end());
    std::reverse(turned.feeds.begin(), turned.feeds.end());
    OutageTracker second(std::make_shared<ServiceMap>(turned), {}, std::move(first));
    for (std::size_t i = cut; i < all.size(); ++i) {
      show(second, all[i]);
    }
    second.advance(TimePoint::max(), changes);
    INFO("cut at " << cut);
    CHECK(text(changes) == kTwoSitesFail);
  }
}

TEST_CASE("a service that is down and no longer watched is told to be up", "[outage]") {
  OutageTracker first(services(), {});
  std::vector<ServiceChange> changes;
  for (const Seen& seen : two_sites_fail()) {
    show(first, seen);
  }
  first.advance(at(600), changes);
  changes.clear();
  ServiceMap fewer = service_map();
  fewer.sites.erase(fewer.sites.begin());
  OutageTracker second(std::make_shared<ServiceMap>(fewer), {}, std::move(first));
  second.advance(at(601), changes);
  CHECK(text(changes) == "600 up 352012 www.a.example on cloud since 301\n");
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].evidence == "no longer watched");
}

}  // namespace yagura
