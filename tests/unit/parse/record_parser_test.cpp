// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/record_parser.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <memory>
#include <string>

#include "base/number.hpp"

namespace yagura {
namespace {

// Claims texts that begin with "A:" for sure, with "a:" perhaps; refuses "bad"; counts its records.
class CountingParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    if (record.find("bad") != std::string_view::npos) {
      return ParseResult::malformed("bad", 2);
    }
    if (record.find("timed") != std::string_view::npos) {
      event.own_time = context.received - std::chrono::hours(1);
    }
    event.add(Field::event_sequence, ++count_);
    return {};
  }

 private:
  std::int64_t count_ = 0;
};

Confidence recognise(std::string_view record) {
  if (record.substr(0, 2) == "A:") {
    return Confidence::certain;
  }
  return record.substr(0, 2) == "a:" ? Confidence::possible : Confidence::no;
}
std::unique_ptr<Parser> create() {
  return std::make_unique<CountingParser>();
}
Confidence never(std::string_view) {
  return Confidence::no;
}

const Format kCounting = {"counting", "", recognise, create};
const Format kSyslog = {"syslog", "", never, create};
const std::array<const Format*, 2> kFormats = {&kCounting, &kSyslog};

const TimePoint kReceived = *parse_rfc3339("2026-01-01T00:10:00Z", TimeZone{});

RecordParser parser(std::string_view format) {
  auto made = RecordParser::create(format, TimeZone{}, kFormats);
  REQUIRE(made);
  return std::move(*made);
}

// "dataset time", or "reason @offset".
std::string parsed(RecordParser& parser, std::string_view record) {
  Arena arena;
  Event event(arena);
  const ParseResult result = parser.parse(record, kReceived, event);
  if (!result.ok) {
    CHECK(parser.format().empty());
    return std::string(result.reason) + " @" + std::to_string(result.offset);
  }
  CHECK(parser.format() == event.text(Field::event_dataset));
  return std::string(event.text(Field::event_dataset)) + " " + to_rfc3339(event.time);
}
std::string parsed(std::string_view format, std::string_view record) {
  RecordParser made = parser(format);
  return parsed(made, record);
}

}  // namespace

TEST_CASE("with auto, the surest format takes the text or the payload", "[parse]") {
  CHECK(parsed("auto", "A:timed") == "counting 2025-12-31T23:10:00.000Z");
  CHECK(parsed("auto", "a:x") == "counting 2026-01-01T00:10:00.000Z");
  CHECK(parsed("auto", "<13>Jan  1 00:00:05 h p: a:x") == "counting 2026-01-01T00:00:05.000Z");
  CHECK(parsed("auto", "<13>Jan  1 00:00:05 h p: a:timed") == "counting 2025-12-31T23:10:00.000Z");
}

TEST_CASE("with auto, what no format knows is syslog or malformed", "[parse]") {
  CHECK(parsed("auto", "<13>Jan  1 00:00:05 h p: words") == "syslog 2026-01-01T00:00:05.000Z");
  CHECK(parsed("auto", "Jan  1 00:00:05 h p: words") == "syslog 2026-01-01T00:00:05.000Z");
  CHECK(parsed("auto", "words") == "no known format @0");
  // RFC 3164 section 4.3.3: without a priority that can be read, all of it is content.
  CHECK(parsed("auto", "<999>words") == "syslog 2026-01-01T00:10:00.000Z");
  CHECK(parsed("auto", "") == "empty record @0");
}

TEST_CASE("a refusal counts its offset from the beginning of the record", "[parse]") {
  CHECK(parsed("auto", "a:bad") == "bad @2");
  CHECK(parsed("auto", "<13>Jan  1 00:00:05 h p: a:bad") == "bad @27");
  CHECK(parsed("counting", "<1>1 - h\nn a - - - x") ==
        "syslog host name is not 1 to 255 printable characters @8");
}

TEST_CASE("a named format takes every text, with or without an envelope", "[parse]") {
  CHECK(parsed("counting", "anything") == "counting 2026-01-01T00:10:00.000Z");
  CHECK(parsed("counting", "<13>Jan  1 00:00:05 h p: x") == "counting 2026-01-01T00:00:05.000Z");
  CHECK(parsed("counting", "bad") == "bad @2");
  CHECK(parsed("syslog", "<13>A:x") == "syslog 2026-01-01T00:10:00.000Z");
  CHECK(parsed("syslog", "<999>x") == "syslog 2026-01-01T00:10:00.000Z");
  CHECK(parsed("syslog", "x") == "neither a syslog priority nor a time in front @0");
}

TEST_CASE("formats remember from record to record", "[parse]") {
  RecordParser made = parser("auto");
  Arena arena;
  Event event(arena);
  REQUIRE(made.parse("A:1", kReceived, event).ok);
  REQUIRE(made.parse("<13>Jan  1 00:00:05 h p: A:2", kReceived, event).ok);
  CHECK(*event.find(Field::event_sequence) == Value(std::int64_t{2}));
}

TEST_CASE("the sequence number of the envelope is told, of the last record only", "[parse]") {
  RecordParser made = parser("auto");
  CHECK(parsed(made, "<1>1 - h a - - [meta sequenceId=\"7\"] A:x") ==
        "counting 2026-01-01T00:10:00.000Z");
  CHECK(made.sequence_id() == 7U);
  CHECK(parsed(made, "<1>1 - h a - - [meta sequenceId=\"4294967296\"] x") ==
        "syslog 2026-01-01T00:10:00.000Z");
  CHECK_FALSE(made.sequence_id());
}

TEST_CASE("an unknown format name is refused with those there are", "[parse]") {
  const auto made = RecordParser::create("nothing", TimeZone{}, kFormats);
  REQUIRE_FALSE(made);
  CHECK(made.error().text() ==
        "unknown log format \"nothing\"; use one of: auto, counting, syslog");
}

TEST_CASE("whole numbers are read whole or not at all", "[parse]") {
  CHECK(parse_integer("42") == 42);
  CHECK(parse_integer("-1") == -1);
  CHECK(parse_integer_or_hex("0x1F") == 31);
  for (const char* text : {"", "4 ", "+4", "4.0", "9223372036854775808", "0x", "0x-1"}) {
    CHECK_FALSE(parse_integer(text));
    CHECK_FALSE(parse_integer_or_hex(text));
  }
}

}  // namespace yagura
