// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/elff.hpp"

#include <catch2/catch.hpp>

#include "model/event.hpp"

namespace yagura {
namespace {

TEST_CASE("#Fields holds for the lines that follow, until the next", "[elff]") {
  ElffReader reader;
  Arena arena;
  Pairs pairs;
  CHECK(reader.fields().empty());
  CHECK(reader.take_directives("#Software: SGOS 7\r\n#Fields: c-ip cs-host\r\n").empty());
  CHECK(reader.software() == "SGOS 7");

  CHECK(reader.take_directives("10.1.2.3 www.example.jp") == "10.1.2.3 www.example.jp");
  CHECK(reader.read("10.1.2.3 www.example.jp", arena, pairs) == 2);
  CHECK(pair_text(pairs, "cs-host") == "www.example.jp");

  const std::string_view line = reader.take_directives("#Fields: sc-status\n200\n");
  CHECK(line == "200");
  CHECK(reader.read(line, arena, pairs) == 1);
  CHECK(pair_text(pairs, "sc-status") == "200");
  CHECK(pair_text(pairs, "c-ip") == "10.1.2.3");  // a name outlives the #Fields it came from
}

TEST_CASE("quotes hold blanks, and a doubled one is one", "[elff]") {
  ElffReader reader;
  Arena arena;
  Pairs pairs;
  reader.set_fields("a  b\tc");
  CHECK(reader.read("1  \"two \"\"2\"\" two\" - more", arena, pairs) == 4);
  CHECK(pair_text(pairs, "a") == "1");
  CHECK(pair_text(pairs, "b") == "two \"2\" two");
  CHECK(pair_text(pairs, "c") == "-");
  CHECK(pair_text(pairs, "column.4") == "more");
}

TEST_CASE("date and time are UTC, whatever the zone of the source", "[elff]") {
  const ParseContext tokyo{*TimeZone::find("Asia/Tokyo"), TimePoint{}};
  Pairs pairs = {{"date", std::string_view("1970-01-01")}, {"time", std::string_view("00:00:07")}};
  const auto time = take_elff_time(pairs, tokyo);
  REQUIRE(time);
  CHECK(*time == TimePoint(std::chrono::seconds(7)));
  CHECK(pair_text(pairs, "date").empty());

  Pairs local = {{"localtime", std::string_view("[01/Jan/1970:09:00:07 +0900]")}};
  CHECK(take_elff_time(local, tokyo) == time);
  Pairs none = {{"date", std::string_view("1970-13-01")}, {"time", std::string_view("00:00:07")}};
  CHECK(!take_elff_time(none, tokyo));
}

TEST_CASE("a URL is put together from its parts", "[elff]") {
  Arena arena;
  Event event(arena);
  event.add(Field::url_scheme, std::string_view("https"));
  event.add(Field::url_domain, std::string_view("www.example.jp"));
  event.add(Field::url_port, std::int64_t{443});
  event.add(Field::url_path, std::string_view("/a.html"));
  event.add(Field::url_query, std::string_view("q=1"));
  add_url_of_parts(event);
  CHECK(event.text(Field::url_original) == "https://www.example.jp/a.html?q=1");
  CHECK(event.text(Field::url_extension) == "html");
}

}  // namespace
}  // namespace yagura
