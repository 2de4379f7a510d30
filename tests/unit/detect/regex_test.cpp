// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/regex.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "detect/regex_literals.hpp"
#include "detect/regex_needs.hpp"

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
    CHECK(needs_of(expression).shortest == bytes);
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

TEST_CASE("an expression says which bytes a match has in a row", "[detect]") {
  const auto met = [](std::string_view expression, std::string_view text) {
    return needs_of(expression).met_by(text);
  };
  const std::string hash = "0123456789abcdefABCDEF0123456789";
  CHECK(met("[a-f0-9]{32}", hash));  // both cases: flags are not looked at
  CHECK(met("\\s[a-fA-F0-9]{32}$", "x " + hash));
  CHECK_FALSE(met("\\s[a-fA-F0-9]{32}", "x " + hash.substr(1) + "g" + hash.substr(1)));
  CHECK_FALSE(met("\\d{8,}", "1234567a1234567"));
  CHECK(met("\\d{8,}|x", "1234567a1234567"));               // either will do
  CHECK(met("(?:\\d{8})?abc", "abc"));                      // it may be missing
  CHECK(met("[^\\]a\\-]{8}", "\u00e9\u00e9\u00e9\u00e9"));  // beyond ASCII all is believed
  CHECK_FALSE(met("[^\\]a\\-]{8}", "bbbb-bbbb"));
  CHECK(met("[]x]{8}", "]]]]]]]]"));
}

TEST_CASE("whatever an expression is found in has what it needs", "[detect]") {
  constexpr std::array kExpressions{"[a-c]{8}",         "[^a]{9,}b",   "x[ab]{8}[bc]{10}",
                                    "(?i)[A-C]{8}c",    "[\\dab]{8}$", "^\\w{8,}\\s",
                                    "(ab)[^\\s\\d]{8}", "a{8}|b{9}"};
  std::minstd_rand random(7);
  std::size_t found = 0;
  for (const std::string_view expression : kExpressions) {
    // The same, but in a way that is not understood, so that nothing is needed.
    const Regex regex = *Regex::compile(std::string(expression) + "|\\x{1}", "");
    REQUIRE(needs_of(regex.expression()).shortest == 0);
    const RegexNeeds needs = needs_of(expression);
    for (int i = 0; i < 4000; ++i) {
      std::string text;
      for (auto left = random() % 40; left > 0; --left) {
        text += "aaaaabbbbbccAB1 -x"[random() % 18];
      }
      const bool matches = regex.found_in(text);
      found += matches ? 1 : 0;
      INFO(expression << " in " << text);
      CHECK((needs.met_by(text) || !matches));
    }
  }
  CHECK(found > 1000);
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
