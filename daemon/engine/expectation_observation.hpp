// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "detect/event_view.hpp"
#include "detect/rule.hpp"
#include "model/expectation_rule.hpp"

namespace yagura {

// What an absence or baseline is told of an event that one of its rules matched, without time and
// organisation; nothing if a group-by field is missing or the amount is no number. `source` is the
// log source that the event came in by.
std::optional<ExpectationObservation> expectation_observation(const EventView& event,
                                                              const ExpectationInput& input,
                                                              std::string_view source);
// What an event came in by that is no record: verbs read events from files.
inline constexpr std::string_view kNoSource = "input";

}  // namespace yagura
