// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace yagura {

// One of IPA's 情報セキュリティ10大脅威 2026 (組織編), as reports name it. Ranks 4 and 9 have gaps
// in their years, so how often a threat was chosen is data and cannot be computed.
struct IpaThreat {
  int rank = 0;
  int first_year = 0;
  int consecutive_years = 0;  // 1 = chosen for the first time
  int total_times = 0;        // since 2016
  std::string_view name;      // the official wording
  std::string_view subject;   // short, to be followed by の疑い in a 件名
  std::string_view english;   // our translation, for titles
};

// All ten, in order of rank.
std::span<const IpaThreat> ipa_threats();
// Null unless rank is 1 to 10.
const IpaThreat* ipa_threat(int rank);

}  // namespace yagura
