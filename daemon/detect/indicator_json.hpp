// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "detect/indicator_list.hpp"

namespace yagura {

// Adds what is of the rule's kind in a STIX 2.1 bundle (OASIS) or a MISP event, list of events or
// answer of its API (MISP core format). Other kinds are passed over: such files are mixed.
//   STIX  objects of type `indicator` that are not revoked, whose pattern is one comparison by `=`
//         or several joined by OR; `valid_until` is the expiry, `name` the source. Other patterns
//         mean more than a value, so they are refused.
//   MISP  attributes, also in objects, unless `to_ids` is false; the event's `info` is the source.
// Refusals name the file and the number of the object or attribute. Not valid JSON: one refusal.
void read_indicator_json(std::string_view text, const std::string& file, const std::string& source,
                         IndicatorEntries& entries, RefusedEntries& refused);

}  // namespace yagura
