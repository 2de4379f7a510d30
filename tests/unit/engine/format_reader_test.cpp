// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/format_reader.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>

#include "parse/record_parser.hpp"

namespace yagura {
namespace {

constexpr const char* kFormat = R"(
name: toy
split: key_value
starts_with: "toy "
time_zone: Asia/Tokyo
no_value: [N/A]
log_source: {product: toy, category: proxy}
joined: {both: [day, clock]}
constants: {network.transport: tcp}
fields:
  - {from: when, to: "@timestamp", as: time}
  - {from: both, to: "@timestamp", as: time}
  - {from: who, to: user.name}
kinds:
  - when: {type: [conn, link]}
    log_source: {category: firewall}
    fields:
      - {from: who, to: source.ip, as: ip}
tests:
  - raw: toy when=2026-02-25T12:30:00 who=u other=1 none=N/A
    event: {"@timestamp": "2026-02-25T03:30:00.000Z", user.name: u, vendor.other: 1}
  - raw: toy type=conn who=192.0.2.1
    event: {source.ip: 192.0.2.1, network.transport: tcp}
  - raw: toy day=2026/02/25 clock=12:30:00
    event: {"@timestamp": "2026-02-25T03:30:00.000Z"}
  - raw: words
    refused: yes
)";

std::string errors(const std::string& yaml) {
  std::string out;
  for (const Error& error : read_format_text(yaml, "f.yaml").errors) {
    out += error.text() + "\n";
  }
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a format by description is recognised and parsed like a built-in one", "[engine]") {
  const FormatFiles files = read_format_text(kFormat, "f.yaml");
  CHECK(errors(kFormat).empty());
  REQUIRE(files.formats.size() == 1);
  const auto formats = files.with_built_in();
  auto parser = RecordParser::create("auto", TimeZone{}, formats);
  Arena arena;
  Event event(arena);
  REQUIRE(
      parser->parse("<13>Feb 25 12:30:00 fw01 toy type=link who=192.0.2.9", TimePoint{}, event).ok);
  CHECK(parser->format() == "toy");
  CHECK(event.log_source.category == "firewall");
  CHECK(event.has(Field::source_ip));
  CHECK_FALSE(event.has(Field::user_name));
}

TEST_CASE("a wrong description is told with its place and cure", "[engine]") {
  CHECK(errors(replaced(kFormat, "to: user.name", "to: user.nam")) ==
        "f.yaml:13:21: there is no field 'user.nam'; did you mean user.name?\n");
  CHECK(errors(replaced(kFormat, "split: key_value", "split: key_values")).find("f.yaml:3:8: ") ==
        0);
  CHECK(errors(replaced(kFormat, "name: toy", "name: squid")) ==
        "f.yaml:2:7: 'squid' is a built-in format; give yours another name\n");
  CHECK(errors("name: x\nsplit: json\n").find("has no 'fields'") != std::string::npos);
}

TEST_CASE("a format whose tests fail is not loaded", "[engine]") {
  const std::string wrong = replaced(kFormat, "user.name: u,", "user.name: v,");
  CHECK(errors(wrong) ==
        "f.yaml:20:1: the test wants user.name = 'v', and the event has \"u\"; mend the format or "
        "the test\n");
  CHECK(read_format_text(wrong, "f.yaml").formats.empty());
  CHECK(errors(replaced(kFormat, "raw: words", "raw: toy a=1"))
            .find("the test's record became an event") != std::string::npos);
}

TEST_CASE("the shipped descriptions load", "[engine]") {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(YAGURA_SOURCE_DIR "/config/formats")) {
    files.push_back(entry.path());
  }
  REQUIRE(!files.empty());
  const FormatFiles read = read_format_files(files);
  for (const Error& error : read.errors) {
    FAIL_CHECK(error.text());
  }
  CHECK(read.formats.size() == files.size());
}

}  // namespace yagura
