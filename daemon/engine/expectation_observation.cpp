// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/expectation_observation.hpp"

#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "detect/correlation_values.hpp"

namespace yagura {

std::optional<ExpectationObservation> expectation_observation(const EventView& event,
                                                              const ExpectationInput& input,
                                                              std::string_view source) {
  std::vector<std::string_view> texts;
  if (!correlation_values(event, input.group_by, texts)) {
    return std::nullopt;
  }
  ExpectationObservation observation;
  observation.part = input.part;
  observation.group.assign(texts.begin(), texts.end());
  if (input.by_source) {
    observation.group.emplace_back(source);
  }
  if (input.amount) {
    texts.clear();
    if (!correlation_values(event, {*input.amount}, texts)) {
      return std::nullopt;
    }
    const std::string_view text = texts.front();
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
