// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "detect/event_view.hpp"
#include "detect/rule.hpp"

namespace yagura {

// Puts the texts of the fields in `names` into `values`, as long as the view lives. False if one of
// them is missing, null or empty: an event without a group-by field belongs to no group, so it does
// not count. Of several values the first.
bool correlation_values(const EventView& event, const std::vector<FieldNames>& names,
                        std::vector<std::string_view>& values);

}  // namespace yagura
