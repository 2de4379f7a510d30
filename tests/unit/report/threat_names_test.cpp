// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/threat_names.hpp"

#include <catch2/catch.hpp>

namespace yagura {

TEST_CASE("the ten threats stand in order of rank", "[report]") {
  REQUIRE(ten_threats().size() == 10);
  int rank = 0;
  for (const Threat& threat : ten_threats()) {
    CHECK(threat.rank == ++rank);
    CHECK(threat.consecutive_years <= threat.total_times);
    // Chosen each year since the first, at most.
    CHECK(threat.total_times <= 2026 - threat.first_year + 1);
  }
  CHECK(threat_text(1) == "1位 ランサム攻撃による被害");
  CHECK(threat_text(10) == "10位 ビジネスメール詐欺");
  CHECK(threat_text(0).empty());
  CHECK(threat_text(11).empty());
}

TEST_CASE("tactics have Japanese names; unknown ones stay as they are", "[report]") {
  CHECK(tactic_in_japanese("credential-access") == "認証情報アクセス");
  CHECK(tactic_in_japanese("impact") == "影響");
  CHECK(tactic_in_japanese("brewing") == "brewing");
}

}  // namespace yagura
