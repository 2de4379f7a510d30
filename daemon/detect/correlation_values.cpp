// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_values.hpp"

#include <algorithm>

namespace yagura {

bool correlation_values(const EventView& event, const std::vector<FieldNames>& names,
                        std::vector<std::string_view>& values) {
  values.clear();
  return std::all_of(names.begin(), names.end(), [&](const FieldNames& field) {
    return event.any(field, [&](const EventView::Entry& entry) {
      const std::string_view text = event.text(entry);
      if (!text.empty()) {
        values.push_back(text);
      }
      return !text.empty();
    });
  });
}

}  // namespace yagura
