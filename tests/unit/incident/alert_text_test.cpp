// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "incident/alert_text.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "base/text.hpp"

namespace yagura {
namespace {

std::string key(std::vector<std::pair<std::string, std::string>> group,
                std::vector<Entity> entities = {}, std::string summary = "") {
  Detection detection;
  detection.group = std::move(group);
  detection.entities = std::move(entities);
  detection.summary = std::move(summary);
  return key_of(detection);
}

}  // namespace

TEST_CASE("the key is the group, else the entities, else the summary", "[incident]") {
  const Entity host{Entity::Kind::host, "SRV01"};
  const Entity user{Entity::Kind::user, "admin"};
  CHECK(key({{"host.name", "srv01"}}, {user}, "s") == "host.name=srv01");
  CHECK(key({}, {user, host}, "s") == "host=srv01 user=admin");
  CHECK(key({}, {}, "cmd.exe /c dir") == "cmd.exe /c dir");
}

TEST_CASE("a value cannot pretend to be two", "[incident]") {
  CHECK(key({{"a", "1 b=2"}, {"b", ""}}) == R"(a="1 b=2" b="")");
  CHECK(key({{"a", R"(C:\x "y")"}}) == R"(a="C:\\x \"y\"")");
}

TEST_CASE("long keys are cut between characters and stay different", "[incident]") {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += "櫓";
  }
  const std::string one = key({}, {}, text + "1");
  const std::string two = key({}, {}, text + "2");
  CHECK(one.size() <= kMaxKeyBytes);
  CHECK(is_valid_utf8(one));
  CHECK(one != two);
}

TEST_CASE("entities are spelled in one way", "[incident]") {
  Detection detection;
  detection.entities = {
      {Entity::Kind::host, "SRV01"}, {Entity::Kind::host, "srv01"}, {Entity::Kind::user, "a\xff"}};
  CHECK(entities_of(detection) ==
        std::vector<Entity>{{Entity::Kind::host, "srv01"}, {Entity::Kind::user, "a\xef\xbf\xbd"}});
}

TEST_CASE("what every machine has joins nothing", "[incident]") {
  const auto check = [](Entity::Kind kind, const char* value, const char* expected) {
    INFO(value);
    const auto joining = joining_entities({{kind, value}});
    CHECK((joining.empty() ? std::string("nothing") : joining.front().value) == expected);
  };
  for (const char* value : {"", "-", "system", "nt authority\\system", "local service",
                            "nt authority\\network service"}) {
    check(Entity::Kind::user, value, "nothing");
  }
  for (const char* value : {"127.0.0.1", "127.8.0.1", "::1", "0.0.0.0", "::"}) {
    check(Entity::Kind::address, value, "nothing");
  }
  check(Entity::Kind::host, "localhost", "nothing");
  check(Entity::Kind::user, "city\\u05042", "u05042");
  check(Entity::Kind::user, "u05042", "u05042");
  check(Entity::Kind::user, "pc1\\administrator", "pc1\\administrator");
  check(Entity::Kind::address, "192.0.2.1", "192.0.2.1");
  check(Entity::Kind::host, "pc1", "pc1");
}

}  // namespace yagura
