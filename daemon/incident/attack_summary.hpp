// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "model/incident.hpp"

namespace yagura {

// Fills in what an attack incident tells of its alerts as a whole: level, rank, stages, titles and
// cause. `known` are its alerts in order of event time; alerts that are no longer remembered keep
// their say in what stands already.
//   ランサム攻撃の疑い（長門市、4段階）   by the rank of the gravest alert and the tactics seen
//   不審な実行（長門市、ほか2件）         without a rank: the gravest alert's own title
void summarise_attack(Incident& incident, const std::vector<const Alert*>& known,
                      std::string_view organisation_ja, std::string_view organisation_en);

}  // namespace yagura
