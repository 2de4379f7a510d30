// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yagura {

// "1位 ランサム攻撃による被害"; empty for a rank that is not there.
std::string threat_text(int rank);

// ATT&CK tactic as rules tag it ("credential-access") to Japanese (認証情報アクセス); a tactic we
// do not know comes back as it is.
std::string_view tactic_in_japanese(std::string_view tactic);

}  // namespace yagura
