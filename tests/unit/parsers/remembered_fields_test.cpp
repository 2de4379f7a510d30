// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <string>

#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {
namespace {

// As over syslog, where each directive is a record of its own.
bool reads_what_follows(std::string_view format, std::string_view directive,
                        std::string_view line) {
  auto parser = RecordParser::create(format, *TimeZone::find("Asia/Tokyo"), formats());
  REQUIRE(parser);
  Arena arena;
  Event event(arena);
  const ParseResult refused = parser->parse(directive, TimePoint{}, event);
  CHECK(!refused.ok);
  CHECK(refused.reason.find("remembered") != std::string_view::npos);
  for (int i = 0; i < 2; ++i) {
    if (!parser->parse(line, TimePoint{}, event).ok || !event.has(Field::source_ip)) {
      return false;
    }
  }
  return event.text(Field::http_request_method) == "GET";
}

}  // namespace

TEST_CASE("columns keep the names that an earlier record gave them", "[parsers]") {
  CHECK(reads_what_follows("bluecoat", "#Fields: date time c-ip cs-method cs-host cs-uri-path",
                           "2026-02-25 03:30:00 10.1.2.3 GET www.example.jp /"));
  CHECK(reads_what_follows("auto", "#Fields: date time c-ip s-action cs-method cs-host",
                           "2026-02-25 03:30:00 10.1.2.3 TCP_HIT GET www.example.jp"));
  CHECK(reads_what_follows("netskope", "#Fields: date time c-ip cs-method x-cs-app",
                           "2026-02-25 03:30:00 10.1.2.3 GET Dropbox"));
  CHECK(reads_what_follows("cisco_wsa", "#Fields: timestamp c-ip cs-method x-acltag",
                           "1771990200.123 10.1.2.3 GET DEFAULT_CASE_12-Somu"));
}

}  // namespace yagura
