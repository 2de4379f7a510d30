// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/entities.hpp"

#include <catch2/catch.hpp>

namespace yagura {

TEST_CASE("one machine and one account have one name each", "[engine]") {
  Arena arena;
  Event event(arena);
  event.add(Field::host_name, std::string_view("FS01.city.nagato.lg.jp"));
  event.add(Field::winlog_computer_name, std::string_view("fs01"));
  event.add(Field::user_domain, std::string_view("CITY"));
  event.add(Field::user_name, std::string_view("Svc-Backup"));
  event.add(Field::user_target_name, std::string_view("city\\svc-backup"));
  event.add(Field::source_ip, *IpAddress::parse("203.0.113.7"));
  CHECK(entities_of(event) == std::vector<Entity>{{Entity::Kind::host, "fs01"},
                                                  {Entity::Kind::user, "city\\svc-backup"},
                                                  {Entity::Kind::address, "203.0.113.7"}});
}

TEST_CASE("an address as host name keeps its dots", "[engine]") {
  Arena arena;
  Event event(arena);
  event.add(Field::host_name, std::string_view("10.0.0.5"));
  CHECK(entities_of(event) == std::vector<Entity>{{Entity::Kind::host, "10.0.0.5"}});
}

TEST_CASE("the summary is the most telling value, cut at a whole character", "[engine]") {
  Arena arena;
  Event event(arena);
  CHECK(summary_of(event).empty());
  event.add(Field::message, std::string_view("text"));
  CHECK(summary_of(event) == "text");
  std::string longest;
  for (int i = 0; i < 300; ++i) {
    longest += "市";
  }
  event.add(Field::process_command_line, std::string_view(longest));
  CHECK(summary_of(event).size() == 510);
}

}  // namespace yagura
