// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/domain_name.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace yagura;

namespace {

std::string canonical(std::string_view text) {
  std::string scratch;
  return std::string(canonical_domain(text, scratch));
}

}  // namespace

TEST_CASE("case and the dot at the end make no other name", "[detect]") {
  CHECK(canonical("evil.example") == "evil.example");
  CHECK(canonical("EVIL.Example.") == "evil.example");
}

// RFC 3492 section 7.1 and names of registries.
TEST_CASE("names that are not ASCII have one ACE form", "[detect]") {
  CHECK(canonical("例え.テスト") == "xn--r8jz45g.xn--zckzah");
  CHECK(canonical("XN--R8JZ45G.xn--zckzah") == "xn--r8jz45g.xn--zckzah");
  CHECK(canonical("Bücher.example") == "xn--bcher-kva.example");
  CHECK(canonical("BÜCHER.example") == "xn--bcher-kva.example");
  CHECK(canonical("пример.испытание") == "xn--e1afmkfd.xn--80akhbyknj4f");
  CHECK(canonical("なぜみんな日本語を話してくれないのか.example") ==
        "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa.example");
  CHECK(canonical("3年b組金八先生.jp") == "xn--3b-ww4c5e180e575a65lsy2b.jp");
}

TEST_CASE("a letter and its mark are the letter with that mark", "[detect]") {
  CHECK(canonical("Bu\u0308cher.example") == "xn--bcher-kva.example");
}

TEST_CASE("full-width letters and ideographic full stops are their ASCII twins", "[detect]") {
  CHECK(canonical("ＥＶＩＬ。example") == "evil.example");
  CHECK(canonical("evil｡例え．jp") == "evil.xn--r8jz45g.jp");
}

TEST_CASE("what can be no name gives none", "[detect]") {
  for (const std::string& text :
       {std::string{}, std::string("."), std::string("a..b"), std::string(".a"), std::string("a.."),
        std::string(64, 'a') + ".example", std::string("\xff.example"),
        std::string("\u00fc\0.example", 11), std::string("\u2063.example"),
        "a." + std::string(254, 'b')}) {
    CAPTURE(text);
    CHECK(canonical(text).empty());
  }
  std::string longest;
  for (int i = 0; i < 126; ++i) {
    longest += "a.";
  }
  CHECK(canonical(longest + "a").size() == 253);
  CHECK(canonical(longest + "aa").empty());
}

TEST_CASE("names below which anybody registers are public suffixes", "[detect]") {
  for (const char* name : {"com", "jp", "co.jp", "lg.jp", "yamaguchi.jp", "co.uk", "com.au",
                           "github.io", "workers.dev", "xn--zckzah"}) {
    CAPTURE(name);
    CHECK(is_public_suffix(name));
  }
  for (const char* name : {"evil.example", "example.co.jp", "city.yamaguchi.lg.jp", "co.com",
                           "evil.github.io", "pref.yamaguchi.jp"}) {
    CAPTURE(name);
    CHECK_FALSE(is_public_suffix(name));
  }
}
