// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "detect/explanation.hpp"
#include "inspect/terminal_text.hpp"

namespace yagura {

// The explanation of a rule for one event, and where in a file that event stands.
struct ExplainedEvent {
  const Rule* rule = nullptr;
  LogSource source;  // of the event
  std::size_t line = 0;
  Explanation explanation;
};

// The selection in which each test stands: index into DetectionTree::tests -> section and
// selection. A test of none cannot be.
struct TestPlace {
  const DetectionSection* section = nullptr;
  const DetectionSection::Selection* selection = nullptr;
};
std::vector<TestPlace> test_places(const DetectionTree& tree);

// "Title (high)", id and place: how every view of a rule begins.
std::string rule_heading(const RuleInfo& info, const Place& place);

// What `yagura rules explain` shows of one event: log source, conditions as trees, selections
// with each test. Safe for a terminal.
std::string explanation_text(const ExplainedEvent& explained, Colour colour);

}  // namespace yagura
