// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/retro_match.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "normalise/taxonomy.hpp"
#include "temporary_folder.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kReceived{std::chrono::seconds(1'772'000'000)};

std::string squid_line(const std::string& host) {
  return "1772000000.123     57 10.0.0.1 TCP_MISS/200 6295 GET http://" + host +
         "/a user1 HIER_DIRECT/192.0.2.7 text/html";
}

// A journal of three batches, an hour apart, in small segments.
void write_journal(const std::filesystem::path& folder) {
  auto journal = Journal::open({folder, 4096});
  REQUIRE(journal);
  for (int hour = 0; hour < 3; ++hour) {
    RecordBatch batch;
    batch.organisation = *OrganisationCode::parse("352021");
    batch.source = "proxy";
    batch.received = kReceived + hour * 1h;
    batch.add(squid_line("good.example"));
    batch.add("\x01 no record");
    batch.add(squid_line("h" + std::to_string(hour) + ".evil.example"));
    REQUIRE(journal->append({&batch, 1}));
    REQUIRE(journal->sync());
  }
}

}  // namespace

TEST_CASE("a journal is searched for what lists have learnt since", "[engine]") {
  const test::TemporaryFolder folder;
  write_journal(folder.path());
  RuleOptions rule_options;
  rule_options.resolver = sigma_field;
  const RuleLoad load = load_rule_text(
      "title: t\nid: bad\nindicator: {kind: domain, entries: [evil.example], source: feed}\n",
      "r.yaml", rule_options);
  REQUIRE(load.refused.empty());

  const auto search = [&](TimePoint since, TimePoint until) {
    RetroMatchOptions options;
    options.journal = folder.path();
    options.since = since;
    options.until = until;
    std::vector<std::string> lines;
    const RetroMatchCounts counts = match_journal(
        load.rules, options, [&](const RetroMatch& match) { lines.push_back(to_json(match)); });
    CHECK(counts.matched == lines.size());
    CHECK(counts.records == 3 * counts.matched);
    CHECK(counts.malformed == counts.matched);
    CHECK(counts.skipped_bytes == 0);
    return lines;
  };
  const auto all = search(TimePoint::min(), TimePoint::max());
  REQUIRE(all.size() == 3);
  CHECK(all[0] ==
        "{\"record\":3,\"organisation\":\"352021\",\"source\":\"proxy\","
        "\"time\":\"2026-02-25T06:13:20.123Z\",\"indicators\":[{\"rule\":\"bad\","
        "\"entry\":\"evil.example\",\"source\":\"feed\",\"field\":\"url.domain\","
        "\"value\":\"h0.evil.example\"}]}\n");
  CHECK(search(kReceived + 1h, kReceived + 2h) == std::vector<std::string>{all[1]});
  CHECK(search(kReceived + 2h, TimePoint::max()) == std::vector<std::string>{all[2]});
}
