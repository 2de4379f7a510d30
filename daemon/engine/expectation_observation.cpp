// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/expectation_observation.hpp"

#include <charconv>
#include <cmath>
#include <utility>

#include "detect/correlation_values.hpp"

namespace yagura {

std::optional<ExpectationObservation> expectation_observation(const EventView& event,
                                                              const ExpectationInput& input) {
  auto group = correlation_values(event, input.group_by);
  if (!group) {
    return std::nullopt;
  }
  ExpectationObservation observation;
  observation.part = input.part;
  observation.group = std::move(*group);
  if (input.amount) {
    const auto texts = correlation_values(event, {*input.amount});
    if (!texts) {
      return std::nullopt;
    }
    const std::string& text = texts->front();
    const auto [last, error] =
        std::from_chars(text.data(), text.data() + text.size(), observation.amount);
    if (error != std::errc{} || last != text.data() + text.size() ||
        !std::isfinite(observation.amount)) {
      return std::nullopt;
    }
  }
  return observation;
}

}  // namespace yagura
