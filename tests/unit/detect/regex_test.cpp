// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/regex.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "detect/regex_length.hpp"
#include "detect/regex_literals.hpp"

using namespace yagura;

namespace {

std::vector<std::string> literals(std::string_view expression) {
  std::vector<std::string> texts;
  for (const Literal& literal : literals_of_regex(*Regex::compile(expression, ""))) {
    CHECK_FALSE(literal.decides);
    texts.push_back(literal.text);
  }
  return texts;
}
using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("an expression says how short a match can be, or nothing", "[detect]") {
  const auto check = [](std::string_view expression, std::size_t bytes) {
    INFO(expression);
    CHECK(shortest_match(expression) == bytes);
  };
  check("", 0);
  check("abc", 3);
  check("a*b+c?", 1);
  check("a|bcd", 1);
  check("(ab|cde){3}", 6);
  check("(?i)ab(?:cd)?", 2);
  check("(?P<name>ab)c", 3);
  check("^\\s[a-fA-F0-9]{64}\\s[^]\\]]{16}$", 82);
  check("a{2,5}?b", 1);  // lazy or not, the less is believed
  check("x{9a}", 5);     // braces that stand for themselves
  check(".{1000,}", 1000);
  check("\u00e9?", 0);  // one character, whatever its bytes
  check("\\bnet\\b", 3);
  check("\\x{e9}\\x{e9}", 0);  // not understood
  check("[[:alpha:]]{3}", 0);
  check("\\Qa*\\E", 0);
}

TEST_CASE("what a match needs is taken out of an expression", "[detect]") {
  CHECK(literals("mimikatz.*sekurlsa").size() == 1);   // either will do
  CHECK(literals("(mimikatz|sekurlsa)").size() == 2);  // one of them it is
  CHECK(literals("[a-z]+").empty());
  CHECK(literals("(mimikatz)?").empty());
  CHECK(literals("MimiKatz") == Texts{"mimikatz"});
}

TEST_CASE("letters with a double outside ASCII are no part of a literal", "[detect]") {
  CHECK(literals("(?i)mimikatz") == Texts{"mimi"});
  CHECK(Regex::compile("mimikatz", "i")->found_in("mimi\u212Aatz"));
}
