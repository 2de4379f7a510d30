// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/retention_keeper.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <string>

#include "journal/journal.hpp"
#include "organisation_codes.hpp"
#include "temporary_folder.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kBegin{std::chrono::seconds(1'772'000'000)};

struct FixedClock final : Clock {
  TimePoint now() const override { return kBegin + 24h * 100; }
};

}  // namespace

TEST_CASE("an organisation's own retention goes before that of all", "[engine]") {
  Config config;
  config.journal.retention_age = 24h * 90;
  config.journal.retention_bytes = 1000;
  config.journal.replay_window = 72h;
  const auto codes = test::organisation_codes(2);
  Organisation plain;
  plain.code = codes[0];
  Organisation own;
  own.code = codes[1];
  own.retention_age = 24h * 400;
  own.retention_bytes = 0;
  config.organisations =
      std::make_shared<const OrganisationTable>(std::vector<Organisation>{plain, own});
  const RetentionRules rules = retention_settings(config).rules;
  CHECK(rules.otherwise.age == Duration(24h * 90));
  CHECK(rules.organisations.at(codes[0]).bytes == 1000);
  CHECK(rules.organisations.at(codes[1]).age == Duration(24h * 400));
  CHECK(rules.organisations.at(codes[1]).bytes == 0);
  CHECK(rules.replay_window == Duration(72h));
}

TEST_CASE("the keeper removes what is past its retention, and counts it", "[engine]") {
  const test::TemporaryFolder folder;
  const auto codes = test::organisation_codes(2);
  {
    auto journal = Journal::open({folder.path(), 1});
    REQUIRE(journal);
    for (int day = 0; day < 3; ++day) {
      RecordBatch batch;
      batch.organisation = codes[day == 0 ? 0 : 1];
      batch.source = "proxy";
      batch.received = kBegin + day * 24h;
      batch.add("record");
      REQUIRE(journal->append({&batch, 1}));
      REQUIRE(journal->sync());
    }
  }
  RetentionSettings settings;
  settings.organisations = std::make_shared<const OrganisationTable>();
  settings.rules.otherwise.age = 24h * 365;
  settings.rules.quarantine.age = 24h * 365;
  Metrics metrics;
  const FixedClock clock;
  std::promise<void> first;
  std::promise<void> second;
  int passes = 0;
  RetentionKeeper keeper(
      folder.path(), settings, clock,
      [&]() -> RecordNumber {
        if (++passes <= 2) {
          (passes == 1 ? first : second).set_value();
        }
        return 3;
      },
      metrics);
  first.get_future().wait();
  settings.rules.organisations[codes[0]].age = 24h;
  keeper.reload(settings);
  second.get_future().wait();
  keeper.reload(settings);  // a third pass, or the end of the second
  // stop() waits for the pass; only between two segments does it end one early.
  while (metrics.total("journal_removed_records_total") == 0) {
    std::this_thread::yield();
  }
  keeper.stop();
  CHECK(metrics.total("journal_removed_records_total") == 1);
  CHECK(metrics.total("journal_removed_bytes_total") > 0);
  CHECK(metrics.text().find("journal_removed_records_total{organisation=\"" + codes[0].to_string() +
                            "\"} 1") != std::string::npos);
  CHECK(segments_of(folder.path())->size() == 2);
}
