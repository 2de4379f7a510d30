// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/organisation.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace yagura {
namespace {

OrganisationCode code(const char* text) {
  return OrganisationCode::parse(text).value();
}

OrganisationTable table() {
  return OrganisationTable({{code("352012"), "下関市", "", OrganisationKind::city, ""},
                            {code("350001"), "山口県", "", OrganisationKind::prefecture, ""},
                            {code("352021"), "宇部市", "", OrganisationKind::city, ""},
                            {code("353051"), "周防大島町", "", OrganisationKind::town, ""}});
}

}  // namespace

TEST_CASE("the check digit of a local government code is verified", "[model]") {
  CHECK(OrganisationCode::parse("352012"));
  CHECK(OrganisationCode::parse("350001"));
  const auto wrong = OrganisationCode::parse("352013");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().message.find("352012 would be right") != std::string::npos);
  CHECK_FALSE(OrganisationCode::parse("35201"));
  CHECK_FALSE(OrganisationCode::parse("35201x"));
  CHECK_FALSE(OrganisationCode::parse(""));
}

TEST_CASE("organisations stand in order of code and are found by code and name", "[model]") {
  const OrganisationTable t = table();
  CHECK(t.all().front().name == "山口県");
  REQUIRE(t.find(code("352021")) != nullptr);
  CHECK(t.find(code("352021"))->name == "宇部市");
  CHECK(t.find_by_name("周防大島町")->code == code("353051"));
  CHECK(t.find(code("355020")) == nullptr);
}

TEST_CASE("reach is counted in municipal terms", "[model]") {
  const OrganisationTable t = table();
  const auto check = [&](std::set<OrganisationCode> codes, const char* expected) {
    CHECK(reach_text(t, codes) == expected);
  };
  check({}, "");
  check({code("352012")}, "県内1市");
  check({code("353051")}, "県内1町");
  check({code("352012"), code("352021"), code("353051")}, "県内2市1町");
  check({code("350001")}, "県");
  check({code("350001"), code("352012")}, "県及び県内1市");
}

}  // namespace yagura
