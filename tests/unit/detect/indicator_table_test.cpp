// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_table.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <random>
#include <string>

#include "detect/text_hash.hpp"

using namespace yagura;
using namespace std::chrono_literals;

namespace {

IndicatorKey key(std::string_view text) {
  return {whole_text_hash(text), text};
}
constexpr TimePoint kNow{100s};

}  // namespace

TEST_CASE("a table answers as a map does", "[detect]") {
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): same run every time
  IndicatorTable table;
  std::map<std::string, std::string> map;
  for (int i = 0; i < 20'000; ++i) {
    const std::string name = std::to_string(random() % 30'000);
    REQUIRE(table.add(name, "s" + std::to_string(i % 7), std::nullopt));
    map.emplace(name, "s" + std::to_string(i % 7));
  }
  table.seal();
  CHECK(table.size() == map.size());
  for (int i = 0; i < 30'000; ++i) {
    const std::string name = std::to_string(i);
    const auto found = table.find(key(name), kNow);
    const auto expected = map.find(name);
    REQUIRE(found.has_value() == (expected != map.end()));
    REQUIRE((!found || found->source == expected->second));
  }
}

TEST_CASE("an entry ends at its expiry, and of two the longer one stays", "[detect]") {
  IndicatorTable table;
  CHECK(table.add("a", "short", TimePoint(200s)));
  CHECK(table.find(key("a"), TimePoint(199s)).has_value());
  CHECK_FALSE(table.find(key("a"), TimePoint(200s)).has_value());
  CHECK(table.add("a", "long", TimePoint(300s)));
  CHECK(table.add("a", "shorter", TimePoint(150s)));
  CHECK(table.size() == 1);
  CHECK(table.find(key("a"), TimePoint(299s))->source == "long");
  CHECK_FALSE(table.find(key("a"), TimePoint(300s)).has_value());
  CHECK(table.add("a", "ever", std::nullopt));
  CHECK(table.find(key("a"), TimePoint(999'999s))->source == "ever");
}

TEST_CASE("an empty table finds nothing", "[detect]") {
  CHECK_FALSE(IndicatorTable().find(key("a"), kNow).has_value());
  IndicatorTable table;
  CHECK(table.add("", "empty key", std::nullopt));
  CHECK(table.find(key(""), kNow)->source == "empty key");
  CHECK_FALSE(table.find(key("a"), kNow).has_value());
}

TEST_CASE("a hundred thousand names take no more than 120 bytes each", "[detect]") {
  IndicatorTable table;
  constexpr std::size_t kEntries = 100'000;
  for (std::size_t i = 0; i < kEntries; ++i) {
    REQUIRE(table.add("some-host-" + std::to_string(i) + ".example.com", "feed", std::nullopt));
  }
  table.seal();
  CHECK(table.size() == kEntries);
  CHECK(table.crowded_out() == 0);
  CHECK(table.bytes() <= kEntries * 120);
}

// Every key is asked to lie where the others lie, as a hostile list would have it.
TEST_CASE("keys made to collide are refused, and cost no time", "[detect]") {
  IndicatorTable table;
  std::size_t taken = 0;
  std::size_t tried = 0;
  for (std::uint64_t i = 0; tried < 600; ++i) {
    const std::string name = std::to_string(i);
    if ((whole_text_hash(name) & 0xfffU) == 0) {  // one place in tables up to 4,096
      ++tried;
      taken += table.add(name, "s", std::nullopt) ? 1 : 0;
    }
  }
  CHECK(taken < tried);
  CHECK(table.size() == taken);
  CHECK(taken >= 64);
}
