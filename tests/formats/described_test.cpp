// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// A description file can say what a built-in format says: described/<format>.yaml must make the
// same events of that format's cases; described/<format>@<word>.yaml of those with the word in
// their name, where a format has several shapes.
#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/format_reader.hpp"
#include "parse/record_parser.hpp"

namespace yagura {
namespace {

using nlohmann::json;
const std::filesystem::path kFolder = std::filesystem::path(YAGURA_SOURCE_DIR) / "tests/formats";

// Without what only names the format.
json event_of(RecordParser& parser, const std::string& record) {
  Arena arena;
  Event event(arena);
  const TimePoint received = *parse_rfc3339("2026-04-01T00:00:00Z", TimeZone{});
  if (!parser.parse(record, received, event).ok) {
    return "refused";
  }
  std::string text;
  append_json(text, event);
  json shown = json::parse(text);
  shown.erase("event.dataset");
  return shown;
}

std::vector<json> cases_of(const std::string& format) {
  std::vector<json> cases;
  std::ifstream file(kFolder / format / "cases.jsonl");
  for (std::string line; std::getline(file, line);) {
    cases.push_back(json::parse(line));
  }
  return cases;
}

}  // namespace

TEST_CASE("a description makes the same events as the built-in format", "[formats]") {
  int described = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder / "described")) {
    const std::string stem = entry.path().stem().string();
    const std::string format = stem.substr(0, stem.find('@'));
    const std::string word = format == stem ? "" : stem.substr(format.size() + 1);
    INFO(stem);
    int compared = 0;
    const FormatFiles files = read_format_files({entry.path()});
    for (const Error& error : files.errors) {
      FAIL_CHECK(error.text());
    }
    REQUIRE(files.formats.size() == 1);
    const auto formats = files.with_built_in();
    const TimeZone zone = *TimeZone::find("Asia/Tokyo");
    auto built_in = RecordParser::create(format, zone, formats, "utf-8");
    auto own = RecordParser::create(files.formats[0]->name, zone, formats, "utf-8");
    REQUIRE(built_in);
    REQUIRE(own);
    for (const json& c : cases_of(format)) {
      if (c.contains("raw") && c.contains("event") &&
          c["name"].get<std::string>().find(word) != std::string::npos) {
        INFO(c["name"]);
        const std::string raw = c["raw"];
        CHECK(event_of(*own, raw) == event_of(*built_in, raw));
        ++compared;
      }
    }
    CHECK(compared > 0);
    ++described;
  }
  CHECK(described >= 4);
}

}  // namespace yagura
