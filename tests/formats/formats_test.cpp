// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Runs every <format>/cases.jsonl of this folder:
//
//   {"name":..., "format":..., "zone":..., "charset":..., "received":..., "raw" or
//   "raw_base64":...,
//    "event":{the whole event} or "error":{"reason":...,"offset":...}}
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "model/record.hpp"
#include "parse/parse_command.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

using nlohmann::json;

struct Case {
  std::string file;
  json data;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  const std::filesystem::path folder = std::filesystem::path(YAGURA_SOURCE_DIR) / "tests/formats";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path() / "cases.jsonl");
    for (std::string line; std::getline(file, line);) {
      cases.push_back({entry.path().filename().string(), json::parse(line)});
    }
  }
  return cases;
}

// Through the command, so that what users see is what is compared.
json parsed(const json& data) {
  ParseOptions options;
  options.input = ParseOptions::Input::dead_letters;
  options.formats = formats();
  json letter = {{"format", data.value("format", "auto")},
                 {"time_zone", data.value("zone", "Asia/Tokyo")},
                 {"charset", data.value("charset", "utf-8")},
                 {"received", data.value("received", "2026-04-01T00:00:00Z")}};
  const char* key = data.contains("raw") ? "raw" : "raw_base64";
  letter[key] = data[key];
  std::istringstream in(letter.dump() + "\n");
  std::ostringstream out;
  (void)run_parse(options, in, out);
  return json::parse(out.str());
}

// Every kind of damage to every sample: the event or the refusal may be anything, but it must
// come, and it must be printable.
void survive(RecordParser& parser, const std::string& record) {
  static Arena arena;
  arena.clear();
  Event event(arena);
  const ParseResult result = parser.parse(record, TimePoint{}, event);
  if (result.ok) {
    std::string out;
    append_json(out, event);
    CHECK(is_valid_utf8(out));
  } else {
    CHECK(!result.reason.empty());
    CHECK(result.offset <= record.size());
  }
}

std::string with_long_fields(const std::string& raw) {
  std::string text;
  for (const char c : raw) {
    text += c;
    if (c == '/' || c == 'e') {
      text.append(500, 'A');
    }
  }
  return text.substr(0, kMaxRecordBytes);
}

}  // namespace

TEST_CASE("each format gives the events its cases ask for", "[formats]") {
  const auto cases = all_cases();
  REQUIRE(cases.size() > 20);
  for (const Case& c : cases) {
    INFO(c.file << ": " << c.data["name"]);
    json got = parsed(c.data);
    if (c.data.contains("error")) {
      CHECK(got["error"] == c.data["error"]);
    } else {
      CHECK(got == c.data["event"]);
    }
  }
}

TEST_CASE("each format of the table has cases", "[formats]") {
  for (const Format* format : formats()) {
    INFO(format->name);
    CHECK(std::filesystem::exists(std::filesystem::path(YAGURA_SOURCE_DIR) / "tests/formats" /
                                  format->name / "cases.jsonl"));
    CHECK(find_format(format->name) == format);
  }
  CHECK(find_format("no such format") == nullptr);
}

TEST_CASE("cut, damaged and over-long records are answered, never feared", "[formats]") {
  for (const Case& c : all_cases()) {
    if (!c.data.contains("raw")) {
      continue;
    }
    const std::string raw = c.data["raw"];
    INFO(c.file << ": " << c.data["name"]);
    for (const std::string& name :
         {c.data.value("format", std::string("auto")), std::string("auto")}) {
      auto parser = RecordParser::create(name, TimeZone{}, formats());
      REQUIRE(parser);
      // By content all formats look at it, which takes long; by name it is seen at every byte.
      const std::size_t step = name == "auto" ? 7 : 1;
      for (std::size_t size = 0; size < raw.size(); size += step) {
        survive(*parser, raw.substr(0, size));
        std::string damaged = raw;
        damaged[size] = '\xff';
        survive(*parser, damaged);
        damaged[size] = '\0';
        survive(*parser, damaged);
      }
      survive(*parser, with_long_fields(raw));
      survive(*parser, raw + raw);
    }
  }
}

}  // namespace yagura
