// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "inspect/correlation_trace.hpp"
#include "inspect/terminal_text.hpp"
#include "inspect/why_not.hpp"

namespace yagura {

// "gte: 10", or for types without a condition what they ask for.
std::string condition_text(const LoadedCorrelation& correlation);

// What `yagura rules explain` shows of a correlation: its parts, each event with its part and
// group, and each group's window at the end. Safe for a terminal.
std::string correlation_text(const LoadedCorrelation& correlation, const CorrelationTrace& trace,
                             Colour colour);

// Why it did not fire, as far as the events met its parts; nothing if none met the part that
// `unmet_part` then names: the reason lies in that rule.
std::optional<Reason> correlation_reason(const LoadedCorrelation& correlation,
                                         const CorrelationTrace& trace, std::uint32_t& unmet_part);

}  // namespace yagura
