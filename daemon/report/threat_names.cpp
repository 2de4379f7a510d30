// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/threat_names.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "model/ipa_threat.hpp"

namespace yagura {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kTactics{
    {{"reconnaissance", "偵察"},
     {"resource-development", "リソース開発"},
     {"initial-access", "初期アクセス"},
     {"execution", "実行"},
     {"persistence", "永続化"},
     {"privilege-escalation", "権限昇格"},
     {"defense-evasion", "防御回避"},
     // ATT&CK v19 (2026-04) split it in two.
     {"stealth", "隠蔽"},
     {"defense-impairment", "防御妨害"},
     {"credential-access", "認証情報アクセス"},
     {"discovery", "探索"},
     {"lateral-movement", "水平展開"},
     {"collection", "収集"},
     {"command-and-control", "遠隔操作（C2）"},
     {"exfiltration", "持ち出し"},
     {"impact", "影響"}}};

}  // namespace

std::string threat_text(int rank) {
  const IpaThreat* threat = ipa_threat(rank);
  return threat == nullptr ? "" : fmt::format("{}位 {}", threat->rank, threat->name);
}

std::string_view tactic_in_japanese(std::string_view tactic) {
  for (const auto& [english, japanese] : kTactics) {
    if (english == tactic) {
      return japanese;
    }
  }
  return tactic;
}

}  // namespace yagura
