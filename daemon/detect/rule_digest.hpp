// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "detect/indicator_rule.hpp"
#include "detect/rule.hpp"

namespace yagura {

// A name for what decides whether the rule matches: its log source and all that its condition
// asks, placeholders filled in, and the filters that apply. Two rules of one name match the same
// events. The order in which things are written, names of selections and what is only told
// (titles, level, tags, tests) do not change it, nor does another run of the program.
Digest content_digest(const Rule& rule);

// The same with kind and fields, but without the entries: they come and go with their lists.
Digest content_digest(const IndicatorRule& indicator);

}  // namespace yagura
