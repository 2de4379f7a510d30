// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "report/threat_names.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace yagura {
namespace {

constexpr std::array<Threat, 10> kThreats{
    {{1, "ランサム攻撃による被害", 2016, 11, 11},
     {2, "サプライチェーンや委託先を狙った攻撃", 2019, 8, 8},
     {3, "AIの利用をめぐるサイバーリスク", 2026, 1, 1},
     {4, "システムの脆弱性を悪用した攻撃", 2016, 6, 9},
     {5, "機密情報を狙った標的型攻撃", 2016, 11, 11},
     {6, "地政学的リスクに起因するサイバー攻撃（情報戦を含む）", 2025, 2, 2},
     {7, "内部不正による情報漏えい等", 2016, 11, 11},
     {8, "リモートワーク等の環境や仕組みを狙った攻撃", 2021, 6, 6},
     {9, "DDoS攻撃（分散型サービス妨害攻撃）", 2016, 2, 7},
     {10, "ビジネスメール詐欺", 2018, 9, 9}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTactics{
    {{"reconnaissance", "偵察"},
     {"resource-development", "リソース開発"},
     {"initial-access", "初期アクセス"},
     {"execution", "実行"},
     {"persistence", "永続化"},
     {"privilege-escalation", "権限昇格"},
     {"defense-evasion", "防御回避"},
     {"credential-access", "認証情報アクセス"},
     {"discovery", "探索"},
     {"lateral-movement", "水平展開"},
     {"collection", "収集"},
     {"command-and-control", "遠隔操作（C2）"},
     {"exfiltration", "持ち出し"},
     {"impact", "影響"}}};

}  // namespace

std::span<const Threat> ten_threats() {
  return kThreats;
}

std::string threat_text(int rank) {
  for (const Threat& threat : kThreats) {
    if (threat.rank == rank) {
      return fmt::format("{}位 {}", threat.rank, threat.name);
    }
  }
  return {};
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
