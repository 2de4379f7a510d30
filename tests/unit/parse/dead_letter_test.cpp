// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/dead_letter.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

std::string refusal(std::string_view line) {
  const auto letter = read_dead_letter(line);
  return letter ? "taken" : letter.error().message;
}

DeadLetter sample(std::string raw) {
  DeadLetter letter;
  letter.raw = std::move(raw);
  letter.format = "squid";
  letter.time_zone = "Asia/Tokyo";
  letter.received = parse_rfc3339("2026-03-16T00:12:33.120Z", TimeZone{});
  letter.organisation = "352021";
  letter.source = "proxy";
  letter.reason = "squid: time is not epoch seconds";
  letter.offset = 3;
  letter.record = 42;
  return letter;
}

}  // namespace

TEST_CASE("a dead letter is one line with its bytes as text or base64", "[parse]") {
  std::string line;
  append_dead_letter(line, sample("a\n\"b\""));
  CHECK(line == R"({"raw":"a\n\"b\"","format":"squid","charset":"auto","time_zone":"Asia/Tokyo",)"
                R"("received":"2026-03-16T00:12:33.120Z","org":"352021","source":"proxy",)"
                R"("reason":"squid: time is not epoch seconds","offset":3,"record":42})");
  std::string binary;
  append_raw(binary, "\xff\xfe");
  CHECK(binary == R"("raw_base64":"//4=")");
}

TEST_CASE("what was written is read back, whatever the bytes", "[parse]") {
  for (const std::string& raw :
       {std::string("plain"), std::string("\0\x01\x7f", 3), std::string("\xff"),
        std::string("\xff\xfe"), std::string("\xff\xfe\xfd"), std::string("日本語"),
        std::string()}) {
    std::string line;
    append_dead_letter(line, sample(raw));
    const auto letter = read_dead_letter(line);
    REQUIRE(letter);
    CHECK(letter->raw == raw);
    CHECK(letter->format == "squid");
    CHECK(letter->time_zone == "Asia/Tokyo");
    CHECK(letter->received == parse_rfc3339("2026-03-16T00:12:33.120Z", TimeZone{}));
    CHECK(letter->organisation == "352021");
    CHECK(letter->offset == 3);
    CHECK(letter->record == 42);
  }
}

TEST_CASE("only the bytes are needed, and types are strict", "[parse]") {
  CHECK(refusal(R"({"raw":"x"})") == "taken");
  CHECK(refusal(R"({"raw":"x","format":"squid","time_zone":"UTC","new":{"a":[1]}})") == "taken");
  CHECK(refusal(R"({})") == "dead letter: exactly one of raw and raw_base64 is needed");
  CHECK(refusal(R"({"raw":"x","raw_base64":"eA=="})") ==
        "dead letter: exactly one of raw and raw_base64 is needed");
  CHECK(refusal(R"({"raw":1})") == "dead letter: raw is not a text");
  CHECK(refusal(R"({"raw_base64":"eA="})") == "dead letter: raw_base64 is not base64");
  CHECK(refusal(R"({"raw_base64":"e===" })") == "dead letter: raw_base64 is not base64");
  CHECK(refusal(R"({"raw":"x","offset":-1})") == "dead letter: offset is not a whole number");
  CHECK(refusal(R"({"raw":"x","received":"today"})") == "dead letter: received is not RFC 3339");
  CHECK(refusal(R"({"raw":"x")") == "dead letter: not a JSON object");
  CHECK(refusal("") == "dead letter: not a JSON object");
}

}  // namespace yagura
