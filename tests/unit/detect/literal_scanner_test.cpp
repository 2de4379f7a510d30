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

bool stands(const Literal& literal, std::string_view text) {
  switch (literal.anchor) {
    case Anchor::whole:
      return text == literal.text;
    case Anchor::start:
      return text.starts_with(literal.text);
    case Anchor::end:
      return text.ends_with(literal.text);
    case Anchor::inside:
      return text.find(literal.text) != std::string_view::npos;
  }
  return false;
}

std::string text_of(std::mt19937& random, std::size_t most) {
  constexpr std::string_view kBytes = "aab\\-. \xd0\xb1\xe6\xa9\x9f";
  std::string text;
  for (std::size_t size = random() % (most + 1); text.size() < size;) {
    text += kBytes[random() % kBytes.size()];
  }
  return text;
}

// Literals from `shortest` to `longest` bytes, found in random texts as a plain search finds them.
void check(std::uint32_t seed, std::size_t count, std::size_t shortest, std::size_t longest) {
  std::mt19937 random(seed);
  std::vector<LiteralScanner::Target> targets;
  while (targets.size() < count) {
    Literal literal{text_of(random, longest), Anchor{static_cast<std::uint8_t>(random() % 4)},
                    true};
    const bool whole = literal.anchor == Anchor::whole;
    if (whole || literal.text.size() >= std::max<std::size_t>(shortest, 1)) {
      targets.push_back({literal, static_cast<std::uint32_t>(targets.size())});
    }
  }
  const LiteralScanner scanner(targets);
  std::size_t hits = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string text = text_of(random, 40);
    std::vector<std::uint32_t> expected;
    for (const LiteralScanner::Target& target : targets) {
      if (stands(target.literal, text)) {
        expected.push_back(target.number);
      }
    }
    std::vector<std::uint32_t> found;
    scanner.scan(text, found);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    REQUIRE(found == expected);
    CHECK((found.empty() || text.size() >= scanner.shortest()));
    hits += found.size();
  }
  CHECK(hits > 0);
}

}  // namespace

TEST_CASE("a scanner finds what a plain search finds", "[detect]") {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    check(seed, 100, 1, 3);   // pairs and what is outside ASCII
    check(seed, 60, 4, 4);    // every window is looked at
    check(seed, 60, 5, 7);    // every second one
    check(seed, 40, 7, 9);    // every fourth
    check(seed, 400, 1, 12);  // all of them
  }
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
