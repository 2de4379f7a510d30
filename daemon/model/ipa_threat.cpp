// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/ipa_threat.hpp"

#include <array>
#include <cstddef>

namespace yagura {
namespace {

constexpr std::array<IpaThreat, 10> kThreats{{
    {1, 2016, 11, 11, "ランサム攻撃による被害", "ランサム攻撃", "ransomware attack"},
    {2, 2019, 8, 8, "サプライチェーンや委託先を狙った攻撃", "サプライチェーン攻撃",
     "supply-chain attack"},
    {3, 2026, 1, 1, "AIの利用をめぐるサイバーリスク", "AI利用をめぐる事故",
     "incident in the use of AI"},
    {4, 2016, 6, 9, "システムの脆弱性を悪用した攻撃", "脆弱性を悪用した攻撃",
     "exploitation of a vulnerability"},
    {5, 2016, 11, 11, "機密情報を狙った標的型攻撃", "標的型攻撃", "targeted attack"},
    {6, 2025, 2, 2, "地政学的リスクに起因するサイバー攻撃（情報戦を含む）",
     "地政学的リスクに起因する攻撃", "geopolitically motivated attack"},
    {7, 2016, 11, 11, "内部不正による情報漏えい等", "内部不正", "insider misuse"},
    {8, 2021, 6, 6, "リモートワーク等の環境や仕組みを狙った攻撃", "リモートワーク環境を狙った攻撃",
     "attack on remote work"},
    {9, 2016, 2, 7, "DDoS攻撃（分散型サービス妨害攻撃）", "DDoS攻撃", "DDoS attack"},
    {10, 2018, 9, 9, "ビジネスメール詐欺", "ビジネスメール詐欺", "business e-mail compromise"},
}};

}  // namespace

std::span<const IpaThreat> ipa_threats() {
  return kThreats;
}

const IpaThreat* ipa_threat(int rank) {
  return rank >= 1 && rank <= static_cast<int>(kThreats.size())
             ? &kThreats.at(static_cast<std::size_t>(rank) - 1)
             : nullptr;
}

}  // namespace yagura
