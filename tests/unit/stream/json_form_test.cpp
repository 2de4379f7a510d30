// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "stream/json_form.hpp"

#include <catch2/catch.hpp>

namespace yagura {
namespace {

OrganisationCode code(const char* text) {
  return OrganisationCode::parse(text).value();
}

OrganisationTable table() {
  return OrganisationTable({{code("352110"), "長門市", "Nagato City", OrganisationKind::city, ""},
                            {code("353213"), "和木町", "Waki Town", OrganisationKind::town, ""}});
}

}  // namespace

TEST_CASE("an incident comes back from its JSON as it was", "[stream]") {
  Incident incident;
  incident.id = "ab";
  incident.kind = IncidentKind::outage;
  incident.title_ja = "ホームページが開けなくなるトラブル";
  incident.level = Level::high;
  incident.maximum = {code("352110"), code("353213")};
  incident.entities = {{Entity::Kind::host, "srv\x01"}};
  incident.onset = TimePoint(std::chrono::seconds(1'772'000'000));
  incident.recovered = incident.onset + std::chrono::hours(9);
  incident.alert_ids = {"x", "y"};
  const std::string json = to_json(std::vector<Incident>{incident}, table());
  CHECK(json.find("\"reach\":\"県内1市1町\"") != std::string::npos);
  const auto back = parse_incidents(json);
  REQUIRE(back);
  REQUIRE(back->incidents.size() == 1);
  const Incident& read = back->incidents.front();
  CHECK(read.kind == IncidentKind::outage);
  CHECK(read.maximum == incident.maximum);
  CHECK(read.recovered == incident.recovered);
  CHECK(read.entities == incident.entities);
  CHECK(read.alert_ids == incident.alert_ids);
  CHECK(back->organisations.find(code("353213"))->kind == OrganisationKind::town);
}

TEST_CASE("an alert keeps hostile bytes out of its JSON", "[stream]") {
  Alert alert;
  alert.organisation = code("352110");
  alert.sequence = 9;
  alert.summary = "a\"b\\c\n\xff";
  const std::string json = to_json(alert, table());
  CHECK(json.find('\n') == std::string::npos);
  const auto back = parse_alert(json);
  REQUIRE(back);
  CHECK(back->organisation_name == "長門市");
  CHECK(back->alert.sequence == 9);
  CHECK(back->alert.summary == "a\"b\\c\n\xef\xbf\xbd");
}

TEST_CASE("an answer that is not ours is an error, not a crash", "[stream]") {
  for (const char* text : {"", "[]", "{}", "{\"incidents\":[{}]}", "{\"incidents\":5}",
                           "{\"incidents\":[{\"id\":5}]}"}) {
    CHECK_FALSE(parse_incidents(text));
    CHECK_FALSE(parse_alert(text));
  }
}

}  // namespace yagura
