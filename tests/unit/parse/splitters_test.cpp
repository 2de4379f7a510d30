// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <string>

#include "parse/cef.hpp"
#include "parse/columns.hpp"
#include "parse/json_reader.hpp"
#include "parse/key_value.hpp"
#include "parse/leef.hpp"

namespace yagura {
namespace {

std::string shown(const Pairs& pairs) {
  std::string out;
  for (const Pair& pair : pairs) {
    std::string scratch;
    out += (out.empty() ? "" : "|") + std::string(pair.name) + "=" +
           std::string(text_of(pair.value, scratch));
  }
  return out;
}

std::string key_values(std::string_view text, ValueEnd end = ValueEnd::blank) {
  Arena arena;
  Pairs pairs;
  (void)read_key_values(text, end, arena, pairs);
  return shown(pairs);
}

std::string cef(std::string_view record) {
  Arena arena;
  Pairs pairs;
  CefHeader header;
  const ParseResult result = read_cef(record, arena, header, pairs);
  return result.ok
             ? std::string(header.vendor) + "/" + std::string(header.name) + ": " + shown(pairs)
             : std::string(result.reason);
}

std::string leef(std::string_view record) {
  Pairs pairs;
  LeefHeader header;
  const ParseResult result = read_leef(record, header, pairs);
  return result.ok ? std::string(header.event_id) + ": " + shown(pairs)
                   : std::string(result.reason);
}

std::string json(std::string_view object) {
  Arena arena;
  Event event(arena);
  Pairs pairs;
  JsonReader reader;
  const ParseResult result = reader.read(object, "", event, pairs);
  return result.ok ? shown(pairs)
                   : std::string(result.reason) + " at " + std::to_string(result.offset);
}

std::string columns(std::string_view line, const ColumnStyle& style) {
  Arena arena;
  std::vector<std::string_view> found;
  split_columns(line, style, arena, found);
  std::string out;
  for (const std::string_view column : found) {
    out += "<" + std::string(column) + ">";
  }
  return out;
}

}  // namespace

TEST_CASE("key=value pairs end at a blank, a quote or the next key", "[parse]") {
  CHECK(key_values(R"(a=1 b="x y" c="q\"q" d= e=z)") == R"(a=1|b=x y|c=q"q|d=|e=z)");
  CHECK(key_values("date=2026-02-25 url=/a?b=c&d=e f=1") == "date=2026-02-25|url=/a?b=c&d=e|f=1");
  CHECK(key_values("result=DENIED reason=no such host  user=u", ValueEnd::next_key) ==
        "result=DENIED|reason=no such host|user=u");
  CHECK(key_values("words only").empty());
  CHECK(key_values("a=\"never closed") == "a=never closed");
}

TEST_CASE("CEF escapes, labels and raw signs are undone", "[parse]") {
  CHECK(cef(R"(CEF:0|A\|B|P|1|7|n\\m|3|src=192.0.2.1 msg=a\=b c d cs1=x y cs1Label=Rule Name)") ==
        R"(A|B/n\m: src=192.0.2.1|msg=a=b c d|Rule Name=x y|cs1Label=)");
  CHECK(cef("CEF: 0|V|P|1|7|n|3|request=http://a.example/?x=1&y=2 act=block") ==
        "V/n: request=http://a.example/?x=1&y=2|act=block");
  CHECK(cef("0|V|P|1|7|n|3|duser= dst=192.0.2.2") == "V/n: duser=|dst=192.0.2.2");
  CHECK(cef("Feb 25 12:30:00 host CEF:0|V|P|1|7|n|3|a=1") == "V/n: a=1");
  CHECK(cef(R"(CEF:0|V|P|1|7|n|3|filePath=C:\\temp\\new msg=one\ntwo)") ==
        "V/n: filePath=C:\\temp\\new|msg=one\ntwo");
  CHECK(cef("CEF:0|V|P|1|7") == "cef: fewer header fields than seven");
  CHECK(cef("words") == "cef: no CEF: header");
}

TEST_CASE("LEEF takes the delimiter it declares", "[parse]") {
  CHECK(leef("LEEF:1.0|V|P|1|7|a=1\tb=x y\tc=") == "7: a=1|b=x y|c=");
  CHECK(leef("LEEF:2.0|V|P|1|7|^|a=1^b=x") == "7: a=1|b=x");
  CHECK(leef("LEEF:2.0|V|P|1|7|0x7C|a=1|b=x") == "7: a=1|b=x");
  CHECK(leef("LEEF:2.0|V|P|1|7|x5E|a=1^b=x") == "7: a=1|b=x");
  CHECK(leef("LEEF:2.0|V|P|1|7||a=1\tb=x") == "7: a=1|b=x");
  CHECK(leef("LEEF:1.0|V|P") == "leef: fewer header fields than five");
}

TEST_CASE("JSON becomes dotted names", "[parse]") {
  CHECK(json(R"({"a":{"b":1},"l":[1,2],"d":[{"x":1},{"x":2}],"n":null,"t":true})") ==
        "a.b=1|l=1|l=2|d.0.x=1|d.1.x=2|n=|t=true");
  CHECK(json(R"({"big":18446744073709551615,"real":1.5,"e":"\u3042\n","s":"\ud800"})") ==
        "big=18446744073709551615|real=1.5|e=あ\n|s=\\ud800");
  CHECK(json("{\"bad\":\"a\xFF\"}") == "bad=a\xEF\xBF\xBD");
  CHECK(json(R"({"a":1)").substr(0, 5) == "json:");
  CHECK(json(R"({"a":1} x)") == "json: text after the object at 9");
  CHECK(json(R"({"a":1}{"b":2})") == "json: text after the object at 14");
  CHECK(json("[1]") == "json: not an object at 0");
  CHECK(json(R"({"a":nulx})").substr(0, 5) == "json:");
}

TEST_CASE("columns are cut at delimiters outside quotes", "[parse]") {
  CHECK(columns(R"(a,"b,c","d ""e""",,f)", kCsv) == R"(<a><b,c><d "e"><><f>)");
  CHECK(columns("a,b,", kCsv) == "<a><b><>");
  CHECK(columns("a\t\"b\t", kTsv) == "<a><\"b><>");
  CHECK(columns(R"(  1   [25/Feb/2026 +0900] "x \"y\"" -  )", kBlanks) ==
        R"(<1><25/Feb/2026 +0900><x "y"><->)");
  CHECK(columns("\"open, no end", kCsv) == "<open, no end>");
  CHECK(columns("", kCsv).empty());
}

}  // namespace yagura
