// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/ipa_threat.hpp"

#include <catch2/catch.hpp>

namespace yagura {

TEST_CASE("the ten threats stand in order of rank with years that can be", "[model]") {
  REQUIRE(ipa_threats().size() == 10);
  int rank = 0;
  for (const IpaThreat& threat : ipa_threats()) {
    CHECK(threat.rank == ++rank);
    CHECK(threat.consecutive_years <= threat.total_times);
    // Chosen each year since the first, at most.
    CHECK(threat.total_times <= 2026 - threat.first_year + 1);
  }
  CHECK(ipa_threat(4)->consecutive_years == 6);
  CHECK(ipa_threat(4)->total_times == 9);
  CHECK(ipa_threat(0) == nullptr);
  CHECK(ipa_threat(11) == nullptr);
}

}  // namespace yagura
