// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "detect/indicator_matcher.hpp"
#include "inspect/terminal_text.hpp"
#include "inspect/why_not.hpp"

namespace yagura {

// What an indicator rule met in one event.
struct IndicatorView {
  struct LookedAt {
    std::string field;
    std::vector<std::string> values;  // none: missing in the event
  };
  const IndicatorRule* indicator = nullptr;
  LogSource source;  // of the event
  std::size_t line = 0;
  bool routed = false;
  bool left_out = false;  // by a filter
  std::optional<IndicatorHit> hit;
  std::vector<LookedAt> looked_at;

  bool has_values() const;
};

// Makes the views of one rule, event by event. One thread.
class IndicatorViewer {
 public:
  // `indicator`: index into RuleSet::indicators.
  IndicatorViewer(std::shared_ptr<const RuleSet> rules, std::size_t indicator, LogSource source);

  IndicatorView view(const Event& event, std::size_t line);

 private:
  std::shared_ptr<const RuleSet> rules_;
  const IndicatorRule& indicator_;
  LogSource source_;
  IndicatorMatcher matcher_;
  EventView event_view_;
  std::vector<const Rule*> matched_;
};

// Safe for a terminal, without the rule's heading.
std::string indicator_text(const IndicatorView& view, Colour colour);
Reason indicator_reason(const IndicatorView& view);

}  // namespace yagura
