// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace yagura {

// One row of IPA 情報セキュリティ10大脅威2026, organisations. Ranks 4 and 9 have gaps in their
// years, so how often a threat was chosen is data and cannot be computed.
struct Threat {
  int rank;
  std::string_view name;
  int first_year;
  int consecutive_years;  // 1 = chosen for the first time
  int total_times;        // since 2016
};

std::span<const Threat> ten_threats();
// "1位 ランサム攻撃による被害"; empty for a rank that is not there.
std::string threat_text(int rank);

// ATT&CK tactic as rules tag it ("credential-access") to Japanese (認証情報アクセス); a tactic we
// do not know comes back as it is.
std::string_view tactic_in_japanese(std::string_view tactic);

}  // namespace yagura
