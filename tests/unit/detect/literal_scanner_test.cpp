// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/literal_scanner.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace yagura;
using Anchor = Literal::Anchor;

namespace {

constexpr std::string_view kBytes = "aab\\-. \xd0\xb1\xe6\xa9\x9f";
constexpr std::string_view kAscii = "aab\\-. |[{@`";  // some differ as small letters from large do

std::string text_of(std::mt19937& random, std::string_view bytes, std::size_t most) {
  std::string text;
  for (std::size_t size = random() % (most + 1); text.size() < size;) {
    text += bytes[random() % bytes.size()];
  }
  return text;
}

// With some of its letters large.
std::string unfolded(std::mt19937& random, std::string text) {
  for (char& c : text) {
    c = c >= 'a' && c <= 'z' && random() % 2 == 0 ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text;
}

std::vector<std::uint32_t> scan(const LiteralScanner& scanner, std::string_view text) {
  std::vector<std::uint32_t> found;
  scanner.scan(text, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// Literals from `shortest` to `longest` of `bytes`, found in random texts as a plain search finds
// them, and in ASCII whichever its case.
void check(std::uint32_t seed, std::string_view bytes, std::size_t count, std::size_t shortest,
           std::size_t longest) {
  std::mt19937 random(seed);
  std::vector<LiteralScanner::Target> targets;
  while (targets.size() < count) {
    Literal literal{text_of(random, bytes, longest),
                    Anchor{static_cast<std::uint8_t>(random() % 4)}, true};
    const bool whole = literal.anchor == Anchor::whole;
    if (whole || literal.text.size() >= std::max<std::size_t>(shortest, 1)) {
      targets.push_back({literal, static_cast<std::uint32_t>(targets.size())});
    }
  }
  const LiteralScanner scanner(targets);
  std::size_t hits = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string text = text_of(random, bytes, 40);
    std::vector<std::uint32_t> expected;
    for (const LiteralScanner::Target& target : targets) {
      if (stands_in(target.literal, text)) {
        expected.push_back(target.number);
      }
    }
    REQUIRE(scan(scanner, text) == expected);
    if (bytes == kAscii) {
      REQUIRE(scan(scanner, unfolded(random, text)) == expected);
    }
    CHECK((expected.empty() || text.size() >= scanner.shortest()));
    hits += expected.size();
  }
  CHECK(hits > 0);
}

}  // namespace

TEST_CASE("a scanner finds what a plain search finds", "[detect]") {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    for (const std::string_view bytes : {kBytes, kAscii}) {
      check(seed, bytes, 100, 1, 3);   // pairs and what is outside ASCII
      check(seed, bytes, 60, 4, 4);    // every window is looked at
      check(seed, bytes, 60, 5, 7);    // every second one
      check(seed, bytes, 40, 7, 9);    // every fourth
      check(seed, bytes, 400, 1, 12);  // all of them
    }
  }
}

TEST_CASE("a scanner finds what stands beyond its first batch of places", "[detect]") {
  const LiteralScanner scanner(
      {{{"mimikatz", Anchor::inside, true}, 7}, {{"kat", Anchor::end, true}, 8}});
  std::string text(5000, 'm');
  text += "MimiKatz and a kat";
  CHECK(scan(scanner, text) == std::vector<std::uint32_t>{7, 8});
}

TEST_CASE("values are joined only for literals that cannot see it", "[detect]") {
  const auto joined = [](const Literal& literal) {
    return LiteralScanner({{literal, 0}}).scans_joined();
  };
  CHECK(joined({"mimikatz", Anchor::inside, true}));
  CHECK_FALSE(joined({"mimikatz", Anchor::start, true}));
  CHECK_FALSE(joined({"mimikatz", Anchor::whole, true}));
  CHECK_FALSE(joined({std::string("a\0b", 3), Anchor::inside, true}));
}

TEST_CASE("a scanner knows how long a number must be to hold one of its literals", "[detect]") {
  const LiteralScanner scanner({{{"mimikatz", Anchor::inside, true}, 1},
                                {{"dead-beef", Anchor::inside, true}, 2},
                                {{"1234567", Anchor::start, true}, 3}});
  CHECK(scanner.shortest_numeric() == 7);
  CHECK(LiteralScanner({{{"mimikatz", Anchor::inside, true}, 1}}).shortest_numeric() ==
        std::string::npos);
  CHECK(LiteralScanner::is_numeric("{A98268C1-9C2E-5ACD-0000-0010396CAB00}"));
  CHECK(LiteralScanner::is_numeric("2026-11-25T09:00:00.000Z"));
  CHECK(LiteralScanner::is_numeric("::ffff:10.0.0.1"));
  CHECK_FALSE(LiteralScanner::is_numeric("10.0.0.1/8"));
}
