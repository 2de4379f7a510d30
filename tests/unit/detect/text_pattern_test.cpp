// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/text_pattern.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace yagura;

namespace {

bool matches(std::string_view value, std::string_view text) {
  std::string folded;
  append_folded(folded, text);
  return TextPattern(parse_pattern(value), CaseRule::insensitive).matches(folded);
}

}  // namespace

TEST_CASE("a star is any run and a question mark one character", "[detect]") {
  const auto check = [](std::string_view value, std::string_view text, bool expected) {
    INFO(value << " on " << text);
    CHECK(matches(value, text) == expected);
  };
  check("", "", true);
  check("", "x", false);
  check("*", "", true);
  check("**", "x", true);
  check("a*b", "ab", true);
  check("a*b", "a\nx\nb", true);
  check("a*b", "abx", false);
  check("a*b*c", "aXbYbZc", true);
  check("a*a", "a", false);  // the two may not share one character
  check("*ab*ab*", "xaby", false);
  check("?", "", false);
  check("?", "機", true);
  check("a?c*", "a機cd", true);
  check("*?.exe", ".exe", false);
  check("*?.exe", "機.exe", true);
  check("*a?", "xab", true);
  check("*a?b*", "xaab", true);
  check("?*?", "a", false);
}

TEST_CASE("only a backslash before a special character escapes", "[detect]") {
  const auto check = [](std::string_view value, std::string_view text, bool expected) {
    INFO(value << " on " << text);
    CHECK(matches(value, text) == expected);
  };
  check(R"(\*)", "*", true);
  check(R"(\*)", "x", false);
  check(R"(\\*)", R"(\anything)", true);
  check(R"(\\\*)", R"(\*)", true);
  check(R"(\\\*)", R"(\x)", false);
  check(R"(C:\Temp)", R"(C:\Temp)", true);
  check(R"(C:\\Temp)", R"(C:\Temp)", true);
  check(R"(C:\Temp\)", R"(C:\Temp\)", true);
}

TEST_CASE("case does not count, in full-width and accented letters neither", "[detect]") {
  CHECK(matches("ÄÖ-ＡＢＣ-Ω-Жё", "äö-ａｂｃ-ω-жЁ"));
  CHECK(matches("機密", "機密"));
  CHECK_FALSE(matches("機密", "機蜜"));
}

TEST_CASE("bytes that are no UTF-8 match as themselves", "[detect]") {
  CHECK(matches("a*", "a\xff\xfe"));
  CHECK(matches("a?", "a\xff"));
  CHECK_FALSE(matches("a?", "a"));
  CHECK(matches("*?b",
                "\x80\x80\x80"
                "b"));
}

TEST_CASE("a long text of near misses is matched in linear time", "[detect]") {
  const std::string text(200'000, 'a');
  CHECK_FALSE(matches("*ab*ab*ab*", text));
  CHECK(matches("*a*a*a*a*", text));
}

TEST_CASE("a text folds the same wherever its blocks begin", "[detect]") {
  const std::string text = "AZaz@[`{09 Éé ЁЖ ＡＺ機 AND THE REST IS ASCII, LONGER THAN A BLOCK";
  for (std::size_t start = 0; start < text.size(); ++start) {
    for (std::size_t size = 0; start + size <= text.size(); ++size) {
      const std::string_view part = std::string_view(text).substr(start, size);
      std::string whole;
      append_folded(whole, part);
      // A character at a time, none of which fills a block.
      std::string pieces;
      for (std::size_t at = 0; at < part.size();) {
        std::size_t next = at + 1;
        while (next < part.size() && (static_cast<unsigned char>(part[next]) & 0xc0U) == 0x80U) {
          ++next;
        }
        append_folded(pieces, part.substr(at, next - at));
        at = next;
      }
      REQUIRE(whole == pieces);
    }
  }
}
