// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "detect/rule.hpp"
#include "model/event.hpp"

namespace yagura {

// `tests:` of a rule:
//   - name: what it shows
//     match: true
//     event: { EventID: 4625, LogonType: 3 }
// and of a correlation, where `every` is the time after each repetition:
//   - match: true
//     events:
//       - { repeat: 20, every: 20s, event: { EventID: 4625 } }
Result<std::vector<RuleTest>> read_rule_tests(const std::string& file, const RuleNode& tests);

// Fills `event` (cleared by the caller) from a map of flat fields, of which `@timestamp` is its
// time; views point into `fields`.
void fill_event(const RuleNode& fields, Event& event);

}  // namespace yagura
