// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/threat_names.hpp"

#include <catch2/catch.hpp>

namespace yagura {

TEST_CASE("a threat is named with its rank", "[report]") {
  CHECK(threat_text(1) == "1位 ランサム攻撃による被害");
  CHECK(threat_text(10) == "10位 ビジネスメール詐欺");
  CHECK(threat_text(0).empty());
  CHECK(threat_text(11).empty());
}

TEST_CASE("tactics have Japanese names; unknown ones stay as they are", "[report]") {
  CHECK(tactic_in_japanese("credential-access") == "認証情報アクセス");
  CHECK(tactic_in_japanese("impact") == "影響");
  CHECK(tactic_in_japanese("defense-impairment") == "防御妨害");
  CHECK(tactic_in_japanese("brewing") == "brewing");
}

}  // namespace yagura
