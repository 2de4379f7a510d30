// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/search_run.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/text.hpp"
#include "journal/journal.hpp"
#include "temporary_folder.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

const TimePoint kNow = *parse_rfc3339("2026-03-01T12:00:00+09:00", TimeZone{});

std::string squid_line(const std::string& host) {
  return "1772334000.123     57 10.0.0.1 TCP_MISS/200 6295 GET http://" + host +
         "/a user1 HIER_DIRECT/192.0.2.7 text/html";
}

// A journal of two organisations, and a configuration that names them.
class World {
 public:
  World() {
    std::filesystem::create_directory(folder_.path() / "state");
    auto journal = Journal::open({folder_.path() / "state/journal", 300});
    REQUIRE(journal);
    for (int hour = 5; hour > 0; --hour) {
      RecordBatch batch;
      batch.organisation = *OrganisationCode::parse(hour == 3 ? "352021" : "352012");
      batch.source = "proxy";
      batch.received = kNow - hour * 1h;
      batch.add(squid_line("good.example"));
      batch.add("\x1b[2J\xff no record");
      batch.add(squid_line("h" + std::to_string(hour) + ".evil.example"));
      REQUIRE(journal->append({&batch, 1}));
      REQUIRE(journal->sync());
    }
    const std::string shipped = std::string(YAGURA_SOURCE_DIR) + "/config/";
    write("yagura.yaml",
          "state_directory: " + path("state") + "\norganisations: " + shipped +
              "organisations.yaml\nservices: " + shipped +
              "services.yaml\nsources:\n"
              "  - {name: proxy, type: stdin, format: squid, organisation: 宇部市}\n");
    write("rules.yaml",
          "title: t\nid: bad\nindicator: {kind: domain, entries: [evil.example], source: feed}\n"
          "---\ntitle: u\nid: h3\nlogsource: {category: proxy}\n"
          "detection:\n  s: {c-uri|contains: h3.evil}\n  condition: s\n");
    options.config = path("yagura.yaml");
    options.threads = 2;
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  int run(const std::string& expression) {
    options.expression = expression;
    std::ostringstream to_out;
    std::ostringstream to_err;
    const int code = run_search(options, kNow, to_out, to_err);
    out = to_out.str();
    err = to_err.str();
    return code;
  }

  SearchOptions options;
  std::string out;
  std::string err;

 private:
  test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a search writes a line a record, in local time and within the terminal", "[inspect]") {
  World world;
  CHECK(world.run("url.domain:h3.*") == 0);
  CHECK(world.out ==
        "2026-03-01 09:00:00 宇部市       proxy        1772334000.123     57 10.0.0.1 "
        "TCP_MISS/200 6295 GET …\n");
  CHECK(display_width(world.out.substr(0, world.out.size() - 1)) <= 100);
  CHECK(world.err.rfind("15 records looked at, 1 matched, 5 malformed; 0 bytes skipped", 0) == 0);
  CHECK(world.err.find(" MB/s") != std::string::npos);
}

TEST_CASE("nothing that a record holds reaches a terminal as it is", "[inspect]") {
  World world;
  CHECK(world.run("") == 0);
  CHECK(world.out.find("\\x1b[2J\\xff no record") != std::string::npos);
  CHECK(world.out.find('\x1b') == std::string::npos);
  world.options.form = SearchOptions::Form::raw;
  CHECK(world.run("") == 0);
  CHECK(world.out.find('\x1b') == std::string::npos);
  world.options.bytes = SearchOptions::Bytes::as_they_are;
  CHECK(world.run("") == 0);
  CHECK(world.out.find("\n\x1b[2J\xff no record\n") != std::string::npos);
}

TEST_CASE("organisations are named by code or name, times by receipt", "[inspect]") {
  World world;
  world.options.form = SearchOptions::Form::count;
  const auto count = [&](std::vector<std::string> organisations, std::string since,
                         std::string until) {
    world.options.organisations = std::move(organisations);
    world.options.since = std::move(since);
    world.options.until = std::move(until);
    CHECK(world.run("evil") == 0);
    return world.out;
  };
  CHECK(count({}, "", "") == "5\n");
  CHECK(count({"宇部市"}, "", "") == "1\n");
  CHECK(count({"352012"}, "", "") == "4\n");
  CHECK(count({"352012", "宇部市"}, "", "") == "5\n");
  CHECK(count({}, "-3h", "") == "3\n");
  CHECK(count({}, "-180m", "-2h") == "1\n");
  CHECK(count({}, "2026-03-01 09:00", "2026-03-01T10:00:00+09:00") == "1\n");
  CHECK(count({}, "2026-03-01", "") == "5\n");
  CHECK(count({}, "", "2026-03-01") == "0\n");
}

TEST_CASE("for machines a match is an object with its fields, rules and entries", "[inspect]") {
  World world;
  world.options.form = SearchOptions::Form::json;
  world.options.rules = {world.path("rules.yaml")};
  CHECK(world.run("c-uri:*h3.evil*") == 0);
  CHECK(world.out.rfind("{\"record\":9,\"organisation\":\"352021\",\"source\":\"proxy\","
                        "\"received\":\"2026-03-01T00:00:00.000Z\",\"rules\":[\"h3\",\"bad\"],"
                        "\"indicators\":[{\"rule\":\"bad\",\"entry\":\"evil.example\","
                        "\"source\":\"feed\",\"field\":\"url.domain\","
                        "\"value\":\"h3.evil.example\"}],\"event\":{\"@timestamp\":",
                        0) == 0);
  world.options.rules.clear();
  CHECK(world.run("") == 0);
  CHECK(world.out.find("\"event\":null,\"raw\":\"\\u001b[2J\xef\xbf\xbd no record\"}\n") !=
        std::string::npos);
}

TEST_CASE("a wrong search says what is wrong and how to mend it", "[inspect]") {
  World world;
  CHECK(world.run("a or") == 2);
  CHECK(world.err.rfind("yagura: expression:1:5: ", 0) == 0);
  CHECK(world.run("souce.ip:10.0.0.1") == 0);
  CHECK(world.err.rfind("note: expression:1:1: 'souce.ip' is looked for as the log's own name; "
                        "did you mean source.ip?\n",
                        0) == 0);
  world.options.since = "yesterday";
  CHECK(world.run("a") == 2);
  CHECK(world.err.rfind("yagura: 'yesterday' is no time; write ", 0) == 0);
  world.options.since.clear();
  world.options.organisations = {"宇部町"};
  CHECK(world.run("a") == 2);
  CHECK(world.err == "yagura: there is no organisation '宇部町'; did you mean 宇部市?\n");
  world.options.organisations.clear();
  world.options.config.clear();
  world.options.journal = world.path("nothing");
  CHECK(world.run("a") == 3);
  CHECK(world.err.find("is no folder that can be read") != std::string::npos);
}

TEST_CASE("damage and refused rules are told, and the rest is searched", "[inspect]") {
  World world;
  world.options.form = SearchOptions::Form::count;
  const auto first = segments_of(world.path("state/journal"))->front();
  fs::resize_file(first, fs::file_size(first) - 1);
  CHECK(world.run("evil") == 1);
  CHECK(world.out == "4\n");
  CHECK(world.err.find(" 0 bytes skipped") == std::string::npos);
  world.write("rules.yaml", "title: broken\n");
  world.options.rules = {world.path("rules.yaml")};
  CHECK(world.run("") == 1);
}
