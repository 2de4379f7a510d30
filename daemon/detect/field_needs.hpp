// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "detect/rule.hpp"
#include "model/log_source.hpp"

namespace yagura {

// Whether events can have a field, under any of its names.
using FieldSupply = std::function<bool(const FieldNames& names)>;

// A smallest set of fields, as the rule writes them, that events would have to have beside those
// of `supply` for the rule to match one; empty: it may match as things are. A test on a field that
// no event has always comes out as the plain evaluator says of an event without it; every other
// test may come out either way, and tests count as independent, so a rule that is said to match
// may still need values that do not occur, but never the other way round.
std::vector<std::string> missing_fields(const Rule& rule, const FieldSupply& supply);

}  // namespace yagura
