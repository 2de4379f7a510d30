// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/filter_expression.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace yagura;

namespace {

// An event of a proxy, and one field of its own.
bool finds(std::string_view text) {
  INFO(text);
  const RuleOptions options;
  const auto expression = FilterExpression::parse(text, options);
  INFO((expression ? "" : expression.error().text()));
  REQUIRE(expression);
  Arena arena;
  Event event(arena);
  event.add_unmapped(Origin::none, "user", std::string_view("Tanaka"));
  event.add_unmapped(Origin::none, "path", std::string_view(R"(C:\Windows\System32\cmd.exe)"));
  event.add_unmapped(Origin::none, "url", std::string_view("http://www.example.jp/a?b=(c)"));
  event.add_unmapped(Origin::none, "ip", std::string_view("10.1.2.3"));
  event.add_unmapped(Origin::none, "bytes", std::int64_t{4096});
  event.add_unmapped(Origin::none, "cs(User-Agent)", std::string_view("curl/8"));
  event.add_unmapped(Origin::none, "部署", std::string_view("総務課 情報係"));
  event.add_unmapped(Origin::none, "words", std::string_view("say \"and\" null"));
  ExpressionMatcher matcher(*expression, options);
  return matcher.matches(event, {});
}

std::string refusal(std::string_view text) {
  const auto expression = FilterExpression::parse(text, {});
  return expression ? "none" : expression.error().text();
}

}  // namespace

TEST_CASE("an expression finds what a rule of the same words finds", "[detect]") {
  CHECK(finds("user:tanaka"));
  CHECK_FALSE(finds("user:tana"));
  CHECK(finds("user:tana*"));
  CHECK_FALSE(finds("user|cased:tanaka"));
  CHECK(finds("user|startswith:tan"));
  CHECK(finds(R"(path:*\cmd.exe)"));
  CHECK(finds(R"(path:"c:\windows\system32\cmd.exe")"));
  CHECK(finds(R"(path|contains:'System32\\')"));
  CHECK(finds("ip|cidr:10.0.0.0/8"));
  CHECK_FALSE(finds("ip|cidr:192.168.0.0/16"));
  CHECK(finds("bytes|gte:4096 bytes|lt:4097"));
  CHECK(finds("url|re:^https?://www"));
  CHECK(finds("nobody:null"));
  CHECK_FALSE(finds("user:null"));
  CHECK_FALSE(finds("nobody:\"null\""));
  CHECK(finds("user|exists:true not nobody|exists:true"));
}

TEST_CASE("words without a field are looked for in every value", "[detect]") {
  CHECK(finds("EXAMPLE"));
  CHECK(finds("example tanaka"));
  CHECK_FALSE(finds("example suzuki"));
  CHECK(finds("情報係"));
  CHECK(finds("\"総務課 情報係\""));
  CHECK(finds("\"and\""));
  CHECK(finds(R"("\"and\"")"));
  CHECK(finds("null"));
  CHECK(finds("\"http://www\""));
}

TEST_CASE("not binds before and, and before or; brackets before all", "[detect]") {
  CHECK(finds("user:suzuki and ip:10.1.2.4 or bytes:4096"));
  CHECK_FALSE(finds("user:suzuki and (ip:10.1.2.4 or bytes:4096)"));
  CHECK(finds("bytes:4096 or user:suzuki ip:10.1.2.4"));
  CHECK(finds("NOT user:suzuki"));
  CHECK_FALSE(finds("not not user:suzuki"));
  CHECK(finds("not (user:suzuki or bytes:1)Tanaka"));
  CHECK(finds("(user:tanaka)(bytes:4096)"));
}

TEST_CASE("names of fields may be Japanese or quoted", "[detect]") {
  CHECK(finds("部署:総務課*"));
  CHECK(finds("\"cs(User-Agent)\":curl*"));
  CHECK(finds("\"cs(User-Agent)\"|startswith:\"curl\""));
}

TEST_CASE("a wrong expression is refused with column, reason and cure", "[detect]") {
  CHECK(refusal("") ==
        "expression:1:1: there is nothing to search for; write a word, or "
        "field:value");
  CHECK(refusal("部署:総務 and").rfind("expression:1:10: the expression ends where", 0) == 0);
  CHECK(refusal("a or and b").rfind("expression:1:6: a term is expected before 'and'", 0) == 0);
  CHECK(refusal("a )").rfind("expression:1:3: no bracket is open here", 0) == 0);
  CHECK(refusal("a (b").rfind("expression:1:3: this bracket is not closed", 0) == 0);
  CHECK(refusal("a ()").rfind("expression:1:4: a term is expected before ')'", 0) == 0);
  CHECK(refusal("a \"b").rfind("expression:1:3: the quote is not closed", 0) == 0);
  CHECK(refusal("\"a\"b:c").rfind("expression:1:4: a text goes on after its quote", 0) == 0);
  CHECK(refusal("a user: b").rfind("expression:1:8: 'user' has no value", 0) == 0);
  CHECK(refusal("cs(User-Agent):b").rfind("expression:1:15: a field is missing", 0) == 0);
  CHECK(refusal("x http://evil").rfind("expression:1:3: 'http' is taken for a field", 0) == 0);
  CHECK(refusal(R"(C:\Windows)").rfind("expression:1:1: 'C' is taken for a field", 0) == 0);
  CHECK(refusal("12:30").rfind("expression:1:1: '12' is taken for a field", 0) == 0);
  CHECK(refusal("a \"\"").rfind("expression:1:3: an empty text stands in every event", 0) == 0);
  CHECK(refusal("\xff").rfind("expression:1:1: it is not UTF-8", 0) == 0);
}

TEST_CASE("what the rule compiler refuses is told with the column of its term", "[detect]") {
  CHECK(refusal("a b|contain:c").rfind("expression:1:3: unknown modifier 'contain'", 0) == 0);
  CHECK(
      refusal("a b|cidr:10.0.0.0/33").rfind("expression:1:3: '10.0.0.0/33' is not a network", 0) ==
      0);
  CHECK(refusal("b|re:(").rfind("expression:1:", 0) == 0);
  CHECK(refusal("b|gt:many").rfind("expression:1:1: 'many' is not a number", 0) == 0);
}

TEST_CASE("expressions are bounded in length, terms and depth", "[detect]") {
  const std::string deep = std::string(kMaxExpressionDepth + 1, '(') + "a";
  CHECK(refusal(deep).find("nested deeper") != std::string::npos);
  std::string many;
  for (std::size_t i = 0; i <= kMaxExpressionTerms; ++i) {
    many += "a ";
  }
  CHECK(refusal(many).find("more than 1000 terms") != std::string::npos);
  CHECK(refusal(std::string(kMaxExpressionBytes + 1, 'a')).find("longer") != std::string::npos);
  CHECK(finds(std::string(kMaxExpressionDepth, '(') + "tanaka" +
              std::string(kMaxExpressionDepth, ')')));
}
