// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "inspect/correlation_trace.hpp"
#include "inspect/expectation_view.hpp"
#include "inspect/explanation_text.hpp"
#include "inspect/indicator_view.hpp"
#include "inspect/why_not.hpp"

namespace yagura {

// The views of this folder for machines: one JSON object, one line, without the line break. What
// is no UTF-8 becomes U+FFFD.
std::string explanation_json(const ExplainedEvent& explained);
std::string why_not_json(const ExplainedEvent& explained);
std::string correlation_json(const LoadedCorrelation& correlation, const CorrelationTrace& trace);
// `part`: the reason lies in this event and rule.
std::string correlation_why_not_json(const LoadedCorrelation& correlation, const Reason& reason,
                                     const std::optional<ExplainedEvent>& part);
std::string indicator_json(const IndicatorView& view);
std::string expectation_json(const LoadedExpectation& expectation, const ExpectationTrace& trace);

}  // namespace yagura
