// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "config/key_value.hpp"

namespace yagura {
namespace {

Key key(KeyType type, const char* least = "", const char* most = "", const char* choices = "") {
  return {KeyFile::configuration, "k", type, Presence::optional, least, least, most, choices, ""};
}

// The number that `text` means, or what is wrong with it.
std::string number(const Key& key, std::string_view text) {
  const auto value = parse_value(key, text);
  return value ? std::to_string(std::get<std::int64_t>(*value)) : value.error().message;
}

bool accepts(const Key& key, std::string_view text) {
  return parse_value(key, text).has_value();
}

}  // namespace

TEST_CASE("every default fits its own key, and every key says what it is for", "[config]") {
  std::set<std::pair<KeyFile, std::string_view>> names;
  for (const Key& k : keys()) {
    INFO(k.name);
    CHECK(names.emplace(k.file, k.name).second);
    CHECK(k.sentence.ends_with('.'));
    if (!k.initial.empty() && k.type != KeyType::paths) {
      CHECK(accepts(k, k.initial));
    }
    const bool ranged =
        k.type == KeyType::integer || k.type == KeyType::duration || k.type == KeyType::size;
    CHECK(ranged == !k.least.empty());
    CHECK((k.type == KeyType::choice) == !k.choices.empty());
    if (ranged) {
      CHECK(accepts(k, k.least));
      CHECK(accepts(k, k.most));
    }
  }
}

TEST_CASE("keys are found by file and dotted name", "[config]") {
  REQUIRE(find_key(KeyFile::configuration, "sources[].port") != nullptr);
  CHECK(find_key(KeyFile::configuration, "sources[].port")->initial == "5514");
  CHECK(find_key(KeyFile::services, "sources[].port") == nullptr);
  CHECK(key_names_below(KeyFile::configuration, "api") ==
        std::vector<std::string_view>{"address", "port", "max_connections"});
  CHECK(key_names_below(KeyFile::services, "") ==
        std::vector<std::string_view>{"providers", "modules", "sites", "feeds"});
}

TEST_CASE("the reference page has a row for every key", "[config]") {
  const std::string page = configuration_reference();
  for (const Key& k : keys()) {
    CHECK(page.find("| `" + std::string(k.name) + "` | ") != std::string::npos);
  }
  CHECK(
      page.find("| `api.port` | whole number | 0 to 65535 | `8420` | Port of the API; 0 takes any "
                "free port and tells it in the endpoint file. |\n") != std::string::npos);
  CHECK(page.find("| `meetings[].date` | date |  | required | Day of the meeting. |\n") !=
        std::string::npos);
}

TEST_CASE("whole numbers are decimal, whatever YAML would make of them", "[config]") {
  const Key k = key(KeyType::integer, "0", "1000");
  CHECK(number(k, "0") == "0");
  CHECK(number(k, "1000") == "1000");
  CHECK(number(k, "1001") == "'1001' is out of range");
  CHECK(number(k, "-1") == "'-1' is out of range");
  CHECK(number(k, "010") ==
        "'010' is not a whole number: a leading zero may mean octal or hexadecimal");
  for (const char* text :
       {"", "+5", "0x10", "1e3", "1.0", "1_000", " 1", "99999999999999999999", "no", "1\n"}) {
    INFO(text);
    CHECK_FALSE(accepts(k, text));
  }
}

TEST_CASE("durations and sizes are a whole number and a unit", "[config]") {
  const Key duration = key(KeyType::duration, "0s", "3650d");
  const Key size = key(KeyType::size, "1B", "64GiB");
  CHECK(number(duration, "2ms") == "2");
  CHECK(number(duration, "90s") == "90000");
  CHECK(number(duration, "10m") == "600000");
  CHECK(number(duration, "72h") == "259200000");
  CHECK(number(duration, "1d") == "86400000");
  CHECK(number(size, "512B") == "512");
  CHECK(number(size, "64KiB") == "65536");
  CHECK(number(size, "8MiB") == "8388608");
  CHECK(number(size, "1GiB") == "1073741824");
  CHECK(
      number(size, "9223372036854775807GiB").starts_with("'9223372036854775807GiB' is not a size"));
  CHECK(number(duration, "5") ==
        "'5' is not a duration: it takes a whole number and one of ms, s, m, h, d");
  for (const char* text : {"", "m", "1.5h", "5 m", "5min", "-5m", "05m", "5M"}) {
    INFO(text);
    CHECK_FALSE(accepts(duration, text));
  }
  for (const char* text : {"64", "64MB", "64mib", "64 MiB", "KiB", "0B"}) {
    INFO(text);
    CHECK_FALSE(accepts(size, text));
  }
}

TEST_CASE("names, addresses, zones and dates are held to their form", "[config]") {
  const auto check = [](KeyType type, std::string_view text, bool expected) {
    INFO(text);
    CHECK(accepts(key(type, "", "", "a|b"), text) == expected);
  };
  check(KeyType::word, "windows_xml", true);
  check(KeyType::word, "no", true);
  check(KeyType::word, "cef-2", false);
  check(KeyType::name, "www.city-ube.yamaguchi.example", true);
  check(KeyType::name, "../etc", false);
  check(KeyType::name, "宇部", false);
  check(KeyType::name, std::string(254, 'a'), false);
  check(KeyType::choice, "b", true);
  check(KeyType::choice, "a|b", false);
  check(KeyType::choice, "", false);
  check(KeyType::address, "::1", true);
  check(KeyType::address, "127.0.0.1:80", false);
  check(KeyType::address, "localhost", false);
  check(KeyType::time_zone, "+09:00", true);
  check(KeyType::time_zone, "Asia/Tokio", false);
  check(KeyType::date, "2024-02-29", true);
  check(KeyType::date, "2026-02-29", false);
  check(KeyType::date, "2026-1-15", false);
  check(KeyType::text, " \t", false);
  check(KeyType::text, std::string_view("a\0b", 3), false);
}

}  // namespace yagura
