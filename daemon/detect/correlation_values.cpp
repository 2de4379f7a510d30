// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_values.hpp"

#include <utility>

namespace yagura {

std::optional<std::vector<std::string>> correlation_values(const EventView& event,
                                                           const std::vector<FieldNames>& names) {
  std::vector<std::string> values;
  for (const FieldNames& field : names) {
    const bool found = event.any(field, [&](const EventView::Entry& entry) {
      const std::string_view text = event.text(entry);
      if (!text.empty()) {
        values.emplace_back(text);
      }
      return !text.empty();
    });
    if (!found) {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace yagura
