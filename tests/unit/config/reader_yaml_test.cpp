// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader_yaml.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <string>
#include <vector>

namespace yagura {
namespace {

using Lines = std::vector<std::string>;

struct Read {
  YamlNode root;
  Lines errors;
};

Read read(std::string_view text) {
  ErrorList list;
  FileErrors errors("f", list);
  Read out{read_yaml(text, errors), {}};
  for (const Error& error : list.take({"f"})) {
    out.errors.push_back(error.text());
  }
  return out;
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

}  // namespace

TEST_CASE("scalars stay as they are written, with their places", "[config]") {
  const Read r = read("a: 010\nb: no\nc: '352012'\nd:\n  - 2026-01-15\n  - \"\u5b87\"\ne: ~\n");
  REQUIRE(r.errors.empty());
  CHECK(r.root.find("a")->value.text == "010");
  CHECK(r.root.find("b")->value.text == "no");
  CHECK(r.root.find("c")->value.text == "352012");
  REQUIRE(r.root.find("d")->value.items.size() == 2);
  CHECK(r.root.find("d")->value.items[0].text == "2026-01-15");
  CHECK(r.root.find("d")->value.items[1].text == "宇");
  CHECK(r.root.find("d")->value.items[1].line == 6);
  CHECK(r.root.find("d")->value.items[1].column == 5);
  CHECK(r.root.find("e")->value.kind == YamlNode::Kind::null);
  CHECK(r.root.find("f") == nullptr);
}

TEST_CASE("columns count characters, also behind Japanese text", "[config]") {
  const Read r = read("\xef\xbb\xbf{宇部市: 山口県, 萩市: x}");
  REQUIRE(r.errors.empty());
  CHECK(r.root.find("萩市")->column == 12);
  CHECK(r.root.find("萩市")->value.column == 16);
}

TEST_CASE("what a configuration does not need of YAML is refused where it stands", "[config]") {
  const auto check = [](std::string_view text, const Lines& expected) {
    INFO(text);
    CHECK(read(text).errors == expected);
  };
  check("a: 1\nb: 2\na: 3\n", {"f:3:1: 'a' stands here twice; keep one of the two"});
  check("宇: &x 1\nb: *x\n", {"f:1:4: anchors (&x) are not used here; take it out",
                              "f:2:4: aliases (*name) are not used here; write the value out"});
  check("a: !!int 5\n", {"f:1:4: tags ('tag:yaml.org,2002:int') are not used here; take it out"});
  check("? [a, b]\n: 1\n", {"f:1:3: a key must be a text; write 'name: value'"});
  check("a: 1\n---\nb: 2\n", {"f:3:1: a second document begins here; keep one document in a file"});
  check("a: \"\xff\"\n", {"f:1:5: byte 0xff is not text in UTF-8; save the file as UTF-8"});
  check(std::string_view("a: b\nc\0", 7),
        {"f:2:2: byte 0x00 is not text in UTF-8; save the file as UTF-8"});
}

TEST_CASE("a syntax error is told with its place", "[config]") {
  const Lines errors = read("名: [1, 2\nb: 3\n").errors;
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].starts_with("f:2:2: this is not YAML: "));
  const Lines escape = read("a: \"\\山\"\n").errors;  // yaml-cpp names one byte of the character
  REQUIRE(escape.size() == 1);
  CHECK(escape[0].find("\\xe5") != std::string::npos);
}

TEST_CASE("files without bounds are cut short", "[config]") {
  CHECK(read(repeat("[", 17) + repeat("]", 17)).errors ==
        Lines{"f:1:17: values are nested more than 16 deep; is it the right file?"});
  CHECK(read(repeat("[", 16) + repeat("]", 16)).errors.empty());
  CHECK(read(repeat("[", 500'000)).errors.size() == 1);
  CHECK(read(repeat("- a\n", 200'000)).errors ==
        Lines{"f:100000:3: the file holds more than 100000 values; a configuration is far smaller: "
              "is it the right file?"});
  CHECK(read(repeat("# filler\n", 120'000)).errors ==
        Lines{"f:1:1: the file is larger than 1048576 bytes; a configuration is far smaller: is it "
              "the right file?"});
  // As many errors as an operator reads, and a word that there are more.
  CHECK(read(repeat("a: 1\n", 5'000)).errors.size() == kMaxConfigErrors + 1);
}

TEST_CASE("a file that is one long line is read in linear time", "[config]") {
  const Read r = read("[" + repeat("宇部, ", 90'000) + "x]");
  CHECK(r.errors.empty());
  REQUIRE(r.root.items.size() == 90'001);
  CHECK(r.root.items.back().column == 360'002);
}

}  // namespace yagura
