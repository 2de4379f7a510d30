// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/json_tokens.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace yagura {
namespace {

std::string shown(const Value& value) {
  std::string scratch;
  const std::string text(text_of(value, scratch));
  return std::holds_alternative<std::string_view>(value) ? "'" + text + "'" : text;
}

// NOLINTNEXTLINE(misc-no-recursion): test data
void show(JsonTokens& tokens, std::string& out) {
  if (tokens.enter('{')) {
    out += '{';
    for (std::string_view key; tokens.member(key);) {
      out += std::string(key) + ":";
      show(tokens, out);
    }
    out += '}';
  } else if (tokens.enter('[')) {
    out += '[';
    while (tokens.element()) {
      show(tokens, out);
      out += ';';
    }
    out += ']';
  } else {
    Value value;
    const JsonTokens::Read read = tokens.read(value);
    out += read == JsonTokens::Read::failed       ? "?"
           : read == JsonTokens::Read::as_written ? "!" + shown(value)
                                                  : shown(value);
  }
}

std::string show(std::string_view text) {
  static JsonTokens tokens;
  Arena arena;
  std::string out;
  if (tokens.start(text, arena)) {
    show(tokens, out);
  }
  tokens.finish();
  switch (tokens.fault()) {
    case JsonTokens::Fault::none:
      return out;
    case JsonTokens::Fault::not_utf8:
      return "not UTF-8";
    case JsonTokens::Fault::cut_off:
      return "cut off";
    case JsonTokens::Fault::text_after:
      return "text after";
    default:
      return "not JSON";
  }
}

}  // namespace

TEST_CASE("JSON tokens give keys, lists and scalars in order", "[parse]") {
  CHECK(show(R"({"a":1,"b":[true,null,"x"],"c":{}, "d" : [] })") == "{a:1b:[true;;'x';]c:{}d:[]}");
  CHECK(show(R"({"a":-7,"b":1.5,"c":1e3,"d":18446744073709551616})") ==
        "{a:-7b:1.5c:1000d:'18446744073709551616'}");
  CHECK(show("\t[1 ,\r\n2]\n") == "[1;2;]");
  CHECK(show("7") == "7");
}

TEST_CASE("JSON tokens take an empty text for no JSON, before any other text too", "[parse]") {
  Arena arena;
  JsonTokens tokens;
  CHECK_FALSE(tokens.start("", arena));
  tokens.finish();
  CHECK(tokens.fault() == JsonTokens::Fault::not_json);
}

TEST_CASE("JSON tokens can be read from a place met before", "[parse]") {
  Arena arena;
  JsonTokens tokens;
  REQUIRE(tokens.start(R"({"a\n":{"b":"c\td"},"e":1})", arena));
  REQUIRE(tokens.enter('{'));
  std::string_view key;
  REQUIRE(tokens.member(key));
  const JsonTokens::Place place = tokens.place();
  for (int round = 0; round < 2; ++round) {
    REQUIRE(tokens.enter('{'));
    REQUIRE(tokens.member(key));
    bool readable = true;
    CHECK(tokens.read_text(readable) == "c\td");
    CHECK_FALSE(tokens.member(key));
    tokens.go_back(place);
  }
  tokens.skip();
  CHECK(tokens.member(key));
  CHECK(key == "e");
}

TEST_CASE("JSON texts lose their escapes", "[parse]") {
  CHECK(show(R"({"a\tb":"C:\\Windows\\System32\\x.exe","q":"\"\/\b\f\n\r"})") ==
        "{a\tb:'C:\\Windows\\System32\\x.exe'q:'\"/\b\f\n\r'}");
  CHECK(show(R"(["\u0041\u00e9\u3042\ud83d\ude00","plain"])") ==
        "['A\u00e9\u3042\U0001F600';'plain';]");
  CHECK(show("[\"\\\\\"]") == "['\\';]");
  const std::string long_text(300, 'x');
  CHECK(show("[\"" + long_text + "\\n" + long_text + "\"]") ==
        "['" + long_text + "\n" + long_text + "';]");
}

TEST_CASE("JSON escapes are undone wherever they stand in a block of sixteen", "[parse]") {
  const char* const pieces[] = {R"(\\)", R"(\")", R"(\/)", R"(\n)", R"(\u3042)"};
  const char* const meanings[] = {"\\", "\"", "/", "\n", "\u3042"};
  for (std::size_t before = 0; before < 36; ++before) {
    for (std::size_t kinds = 0; kinds < 125; ++kinds) {
      std::string raw(before, 'a');
      std::string meant(before, 'a');
      for (const std::size_t kind : {kinds % 5, kinds / 5 % 5, kinds / 25}) {
        raw += pieces[kind];
        meant += meanings[kind];
      }
      for (const std::string after : {"", "b", R"(Windows\System32\drivers)"}) {
        std::string escaped;
        for (const char c : after) {
          escaped += c == '\\' ? "\\\\" : std::string(1, c);
        }
        CHECK(show("[\"" + raw + escaped + "\"]") == "['" + meant + after + "';]");
      }
    }
  }
}

TEST_CASE("JSON escapes that are no character stay as they are", "[parse]") {
  for (const std::string text :
       {R"(a\ud800b)", R"(\udc00)", R"(\ud800\u0041)", R"(\u12)", R"(\x41)", R"(\u+123)"}) {
    CHECK(show("[\"" + text + "\"]") == "[!'" + text + "';]");
  }
}

TEST_CASE("JSON that is none is refused, wherever it breaks", "[parse]") {
  for (const std::string_view text :
       {"{\"a\":1,}", "[1,]",   "[,1]",      "{\"a\" 1}", "{a:1}",    "[1 2]",
        "{\"a\":}",   "[tru]",  "[nulls]",   "[1x]",      "[\"a\"b]", "{\"a\":1 \"b\":2}",
        "[--1]",      "[1]]",   "{]",        "[}",        "",         " ",
        "[inf]",      "[-nan]", "[\"\x01\"]"}) {
    INFO(text);
    const std::string got = show(text);
    CHECK((got == "not JSON" || got == "text after" || got == "cut off"));
  }
  const std::string_view whole = R"({"a":[1,{"b":"x\n"}],"c":""})";
  CHECK(show(whole) == "{a:[1;{b:'x\n'};]c:''}");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CHECK(show(whole.substr(0, size)) == "cut off");
  }
  CHECK(show("{} {}") == "text after");
  CHECK(show("[\"\xff\"]") == "not UTF-8");
}

TEST_CASE("JSON values that nobody wants are passed over", "[parse]") {
  JsonTokens tokens;
  Arena arena;
  const std::string deep(5000, '[');
  const std::string text = "{\"a\":" + deep + std::string(5000, ']') + ",\"b\":\"kept\"}";
  REQUIRE(tokens.start(text, arena));
  REQUIRE(tokens.enter('{'));
  std::string_view key;
  REQUIRE(tokens.member(key));
  tokens.skip();
  REQUIRE(tokens.member(key));
  CHECK(text.substr(tokens.key_offset(), 1) == "b");
  Value value;
  CHECK(tokens.read(value) == JsonTokens::Read::value);
  CHECK(shown(value) == "'kept'");
  CHECK_FALSE(tokens.member(key));
  tokens.finish();
  CHECK(tokens.fault() == JsonTokens::Fault::none);
}

}  // namespace yagura
