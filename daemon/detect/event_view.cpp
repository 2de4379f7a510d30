// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/event_view.hpp"

#include "detect/text_pattern.hpp"

namespace yagura {
namespace {

// Empty, but not a null pointer: made, and nothing in it.
constexpr std::string_view kEmpty = "";

}  // namespace

void EventView::show(const Event& event) {
  event_ = &event;
  entries_.clear();
  texts_->clear();
  for (const Value& value : event.values()) {
    entries_.emplace_back(value);
  }
  for (const UnmappedField& field : event.unmapped()) {
    entries_.emplace_back(field.value);
  }
}

std::string_view EventView::make_text(const Entry& entry) const {
  const std::string_view text = text_of(*entry.value_, *texts_);
  entry.text_ = text.empty() ? kEmpty : text;
  return entry.text_;
}

std::string_view EventView::make_folded(const Entry& entry) const {
  const std::string_view plain = text(entry);
  if (plain.empty()) {
    entry.folded_ = kEmpty;
    return entry.folded_;
  }
  char* folded = texts_->allocate(plain.size());
  fold(plain, folded);
  entry.folded_ = {folded, plain.size()};
  return entry.folded_;
}

}  // namespace yagura
