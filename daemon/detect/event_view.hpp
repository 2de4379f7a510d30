// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// An event as rules look at it: every value with its text, and that text in lower case. Both are
// made when first asked for and kept for all rules, since most values are asked about by none.
// Reused for every event: after a few it allocates nothing. One thread; valid until the next
// show() and as long as the event lives.
class EventView {
 public:
  class Entry {
   public:
    explicit Entry(const Value& value) : value_(&value) {
      if (const auto* text = std::get_if<std::string_view>(&value)) {
        text_ = *text;
      }
    }
    const Value& value() const { return *value_; }
    bool is_null() const { return std::holds_alternative<std::monostate>(*value_); }

   private:
    friend class EventView;
    const Value* value_;
    mutable std::string_view text_;  // a null pointer: not made yet
    mutable std::string_view folded_;
  };

  void show(const Event& event);

  const Event& event() const { return *event_; }
  // The event's fields, then its unmapped fields.
  std::span<const Entry> all() const { return entries_; }

  std::string_view text(const Entry& entry) const {
    return entry.text_.data() != nullptr ? entry.text_ : make_text(entry);
  }
  // append_folded() of the text.
  std::string_view folded(const Entry& entry) const {
    return entry.folded_.data() != nullptr ? entry.folded_ : make_folded(entry);
  }

  // Whether `test` holds for a value of the field. The first of the field's names that stands in
  // the event is the field; a field with several values holds if one of them does.
  template <typename Test>
  bool any(const FieldNames& names, Test test) const {
    return visit(names, test) == Found::holds;
  }
  bool present(const FieldNames& names) const {
    return visit(names, [](const Entry&) { return true; }) == Found::holds;
  }

 private:
  enum class Found { nothing, present, holds };

  template <typename Test>
  Found visit(const FieldNames& names, Test test) const {
    const auto fields = event_->fields();
    for (const Field field : names.fields) {
      Found found = Found::nothing;
      for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i] == field) {
          if (test(entries_[i])) {
            return Found::holds;
          }
          found = Found::present;
        }
      }
      if (found != Found::nothing) {
        return found;
      }
    }
    const auto unmapped = event_->unmapped();
    Found found = Found::nothing;
    for (std::size_t i = 0; i < unmapped.size(); ++i) {
      if (unmapped[i].name == names.own_name) {
        if (test(entries_[fields.size() + i])) {
          return Found::holds;
        }
        found = Found::present;
      }
    }
    return found;
  }

  std::string_view make_text(const Entry& entry) const;
  std::string_view make_folded(const Entry& entry) const;

  const Event* event_ = nullptr;
  std::vector<Entry> entries_;
  // What the entries' views point into. Not a member itself: an arena does not move.
  std::unique_ptr<Arena> texts_ = std::make_unique<Arena>();
};

}  // namespace yagura
