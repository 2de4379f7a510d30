// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <vector>

#include "doctor/certificate_checks.hpp"
#include "doctor/disk_checks.hpp"
#include "doctor/live_checks.hpp"
#include "doctor/sender_checks.hpp"
#include "organisation_codes.hpp"

namespace yagura {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const TimePoint kNow = TimePoint(days(20'500));

// Two bodies at one source.
struct Gateway {
  Gateway() {
    const auto codes = test::organisation_codes(2);
    config.organisations = std::make_shared<const OrganisationTable>(
        std::vector<Organisation>{{codes[0], "宇部市", "Ube City", OrganisationKind::city, ""},
                                  {codes[1], "萩市", "Hagi City", OrganisationKind::city, ""}});
    SourceConfig source;
    source.name = "proxy";
    source.lateness = minutes(2);
    source.organisations_by_address = {{*IpNetwork::parse("10.1.0.0/16"), codes[0]},
                                       {*IpNetwork::parse("10.2.0.0/16"), codes[1]}};
    config.sources.push_back(source);
  }
  std::string series(const char* name, std::size_t organisation, double value) const {
    return fmt::format("yagura_{}{{organisation=\"{}\",source=\"proxy\"}} {}\n", name,
                       config.organisations->all()[organisation].code.to_string(), value);
  }
  std::string heard(std::size_t organisation, seconds ago) const {
    return series("parse_last_received_timestamp_seconds", organisation,
                  std::chrono::duration<double>((kNow - ago).time_since_epoch()).count());
  }
  std::vector<Finding> silent(const std::string& metrics,
                              const std::set<std::string>& listening = {"proxy"}) const {
    std::vector<Finding> findings;
    check_sources(config, MetricsView::read(metrics), listening, kNow, hours(1), findings);
    return findings;
  }
  std::vector<Finding> clocks(double lag) const {
    std::vector<Finding> findings;
    check_clocks(config, MetricsView::read(series("parse_least_event_lag_seconds", 0, lag)),
                 findings);
    return findings;
  }
  Config config;
};

template <typename Look>
std::vector<Finding> found(Look look, const std::string& metrics) {
  std::vector<Finding> findings;
  look(MetricsView::read(metrics), findings);
  return findings;
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Every finding has both languages and a way out.
void check_whole(const Finding& finding) {
  for (const std::string* text :
       {&finding.what.ja, &finding.what.en, &finding.mend.ja, &finding.mend.en}) {
    CHECK_FALSE(text->empty());
  }
  CHECK(finding.what.ja != finding.what.en);
}

}  // namespace

TEST_CASE("senders that were heard within the time are no finding", "[doctor]") {
  const Gateway gateway;
  CHECK(gateway.silent(gateway.heard(0, minutes(59)) + gateway.heard(1, seconds(0))).empty());
}

TEST_CASE("a body that fell silent is named, and one that never sent as well", "[doctor]") {
  const Gateway gateway;
  for (const std::string& metrics :
       {gateway.heard(0, seconds(1)), gateway.heard(0, seconds(1)) + gateway.heard(1, hours(1))}) {
    const auto findings = gateway.silent(metrics);
    REQUIRE(findings.size() == 1);
    check_whole(findings[0]);
    CHECK(findings[0].subject == "proxy");
    CHECK(findings[0].grade == Grade::warning);
    CHECK(says(findings[0].what.ja, "1団体から60分以上何も届いていません: 萩市。"));
    CHECK(says(findings[0].what.en, "60 minutes or more from 1 bodies: Hagi City."));
  }
}

TEST_CASE("a source that is silent, or that the daemon does not listen for, is told once",
          "[doctor]") {
  const Gateway gateway;
  const auto never = gateway.silent("");
  REQUIRE(never.size() == 1);
  check_whole(never[0]);
  CHECK(never[0].what.en == "Nothing has ever come from this source.");
  const auto silent = gateway.silent(gateway.heard(0, hours(30)) + gateway.heard(1, hours(50)));
  REQUIRE(silent.size() == 1);
  CHECK(silent[0].what.ja == "この送信元からは30時間前から何も届いていません。");
  const auto absent = gateway.silent(gateway.heard(0, seconds(0)), {"another"});
  REQUIRE(absent.size() == 1);
  check_whole(absent[0]);
  CHECK(says(absent[0].what.en, "does not listen"));
}

TEST_CASE("a clock ahead or behind is told, jitter and queues are not", "[doctor]") {
  const Gateway gateway;
  for (const double lag : {-59.0, 0.0, 599.0}) {
    CHECK(gateway.clocks(lag).empty());
  }
  const auto ahead = gateway.clocks(-7200);
  REQUIRE(ahead.size() == 1);
  check_whole(ahead[0]);
  CHECK(says(ahead[0].what.ja, "宇部市の記録の時刻は受信より2時間進んでいます"));
  CHECK(says(ahead[0].what.en, "2 hours ahead of receipt"));
  const auto behind = gateway.clocks(32'400);
  REQUIRE(behind.size() == 1);
  check_whole(behind[0]);
  CHECK(says(behind[0].what.en, "9 hours behind receipt"));
}

TEST_CASE("what was dropped, cut off and turned away is told by source", "[doctor]") {
  CHECK(found(check_drops, "yagura_input_shed_records_total{source=\"a\"} 0\n").empty());
  const auto findings = found(
      check_drops,
      "yagura_input_dropped_datagrams_total{source=\"routers\"} 7\n"
      "yagura_input_shed_records_total{source=\"routers\",reason=\"queue full\"} 3\n"
      "yagura_input_truncated_records_total{source=\"routers\"} 2\n"
      "yagura_input_refused_connections_total{source=\"gw\",reason=\"unknown sender\"} 5\n"
      "yagura_input_refused_connections_total{source=\"gw\",reason=\"no certificate\"} 9\n"
      "yagura_input_refused_datagrams_total{source=\"routers\",reason=\"unknown sender\"} 1\n");
  REQUIRE(findings.size() == 5);
  for (const Finding& finding : findings) {
    check_whole(finding);
    CHECK(finding.check == Check::drops);
  }
  CHECK(says(findings[0].what.en, "dropped 7 datagrams"));
  CHECK(says(findings[1].what.en, "3 records were given up"));
  CHECK(says(findings[2].what.en, "2 records were too long"));
  CHECK(says(findings[3].what.en,
             "14 connections were turned away: no certificate (9), unknown sender (5)."));
}

TEST_CASE("dead letters are told by source, the most frequent reasons first", "[doctor]") {
  const std::string letters =
      "yagura_parse_malformed_records_total{source=\"fw\",reason=\"json: odd\"} 2\n"
      "yagura_parse_malformed_records_total{source=\"fw\",reason=\"no time\"} 30\n"
      "yagura_parse_malformed_records_total{source=\"fw\",reason=\"b\"} 3\n"
      "yagura_parse_malformed_records_total{source=\"fw\",reason=\"c\"} 4\n";
  const auto few =
      found(check_dead_letters, letters + "yagura_input_records_total{source=\"fw\"} 1e6\n");
  REQUIRE(few.size() == 1);
  check_whole(few[0]);
  CHECK(few[0].grade == Grade::notice);
  CHECK(says(few[0].what.en, "39 records became no event"));
  CHECK(says(few[0].what.en, "no time (30), c (4), b (3), ..."));
  const auto many =
      found(check_dead_letters, letters + "yagura_input_records_total{source=\"fw\"} 100\n");
  REQUIRE(many.size() == 1);
  CHECK(many[0].grade == Grade::warning);
}

TEST_CASE("what correlations forgot is told with the rule that lost most", "[doctor]") {
  CHECK(found(check_correlation, "").empty());
  const auto findings =
      found(check_correlation,
            "yagura_correlate_evicted_groups_total{rule=\"r1\",organisation=\"352021\"} 5\n"
            "yagura_correlate_evicted_groups_total{rule=\"r2\",organisation=\"352021\"} 6\n"
            "yagura_outage_dropped_observations_total 1\n");
  REQUIRE(findings.size() == 2);
  check_whole(findings[0]);
  CHECK(findings[0].subject == "r2");
  CHECK(says(findings[0].what.en, "11 groups of correlations were forgotten"));
}

TEST_CASE("a daemon that stands, refused a reload or refused rules says so", "[doctor]") {
  std::vector<Finding> findings;
  StatusView status;
  status.healthy = true;
  check_daemon(status, findings);
  check_refused_rules(status, findings);
  CHECK(findings.empty());
  status.healthy = false;
  status.reload_refused = true;
  status.refused_rules = 2;
  check_daemon(status, findings);
  check_refused_rules(status, findings);
  REQUIRE(findings.size() == 3);
  for (const Finding& finding : findings) {
    check_whole(finding);
  }
  CHECK(findings[0].grade == Grade::critical);
  CHECK(says(findings[2].what.en, "2 rules did not load"));
}

TEST_CASE("certificates are told 30, 14 and 7 days before they end", "[doctor]") {
  const auto judged = [](Duration left) {
    std::vector<Finding> findings;
    judge_certificate("gw", kNow + left, kNow, findings);
    return findings;
  };
  CHECK(judged(days(30)).empty());
  const std::vector<std::pair<Duration, Grade>> cases{
      {days(30) - seconds(1), Grade::notice},  {days(14), Grade::notice},
      {days(14) - seconds(1), Grade::warning}, {days(7), Grade::warning},
      {days(7) - seconds(1), Grade::critical}, {-days(1), Grade::critical}};
  for (const auto& [left, grade] : cases) {
    const auto findings = judged(left);
    REQUIRE(findings.size() == 1);
    check_whole(findings[0]);
    CHECK(findings[0].grade == grade);
  }
  CHECK(says(judged(days(3))[0].what.ja, "あと3日で切れます"));
  CHECK(says(judged(-days(1))[0].what.en, "The certificate ended on"));
}

TEST_CASE("the rate is that of the last day, whatever segments began when", "[doctor]") {
  CHECK_FALSE(bytes_a_day({}, kNow));
  CHECK_FALSE(bytes_a_day({{kNow - minutes(59), kNow, 1000}}, kNow));
  // Half a day old: twice as much in a day.
  CHECK(bytes_a_day({{kNow - hours(12), kNow, 1000}}, kNow) == Approx(2000));
  // Of a segment of ten days a tenth is of the last day; what was before does not count.
  CHECK(bytes_a_day({{kNow - days(30), kNow - days(10), 900'000}, {kNow - days(10), kNow, 1000}},
                    kNow) == Approx(100));
  CHECK(bytes_a_day({{kNow - days(30), kNow - days(2), 900'000}}, kNow) == Approx(0));
}

TEST_CASE("a disk is told by how many days it will last", "[doctor]") {
  const auto judged = [](std::uint64_t available, std::optional<double> rate) {
    std::vector<Finding> findings;
    judge_disk("/state", available, rate, findings);
    return findings;
  };
  constexpr std::uint64_t kGiB = 1ULL << 30;
  CHECK(judged(30 * kGiB, static_cast<double>(kGiB)).empty());
  CHECK(judged(29 * kGiB, static_cast<double>(kGiB)).at(0).grade == Grade::notice);
  CHECK(judged(13 * kGiB, static_cast<double>(kGiB)).at(0).grade == Grade::warning);
  const auto soon = judged(6 * kGiB, static_cast<double>(kGiB)).at(0);
  CHECK(soon.grade == Grade::critical);
  check_whole(soon);
  CHECK(says(soon.what.ja, "(1.0 GiB/日)では、あと6日で満杯になります(空き6.0 GiB)"));
  CHECK(judged(2 * kGiB, std::nullopt).empty());
  CHECK(judged(kGiB / 2, std::nullopt).at(0).grade == Grade::warning);
}

TEST_CASE("times are told in their largest unit", "[doctor]") {
  CHECK(span_text(seconds(119)).ja == "119秒");
  CHECK(span_text(minutes(2)).en == "2 minutes");
  CHECK(span_text(hours(47)).en == "47 hours");
  CHECK(span_text(days(2)).ja == "2日");
  CHECK(span_text(seconds(1)).en == "1 second");
}

}  // namespace yagura
