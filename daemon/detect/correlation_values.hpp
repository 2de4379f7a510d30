// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "detect/event_view.hpp"
#include "detect/rule.hpp"

namespace yagura {

// The texts of the fields in `names`; nothing if one of them is missing, null or empty: an event
// without a group-by field belongs to no group, so it does not count. Of several values the first.
std::optional<std::vector<std::string>> correlation_values(const EventView& event,
                                                           const std::vector<FieldNames>& names);

}  // namespace yagura
