// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "base/time.hpp"

namespace yagura {

struct IncidentSettings {
  int min_organisations = 2;                         // bodies affected before it is one incident
  Duration alert_window = std::chrono::hours(1);     // detections of one rule and key: one alert
  Duration join_window = std::chrono::hours(72);     // evidence further apart is another case
  Duration onset_spread = std::chrono::minutes(10);  // sites of one cause fail within this
  Duration flap_window = std::chrono::minutes(30);   // down again within this: the same incident
};

// The span of event times that is believed: what lies outside is moved to its edge, so that
// differences of times cannot overflow.
inline constexpr TimePoint kEarliestTime{};
inline constexpr TimePoint kLatestTime{std::chrono::sys_days{std::chrono::year(9999) / 12 / 31}};

inline TimePoint believable(TimePoint time) {
  return std::clamp(time, kEarliestTime, kLatestTime);
}

}  // namespace yagura
