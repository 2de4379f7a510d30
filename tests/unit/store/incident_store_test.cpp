// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "store/incident_store.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "store/schema.hpp"

namespace yagura {
namespace {

namespace fs = std::filesystem;
using Access = IncidentStore::Access;

// A folder of its own for each test case, removed at its end.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (fs::temp_directory_path() / "yagura-store-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

IncidentStore opened(const fs::path& path, Access access = Access::read_write) {
  auto store = IncidentStore::open(path, access);
  INFO((store ? std::string() : store.error().text()));
  REQUIRE(store);
  return std::move(*store);
}

std::string error_of(const fs::path& path, Access access = Access::read_write) {
  const auto store = IncidentStore::open(path, access);
  return store ? "opened" : store.error().text();
}

OrganisationCode code(std::string_view text) {
  return OrganisationCode::parse(text).value();
}

TimePoint at(int minute) {
  return TimePoint{} + std::chrono::hours(1000) + std::chrono::minutes(minute);
}

Alert alert(const std::string& id, int minute, const std::string& incident = "") {
  Alert out;
  out.id = id;
  out.organisation = code("352021");
  out.rule_id = "rule";
  out.title = "Title";
  out.title_ja = "題名";
  out.level = Level::critical;
  out.ipa_rank = 10;
  out.tactics = {"execution", "impact"};
  out.techniques = {"T1490"};
  out.response_ja = {"端末を切り離す", "\"quoted\"\n"};
  out.key = std::string("host=a\0b", 8);
  out.entities = {{Entity::Kind::address, "192.0.2.1"}, {Entity::Kind::user, "taro"}};
  out.summary = "cmd \xff\xfe '; DROP TABLE alerts; --";
  out.first_seen = at(minute);
  out.last_seen = at(minute + 5);
  out.count = 7;
  out.incident_id = incident;
  return out;
}

Incident incident(const std::string& id, int minute) {
  Incident out;
  out.id = id;
  out.kind = IncidentKind::staleness;
  out.title = "Title";
  out.title_ja = "件名";
  out.cause = "原因";
  out.cause_node = "module-4";
  out.level = Level::high;
  out.ipa_rank = 3;
  out.stages = {"execution"};
  out.current = {code("352021")};
  out.maximum = {code("352021"), code("353051")};
  out.entities = {{Entity::Kind::host, "pc1"}};
  out.onset = at(minute);
  out.detected = at(minute + 1);
  out.updated = at(minute + 2);
  out.alert_ids = {"a1", "a2"};
  return out;
}

std::string text(const Alert& a) {
  std::string out = fmt::format("{} {} {} {} {} {} {} {} [{}] [{}] [{}] {} ", a.sequence, a.id,
                                a.organisation.to_string(), a.rule_id, a.title, a.title_ja,
                                to_string(a.level), a.ipa_rank, fmt::join(a.tactics, "|"),
                                fmt::join(a.techniques, "|"), fmt::join(a.response_ja, "|"), a.key);
  for (const Entity& entity : a.entities) {
    out += fmt::format("{}:{} ", static_cast<int>(entity.kind), entity.value);
  }
  return out + fmt::format("{} {} {} {} {} {}", a.summary, to_rfc3339(a.first_seen),
                           to_rfc3339(a.last_seen), a.count, a.incident_id,
                           a.recovered ? to_rfc3339(*a.recovered) : "lasts");
}

std::string text(const Incident& i) {
  std::string out =
      fmt::format("{} {} {} {} {} {} {} {} [{}] ", i.id, to_string(i.kind), i.title, i.title_ja,
                  i.cause, i.cause_node, to_string(i.level), i.ipa_rank, fmt::join(i.stages, "|"));
  for (const auto* codes : {&i.current, &i.maximum}) {
    for (const OrganisationCode member : *codes) {
      out += member.to_string() + ",";
    }
    out += ' ';
  }
  for (const Entity& entity : i.entities) {
    out += fmt::format("{}:{} ", static_cast<int>(entity.kind), entity.value);
  }
  return out + fmt::format("{} {} {} {} [{}] {}", to_rfc3339(i.onset),
                           i.recovered ? to_rfc3339(*i.recovered) : "lasts", to_rfc3339(i.detected),
                           to_rfc3339(i.updated), fmt::join(i.alert_ids, "|"), i.merged_into);
}

std::string ids(const Result<std::vector<Alert>>& alerts) {
  REQUIRE(alerts);
  std::string out;
  for (const Alert& a : *alerts) {
    out += fmt::format("{}{}", a.id, a.sequence) + " ";
  }
  return out;
}

std::string ids(const Result<std::vector<Incident>>& incidents) {
  REQUIRE(incidents);
  std::string out;
  for (const Incident& i : *incidents) {
    out += i.id + " ";
  }
  return out;
}

void execute(const fs::path& path, const std::string& sql) {
  const auto database = Database::open(path, Access::read_write);
  REQUIRE(database);
  REQUIRE(database->execute(sql));
}

}  // namespace

TEST_CASE("what was committed is there again after reopening", "[store]") {
  const TempFolder folder;
  Alert a = alert("a1", 0, "i1");
  a.recovered = at(9);
  Incident i = incident("i1", 0);
  i.recovered = at(9);
  i.merged_into = "i0";
  {
    IncidentStore store = opened(folder / "s.db");
    CHECK(store.last_processed() == 0U);
    REQUIRE(store.commit(std::vector{a, alert("a2", 1)}, std::vector{i}, 42));
  }
  IncidentStore store = opened(folder / "s.db");
  CHECK(store.last_processed() == 42U);
  const auto alerts = store.alerts_after(0, 100);
  REQUIRE(alerts);
  REQUIRE(alerts->size() == 2);
  a.sequence = 1;
  CHECK(text((*alerts)[0]) == text(a));
  Alert second = alert("a2", 1);
  second.sequence = 2;
  CHECK(text((*alerts)[1]) == text(second));
  const auto found = store.incident("i1");
  REQUIRE(found);
  REQUIRE(*found);
  CHECK(text(**found) == text(i));
}

TEST_CASE("the same commit again changes nothing, a changed alert keeps its sequence", "[store]") {
  const TempFolder folder;
  IncidentStore store = opened(folder / "s.db");
  const std::vector<Alert> first{alert("a", 0), alert("b", 1)};
  REQUIRE(store.commit(first, {}, 5));
  REQUIRE(store.commit(first, {}, 5));
  CHECK(ids(store.alerts_after(0, 10)) == "a1 b2 ");
  Alert changed = alert("a", 0);
  changed.count = 99;
  changed.sequence = 77;
  REQUIRE(store.commit(std::vector{changed, alert("c", 2)}, {}, 6));
  CHECK(ids(store.alerts_after(0, 10)) == "a1 b2 c3 ");
  CHECK(store.alerts_after(0, 1)->at(0).count == 99);
  CHECK(ids(store.alerts_after(1, 1)) == "b2 ");
  CHECK(ids(store.alerts_after(3, 10)).empty());
  REQUIRE(store.commit({}, {}, 3));
  CHECK(store.last_processed() == 6U);  // never back
}

TEST_CASE("a commit that fails leaves nothing behind", "[store]") {
  const TempFolder folder;
  IncidentStore store = opened(folder / "s.db");
  const auto failed = store.commit(std::vector{alert("a", 0, "no-such-incident")}, {}, 9);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::io);
  CHECK(store.last_processed() == 0U);
  CHECK(ids(store.alerts_after(0, 10)).empty());
  CHECK(store.commit(std::vector{alert("a", 0)}, {}, 9));
}

TEST_CASE("alerts and incidents are found by time, incident and id", "[store]") {
  const TempFolder folder;
  IncidentStore store = opened(folder / "s.db");
  Incident old = incident("abc1", 0);
  old.recovered = at(50);
  Incident merged = incident("abd2", 100);
  merged.merged_into = "abc1";
  Incident attack = incident("abe3", 200);
  attack.kind = IncidentKind::attack;
  REQUIRE(store.commit(std::vector{alert("a", 0, "abc1"), alert("b", 100), alert("c", 200, "abe3")},
                       std::vector{old, merged, attack, incident("abc", 300)}, 1));
  CHECK(ids(store.alerts_of("abc1")) == "a1 ");
  CHECK(ids(store.alerts_of("")).empty());
  CHECK(ids(store.recent_alerts(at(105))) == "b2 c3 ");
  CHECK(ids(store.incidents(std::nullopt, 10)) == "abc abe3 abc1 ");
  CHECK(ids(store.incidents(std::nullopt, 1)) == "abc ");
  CHECK(ids(store.incidents(at(100), 10)) == "abc abe3 ");
  CHECK(ids(store.open_incidents()) == "abc ");
  const auto check = [&](const char* prefix, const char* expected) {
    INFO(prefix);
    const auto found = store.incident(prefix);
    CHECK((!found ? "error" : *found ? (*found)->id : "none") == expected);
  };
  check("abe", "abe3");
  check("abd2", "abd2");
  check("abc", "abc");  // itself, though another begins so
  check("ab", "error");
  check("x", "none");
  check("%", "none");
  check("", "none");
}

TEST_CASE("the state to go on from holds what may still change", "[store]") {
  const TempFolder folder;
  IncidentStore store = opened(folder / "s.db");
  Incident over = incident("over", 0);
  over.recovered = at(10);
  Incident recent = incident("recent", 1000);
  recent.kind = IncidentKind::attack;
  Alert down = alert("down", 0);
  down.rule_id = "yagura.outage.site";
  Alert up = alert("up", 0);
  up.rule_id = "yagura.outage.site";
  up.recovered = at(3);
  REQUIRE(store.commit(std::vector{alert("a", 0, "over"), alert("b", 1, "recent"), alert("c", 2),
                                   down, up, alert("d", 1000), alert("e", 0, "lasts")},
                       std::vector{over, recent, incident("lasts", 0)}, 1));
  const auto state = store.state_since(at(900));
  REQUIRE(state);
  CHECK(ids(state->incidents) == "recent lasts ");
  CHECK(ids(state->alerts) == "b2 down4 d6 e7 ");
}

TEST_CASE("a reader sees whole commits while the writer goes on", "[store]") {
  const TempFolder folder;
  IncidentStore writer = opened(folder / "s.db");
  REQUIRE(writer.commit({}, {}, 1));
  IncidentStore reader = opened(folder / "s.db", Access::read_only);
  CHECK_FALSE(reader.commit({}, {}, 2));
  std::atomic<bool> finished = false;
  std::atomic<int> torn = 0;
  std::thread reading([&] {
    bool last_round = false;
    while (!last_round) {
      last_round = finished;
      const auto state = reader.state_since(TimePoint{});
      // Each commit adds two alerts and one incident.
      torn += !state || state->alerts.size() != 2 * state->incidents.size() ? 1 : 0;
    }
  });
  bool written = true;
  for (int i = 0; i < 40; ++i) {
    const std::string id = fmt::format("i{}", i);
    written = written && writer.commit(std::vector{alert(id + "a", i, id), alert(id + "b", i, id)},
                                       std::vector{incident(id, i)}, static_cast<RecordNumber>(i));
  }
  finished = true;
  reading.join();
  CHECK(written);
  CHECK(torn == 0);
  CHECK(reader.alerts_after(0, 1000)->size() == 80);
}

TEST_CASE("an older file is carried over with what it holds", "[store]") {
  const TempFolder folder;
  {
    IncidentStore store = opened(folder / "s.db");
    REQUIRE(store.commit(std::vector{alert("a", 0)}, {}, 8));
  }
  execute(folder / "s.db", "DROP INDEX alerts_by_last_seen; PRAGMA user_version = 1;");
  CHECK(error_of(folder / "s.db", Access::read_only).find("start the daemon once") !=
        std::string::npos);
  IncidentStore store = opened(folder / "s.db");
  CHECK(ids(store.recent_alerts(at(0))) == "a1 ");
  CHECK(store.last_processed() == 8U);
  const auto database = Database::open(folder / "s.db", Access::read_only);
  REQUIRE(database);
  CHECK(database->integer("PRAGMA user_version") == schema_version());
  CHECK(database->integer(
            "SELECT count(*) FROM sqlite_schema WHERE name = 'alerts_by_last_seen'") == 1);
}

TEST_CASE("files that are not ours are refused with a way out", "[store]") {
  const TempFolder folder;
  const auto check = [](const std::string& error, const char* expected) {
    INFO(error);
    CHECK(error.find(expected) != std::string::npos);
  };
  { std::ofstream(folder / "text.db") << std::string(5000, 'x'); }
  check(error_of(folder / "text.db"), "text.db: cannot");
  check(error_of(folder / "text.db"), "rebuilt from the journal");
  check(error_of(folder / "text.db", Access::read_only), "rebuilt from the journal");
  execute(folder / "foreign.db", "CREATE TABLE t (x);");
  check(error_of(folder / "foreign.db"), "of another program");
  check(error_of(folder / "foreign.db", Access::read_only), "of another program");
  { opened(folder / "newer.db"); }
  execute(folder / "newer.db", "PRAGMA user_version = 99;");
  check(error_of(folder / "newer.db"), "has version 99");
  check(error_of(folder / "newer.db"), "install the newer program");
  check(error_of(folder / "newer.db", Access::read_only), "has version 99");
  check(error_of(folder / "missing.db", Access::read_only), "check that the path exists");
  CHECK_FALSE(fs::exists(folder / "missing.db"));
  check(error_of(folder / "no-folder/s.db"), "check that the path exists");
}

TEST_CASE("a damaged file gives errors, never a crash or a wrong answer", "[store]") {
  const TempFolder folder;
  {
    IncidentStore store = opened(folder / "s.db");
    std::vector<Alert> alerts;
    for (int i = 0; i < 200; ++i) {
      alerts.push_back(alert(fmt::format("a{}", i), i));
    }
    REQUIRE(store.commit(alerts, {}, 1));
  }
  const auto size = static_cast<std::streamoff>(fs::file_size(folder / "s.db"));
  int refused = 0;
  for (std::streamoff from = 0; from < size; from += 4096) {
    fs::copy_file(folder / "s.db", folder / "d.db", fs::copy_options::overwrite_existing);
    {
      std::fstream file(folder / "d.db", std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(from);
      file << std::string(512, '\xa5');
    }
    auto store = IncidentStore::open(folder / "d.db", Access::read_write);
    if (!store) {
      ++refused;
      continue;
    }
    refused += store->state_since(TimePoint{}) && store->alerts_after(0, 1000) ? 0 : 1;
  }
  CHECK(refused > 5);
}

TEST_CASE("a file with a damaged page is known as such, another program's is not", "[store]") {
  const TempFolder folder;
  const fs::path file = folder / "s.db";
  CHECK_FALSE(IncidentStore::is_damaged(file).value());  // there is none
  {
    IncidentStore store = opened(file);
    REQUIRE(store.commit(std::vector{alert("a", 0)}, std::vector{incident("i", 0)}, 1));
  }
  CHECK_FALSE(IncidentStore::is_damaged(file).value());
  const auto size = fs::file_size(file);
  SECTION("cut in half") {
    fs::resize_file(file, size / 2);
  }
  SECTION("the header") {
    std::fstream(file, std::ios::in | std::ios::out) << std::string(512, 'x');
  }
  SECTION("a page in the middle") {
    std::fstream out(file, std::ios::in | std::ios::out);
    out.seekp(static_cast<std::streamoff>(size / 4096 / 2 * 4096));
    out << std::string(512, 'x');
  }
  CHECK(IncidentStore::is_damaged(file).value());
  execute(folder / "other.db", "CREATE TABLE t (a)");
  CHECK_FALSE(IncidentStore::is_damaged(folder / "other.db").value());
}

TEST_CASE("a value that we would not have written is named", "[store]") {
  const TempFolder folder;
  {
    IncidentStore store = opened(folder / "s.db");
    REQUIRE(store.commit(std::vector{alert("a", 0)}, std::vector{incident("i", 0)}, 1));
  }
  const auto check = [&](const char* table, const char* column, const char* value) {
    INFO(column << " = " << value);
    fs::copy_file(folder / "s.db", folder / "d.db", fs::copy_options::overwrite_existing);
    execute(folder / "d.db", fmt::format("UPDATE {} SET {} = {}", table, column, value));
    IncidentStore store = opened(folder / "d.db");
    const auto state = store.state_since(TimePoint{});
    REQUIRE_FALSE(state);
    CHECK(state.error().code == ErrorCode::corrupt);
    CHECK(state.error().message.find(fmt::format("has a wrong {}", column)) != std::string::npos);
  };
  check("alerts", "organisation", "352022");
  check("alerts", "organisation", "-1");
  check("alerts", "level", "'grave'");
  check("alerts", "ipa_rank", "11");
  check("alerts", "tactics", "'[1]'");
  check("alerts", "techniques", "'[\"'");
  check("alerts", "response_ja", "'{}'");
  check("alerts", "entities", "'[[\"host\"]]'");
  check("alerts", "entities", "'[[\"planet\",\"x\"]]'");
  check("alerts", "count", "0");
  check("incidents", "kind", "''");
  check("incidents", "current", "'[\"000000\"]'");
  check("incidents", "maximum", "'null'");
  check("incidents", "alert_ids", "''");
}

}  // namespace yagura
