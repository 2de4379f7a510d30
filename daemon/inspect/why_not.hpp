// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inspect/explanation_text.hpp"

namespace yagura {

// One or two sentences, escaped for a terminal.
struct Reason {
  std::string japanese;
  std::string english;
};

// The first thing that kept the rule from matching, or that it matches.
Reason reason_for(const ExplainedEvent& explained);

// What `yagura rules why-not` shows of one event: the reason, then the smallest set of tests that
// would have to come out the other way. Without the rule's heading.
std::string why_not_text(const ExplainedEvent& explained);

}  // namespace yagura
