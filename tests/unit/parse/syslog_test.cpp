// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/syslog.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "base/arena.hpp"
#include "parse/structured_data.hpp"

namespace yagura {
namespace {

ParseContext context() {
  return {*TimeZone::find("Asia/Tokyo"), *parse_rfc3339("2026-01-01T00:10:00Z", TimeZone{})};
}

// "PRI time|host|app|proc|msgid|payload", or "reason @offset".
std::string parsed(std::string_view record) {
  SyslogMessage m;
  const ParseResult result = parse_syslog(record, context(), m);
  if (!result.ok) {
    return std::string(result.reason) + " @" + std::to_string(result.offset);
  }
  std::string text = std::to_string(m.priority) + " " + (m.time ? to_rfc3339(*m.time) : "-");
  for (const std::string_view part : {m.hostname, m.appname, m.procid, m.msgid, m.payload}) {
    text += '|';
    text += part;
  }
  return text;
}

}  // namespace

TEST_CASE("RFC 5424 headers are read strictly", "[parse]") {
  const auto check = [](std::string_view record, std::string_view expected) {
    INFO(record);
    CHECK(parsed(record) == expected);
  };
  check("<34>1 2003-10-11T22:14:15.003Z m.example.com su - ID47 - text",
        "34 2003-10-11T22:14:15.003Z|m.example.com|su||ID47|text");
  check("<1>1 - - - - - -", "1 -|||||");
  check("<1>1 - - - - - - ", "1 -|||||");
  check("<1>1 - - - - - - \xEF\xBB\xBFtext", "1 -|||||text");
  check("<1>1 - h a p m [x a=\"\\\"\\]\"][y] t", "1 -|h|a|p|m|t");
  check("<1>1 - h a p m [x][x] t", "structured data: element id stands twice @18");
  check("<1>1 - h a p m [ ]", "structured data: element has no id @16");
  check("<1>1 - h a p m [x a=b]", "structured data: parameter is not name=\"value\" @19");
  check("<1>1 - h a p m [x a=\"b]\"]", "structured data: parameter is not name=\"value\" @22");
  check("<1>1 - h a p m [x", "structured data: element is not closed @17");
  check("<1>1 - h a p m [x]t", "structured data is followed by neither blank nor end @18");
  check("<1>1 - h a p m", "syslog message id is not 1 to 32 printable characters @14");
  check("<1>1 - h\nn a p m -", "syslog host name is not 1 to 255 printable characters @8");
  check("<1>1 2026-02-30T00:00:00Z h a p m -", "syslog time is neither RFC 3339 nor '-' @5");
  check("<1>1 2026-02-03T00:00:00.1234567Z h a p m -",
        "syslog time is neither RFC 3339 nor '-' @5");
  check("<1>1 2026-02-03 00:00:00Z h a p m -", "syslog time is neither RFC 3339 nor '-' @5");
  check("<1>4a ", "syslog version is not 1 to 999 @3");
  check("<100> 2018-11-22", "syslog version is missing @5");
}

TEST_CASE("RFC 3164 headers may lack anything but the priority or the time", "[parse]") {
  const auto check = [](std::string_view record, std::string_view expected) {
    INFO(record);
    CHECK(parsed(record) == expected);
  };
  check("<34>Jan  1 09:05:15 host su: 'x' y", "34 2026-01-01T00:05:15.000Z|host|su|||'x' y");
  check("Jan  1 09:00:00 gw01 sshd[1]: hello", "-1 2026-01-01T00:00:00.000Z|gw01|sshd|1||hello");
  check("<13>Jan  1 09:00:05 2001:db8::1 prog[7]: y",
        "13 2026-01-01T00:00:05.000Z|2001:db8::1|prog|7||y");
  check("<13>Jan  1 09:00:05 su: no host", "13 2026-01-01T00:00:05.000Z||su|||no host");
  check("<13>Jan  1 09:00:10 host9 last message repeated 3 times",
        "13 2026-01-01T00:00:10.000Z|host9||||last message repeated 3 times");
  check("<189>29: *Jan  1 09:00:10.123: %SYS-5-CONFIG_I: text",
        "189 2026-01-01T00:00:10.123Z||%SYS-5-CONFIG_I|||text");
  check("<14>2026-01-01T09:00:02.5+09:00 pc1 agent[22]: x",
        "14 2026-01-01T00:00:02.500Z|pc1|agent|22||x");
  check("<191>no header at all", "191 -|||||no header at all");
  check("<13>10.1.2.3 is no version", "13 -|||||10.1.2.3 is no version");
  check("<999>Jan  1 09:00:12 h p: y", "-1 -|||||<999>Jan  1 09:00:12 h p: y");
  check("<13>", "13 -|||||");
  check("122 - - - - - -", "neither a syslog priority nor a time in front @0");
  check("<x>text", "neither a syslog priority nor a time in front @0");
}

TEST_CASE("structured data parameters are found by element and name", "[parse]") {
  constexpr std::string_view kData = R"([origin ip="1.2.3.4"][meta a="x" sequenceId="7"])";
  CHECK(structured_data_value(kData, "meta", "sequenceId") == "7");
  CHECK(structured_data_value(kData, "origin", "sequenceId").empty());
  CHECK(structured_data_value("", "meta", "sequenceId").empty());
  CHECK(structured_data_value("[meta sequenceId=\"7", "meta", "sequenceId").empty());
}

TEST_CASE("what begins a payload is no tag", "[parse]") {
  for (const char* payload : {R"({"a":1})", "CEF:0|V|P|1|7|n|3|a=1", "LEEF:1.0|V|P|1|7|a=1",
                              R"(a="b:c" d=1)", "date=2026-02-25 time=12:30:00"}) {
    const std::string record = std::string("<13>Feb 25 12:30:00 fw01 ") + payload;
    SyslogMessage message;
    REQUIRE(parse_syslog(record, context(), message).ok);
    CHECK(message.payload == payload);
    CHECK(message.hostname == "fw01");
  }
}

TEST_CASE("the header becomes fields, parameters without their escapes", "[parse]") {
  Arena arena;
  Event event(arena);
  SyslogMessage message;
  REQUIRE(parse_syslog(R"(<165>1 - h a - - [x k="a\"b\]"] t)", context(), message).ok);
  add_syslog_header(message, event);
  std::string json;
  append_json(json, event);
  CHECK(json ==
        R"({"@timestamp":"1970-01-01T00:00:00.000Z","log.syslog.priority":165,)"
        R"("log.syslog.facility.code":20,"log.syslog.severity.code":5,"log.syslog.version":1,)"
        R"("log.syslog.hostname":"h","log.syslog.appname":"a","host.hostname":"h",)"
        R"("log.syslog.structured_data.x.k":"a\"b]"})");
}

TEST_CASE("a message cut at any byte neither crashes nor changes what stands before", "[parse]") {
  constexpr std::string_view kWhole =
      "<165>1 2003-10-11T22:14:15.003Z h e - ID27 [x@1 i=\"3\" s=\"\\\"A\"][y@1 c=\"high\"] text";
  for (std::size_t size = 0; size <= kWhole.size(); ++size) {
    const std::string cut(kWhole.substr(0, size));
    SyslogMessage message;
    const ParseResult result = parse_syslog(cut, context(), message);
    CHECK((result.ok || result.offset <= cut.size()));
    CHECK((!result.ok || message.hostname.empty() || message.hostname == "h"));
  }
}

}  // namespace yagura
