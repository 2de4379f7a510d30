// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "detect/event_view.hpp"
#include "detect/rule.hpp"
#include "model/expectation_rule.hpp"

namespace yagura {

// What an absence or baseline is told of an event that one of its rules matched, without time and
// organisation; nothing if a group-by field is missing or the amount is no number.
std::optional<ExpectationObservation> expectation_observation(const EventView& event,
                                                              const ExpectationInput& input);

}  // namespace yagura
