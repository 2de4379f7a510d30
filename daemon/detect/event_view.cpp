// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/event_view.hpp"

#include "detect/text_pattern.hpp"

namespace yagura {

void EventView::show(const Event& event) {
  event_ = &event;
  entries_.clear();
  texts_.clear();
  const auto add = [&](const Value& value) {
    const std::string_view text = text_of(value, scratch_);
    const bool own_text = !std::holds_alternative<std::string_view>(value);
    if (own_text) {
      texts_ += text;
    }
    append_folded(texts_, text);
    entries_.push_back({&value, own_text ? std::string_view{} : text, text});
  };
  for (const Value& value : event.values()) {
    add(value);
  }
  for (const UnmappedField& field : event.unmapped()) {
    add(field.value);
  }
  // `texts_` no longer moves: only now can views point into it. `folded` held the size till here.
  std::size_t at = 0;
  const std::string_view texts = texts_;
  for (Entry& entry : entries_) {
    const std::size_t size = entry.folded.size();
    if (!std::holds_alternative<std::string_view>(*entry.value)) {
      entry.text = texts.substr(at, size);
      at += size;
    }
    entry.folded = texts.substr(at, size);
    at += size;
  }
}

}  // namespace yagura
