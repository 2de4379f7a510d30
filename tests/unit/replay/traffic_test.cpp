// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/traffic.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "prefecture.hpp"

namespace yagura {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// 2026-02-25 00:00 in Japan.
TimePoint midnight() {
  return *civil_time(2026, 2, 25, 0, 0, 0) - kJapanOffset;
}

Scenario day(Duration from = Duration(0), Duration to = hours(24)) {
  Scenario scenario;
  scenario.from = midnight() + from;
  scenario.to = midnight() + to;
  scenario.seed = 7;
  return scenario;
}

std::vector<ReplayRecord> all_records(const Scenario& scenario, const ServiceMap& services) {
  const OrganisationTable table = prefecture();
  Traffic traffic(scenario, table, services);
  std::vector<ReplayRecord> records;
  ReplayRecord record;
  while (traffic.next(record)) {
    records.push_back(record);
  }
  return records;
}

std::string digest(const Scenario& scenario) {
  DigestBuilder builder;
  for (const ReplayRecord& record : all_records(scenario, prefecture_services())) {
    builder.add(static_cast<std::uint64_t>(record.time.time_since_epoch().count()));
    builder.add(std::uint64_t{record.organisation}).add(record.host).add(record.text);
  }
  return builder.finish().hex();
}

bool has(const ReplayRecord& record, std::string_view text) {
  return record.text.find(text) != std::string::npos;
}

std::uint64_t sequence(const ReplayRecord& record) {
  return std::stoull(record.text.substr(record.text.find("\"sequence\":") + 11));
}

// What became of one organisation's updates.
struct FeedDay {
  std::map<std::uint64_t, TimePoint> committed;
  std::map<std::uint64_t, TimePoint> reflected;
  int carried = 0;

  Duration longest() const {
    Duration longest{0};
    for (const auto& [number, time] : committed) {
      const auto found = reflected.find(number);
      longest = std::max(longest, found == reflected.end() ? hours(24) : found->second - time);
    }
    return longest;
  }
};

FeedDay feed_day(const std::vector<ReplayRecord>& records, std::string_view name) {
  const OrganisationTable table = prefecture();
  FeedDay result;
  for (const ReplayRecord& record : records) {
    if (table.all()[record.organisation].name != name) {
      continue;
    }
    if (record.kind == ReplayKind::feed) {
      auto& times = has(record, "\"stage\":\"committed\"") ? result.committed : result.reflected;
      times[sequence(record)] = record.time;
    } else if (has(record, " POST https://relay.konbini-link.example.jp/")) {
      CHECK(has(record, "TCP_MISS/200 "));
      ++result.carried;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("the same seed gives the same bytes, another seed others", "[replay]") {
  Scenario scenario = day(hours(8), hours(10));
  const std::string first = digest(scenario);
  CHECK(digest(scenario) == first);
  // Written down, so that another compiler or library is compared with this one.
  CHECK(first == "c03f9f20ec7d0a39936c465042fe5754");
  scenario.seed = 8;
  CHECK(digest(scenario) != first);
}

TEST_CASE("a whole day is in order of time and of the expected size", "[replay]") {
  const Scenario scenario = day();
  const auto records = all_records(scenario, prefecture_services());
  CHECK(records.size() > 60'000);
  CHECK(records.size() < 120'000);
  TimePoint before = scenario.from;
  bool ordered = true;
  std::map<ReplayKind, int> kinds;
  std::set<std::size_t> organisations;
  for (const ReplayRecord& record : records) {
    ordered = ordered && before <= record.time && record.time < scenario.to;
    before = record.time;
    ++kinds[record.kind];
    organisations.insert(record.organisation);
    if (record.text.find_first_of("\r\n") != std::string::npos || record.host.empty()) {
      FAIL("not one line: " << record.text);
    }
  }
  CHECK(ordered);
  CHECK(organisations.size() == 20);
  CHECK(kinds[ReplayKind::proxy] > 40'000);
  CHECK(kinds[ReplayKind::endpoint] > 8'000);
  CHECK(kinds[ReplayKind::feed] > 1'000);
}

TEST_CASE("scale changes browsing, not the requests that outages are judged by", "[replay]") {
  const auto count = [](std::uint32_t permille) {
    Scenario scenario = day(hours(9), hours(10));
    scenario.scale_permille = permille;
    std::pair<int, int> counts;
    for (const ReplayRecord& record : all_records(scenario, prefecture_services())) {
      ++(has(record, " https://www.org") ? counts.first : counts.second);
    }
    return counts;
  };
  CHECK(count(100).first == count(2'000).first);
  CHECK(count(100).second * 5 < count(2'000).second);
}

TEST_CASE("ordinary traffic holds what an office's does", "[replay]") {
  const auto records = all_records(day(), prefecture_services());
  const auto check = [&](std::string_view text, int at_least) {
    int found = 0;
    for (const ReplayRecord& record : records) {
      found += has(record, text) ? 1 : 0;
    }
    CAPTURE(text);
    CHECK(found >= at_least);
  };
  check("TCP_TUNNEL/200", 5'000);
  check("TCP_DENIED/407", 200);
  check("/304 ", 1'000);
  check("/404 ", 500);
  check("TCP_MISS/503", 5);
  check("TCP_MISS/504", 5);
  check("CONNECT chatgpt.com:443", 2);
  check("-EncodedCommand RwBlAHQA", 2);
  check("wbadmin start backup", 20);
  check("vssadmin list shadows", 20);
  for (const char* id : {"1,", "3,", "11,", "4624,", "4625,", "4688,"}) {
    check(std::string("{\"EventID\":") + id, 100);
  }
}

TEST_CASE("mistyped passwords stay far below a brute-force threshold", "[replay]") {
  std::map<std::pair<std::string, std::int64_t>, int> failures;
  for (const ReplayRecord& record : all_records(day(), prefecture_services())) {
    if (has(record, "\"EventID\":4625")) {
      ++failures[{record.host, record.time.time_since_epoch() / minutes(10)}];
    }
  }
  CHECK(failures.size() > 50);
  for (const auto& [where, count] : failures) {
    CHECK(count <= 3);
  }
}

TEST_CASE("clients have the addresses of their organisation", "[replay]") {
  for (const ReplayRecord& record :
       all_records(day(hours(9), hours(9) + minutes(20)), prefecture_services())) {
    if (record.kind == ReplayKind::proxy) {
      const std::string prefix = " 10." + std::to_string(10 + record.organisation) + ".";
      if (!has(record, prefix)) {
        FAIL(record.text << " lacks" << prefix);
      }
    }
  }
  const TrafficProfile nagato = make_profiles(prefecture())[9];
  CHECK(nagato.short_name == "nagato");
  CHECK(client_address(nagato, 0) == "10.19.0.20");
}

TEST_CASE("every site is asked by several other organisations all day", "[replay]") {
  const OrganisationTable table = prefecture();
  // Per site and five minutes: how many requests, and from whom.
  std::map<std::pair<std::string, std::int64_t>, std::vector<std::size_t>> requests;
  for (const ReplayRecord& record : all_records(day(), prefecture_services())) {
    const std::size_t at = record.text.find(" https://www.org");
    if (at != std::string::npos) {
      const std::string host =
          record.text.substr(at + 9, std::string("www.org350001.example").size());
      requests[{host, (record.time - midnight()) / minutes(5)}].push_back(record.organisation);
    }
  }
  const auto check = [&](int from_hour, int from_minute, int to_hour, int to_minute,
                         std::size_t at_least) {
    for (const Organisation& owner : table.all()) {
      const auto self = static_cast<std::size_t>(&owner - table.all().data());
      for (std::int64_t window = from_hour * 12 + from_minute / 5;
           window < to_hour * 12 + to_minute / 5; ++window) {
        const auto& seen = requests[{site_host(owner), window}];
        const std::set<std::size_t> observers(seen.begin(), seen.end());
        if (seen.size() < at_least || observers.size() < 2 || observers.contains(self)) {
          FAIL(owner.name << ", window " << window << ": " << seen.size() << " requests of "
                          << observers.size() << " organisations");
        }
      }
    }
  };
  check(8, 30, 17, 15, 10);
  check(6, 0, 22, 30, 6);
}

TEST_CASE("requests fail exactly while the scenario says so", "[replay]") {
  const auto check = [](Symptom symptom, std::string_view expected) {
    Scenario scenario = day(hours(12), hours(14));
    const std::string host = site_host(prefecture().all()[4]);
    scenario.site_outages = {{host, symptom, midnight() + hours(12) + minutes(30),
                              midnight() + hours(13) + minutes(10)}};
    int failed = 0;
    for (const ReplayRecord& record : all_records(scenario, prefecture_services())) {
      if (!has(record, " https://www.org")) {
        continue;
      }
      const bool down = has(record, host) && record.time >= scenario.site_outages[0].onset &&
                        record.time < scenario.site_outages[0].recovery;
      failed += down ? 1 : 0;
      if (down != has(record, expected)) {
        FAIL(record.text);
      }
      if (!down && (has(record, "/50") || has(record, "/000 "))) {
        FAIL("fails without a reason: " << record.text);
      }
    }
    CHECK(failed >= 80);
  };
  check(Symptom::timeout, " TCP_MISS/504 ");
  check(Symptom::reset, " TCP_MISS/503 ");
  check(Symptom::http_503, " TCP_MISS/503 512 ");
  check(Symptom::aborted, " TCP_MISS_ABORTED/000 0 ");
  check(Symptom::certificate, " NONE_NONE/503 ");
}

TEST_CASE("updates are reflected within 90 seconds on an ordinary day", "[replay]") {
  const auto records = all_records(day(), prefecture_services());
  for (const char* name : {"宇部市", "岩国市", "下関市", "山陽小野田市"}) {
    const FeedDay feed = feed_day(records, name);
    CAPTURE(name);
    CHECK(feed.committed.size() >= 40);
    CHECK(feed.committed.size() <= 300);
    CHECK(feed.reflected.size() == feed.committed.size());
    CHECK(feed.carried == static_cast<int>(feed.committed.size()));
    CHECK(feed.longest() <= seconds(90));
    CHECK(feed.committed.begin()->second - midnight() >= hours(8) + minutes(30));
    CHECK(feed.committed.rbegin()->second - midnight() < hours(17) + minutes(15));
    // Numbers are without gaps.
    CHECK(feed.committed.rbegin()->first - feed.committed.begin()->first + 1 ==
          feed.committed.size());
  }
  CHECK(feed_day(records, "美祢市").committed.empty());
}

TEST_CASE("a stalled feed goes on committing and catches up within two minutes", "[replay]") {
  Scenario scenario = day(hours(6), hours(18));
  const OrganisationCode ube = prefecture().find_by_name("宇部市")->code;
  const TimePoint fix = midnight() + hours(16) + minutes(40);
  scenario.feed_stalls = {{ube, "certificate-updates", midnight() + hours(6), fix}};
  const auto records = all_records(scenario, prefecture_services());
  const FeedDay feed = feed_day(records, "宇部市");
  REQUIRE(feed.reflected.size() == feed.committed.size());
  CHECK(feed.carried == static_cast<int>(feed.committed.size()));
  CHECK(feed.committed.begin()->second - midnight() < hours(8) + minutes(31));
  CHECK(feed.reflected.begin()->second >= fix);
  for (const auto& [number, time] : feed.committed) {
    if (time < fix) {
      CHECK(feed.reflected.at(number) <= fix + minutes(2));
    }
  }
  CHECK(feed_day(records, "防府市").longest() <= seconds(90));
}

TEST_CASE("a quiet feed says nothing, a late batch stays within its delay", "[replay]") {
  Scenario scenario = day(hours(6), hours(18));
  const OrganisationTable table = prefecture();
  scenario.quiet_feeds = {{table.find_by_name("山口市")->code, "certificate-updates"}};
  scenario.late_batches = {{table.find_by_name("周南市")->code, "certificate-updates",
                            midnight() + hours(10) + minutes(12), minutes(9)}};
  const auto records = all_records(scenario, prefecture_services());
  CHECK(feed_day(records, "山口市").committed.empty());
  CHECK(feed_day(records, "山口市").carried == 0);
  const FeedDay late = feed_day(records, "周南市");
  CHECK(late.longest() >= minutes(9));
  CHECK(late.longest() <= minutes(9) + seconds(20));
}

TEST_CASE("authored records stand among the others at their time", "[replay]") {
  Scenario scenario = day(hours(9), hours(10));
  const OrganisationCode nagato = prefecture().find_by_name("長門市")->code;
  const TimePoint at = midnight() + hours(9) + minutes(30);
  scenario.records = {{at, nagato, "nagato-fs01", "{\"EventID\":1102}"}, {at, nagato, "", "raw"}};
  std::vector<ReplayRecord> found;
  for (const ReplayRecord& record : all_records(scenario, prefecture_services())) {
    if (record.text == "{\"EventID\":1102}" || record.text == "raw") {
      found.push_back(record);
    }
  }
  REQUIRE(found.size() == 2);
  CHECK(found[0].time == at);
  CHECK(found[0].organisation == 9);
  CHECK(found[0].host == "nagato-fs01");
  CHECK(found[0].kind == ReplayKind::endpoint);
  CHECK(found[1].host == "nagato-proxy01");
  CHECK(found[1].kind == ReplayKind::proxy);
}

}  // namespace yagura
