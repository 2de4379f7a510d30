// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.hpp"
#include "model/log_source.hpp"

namespace yagura {

// An event as rules look at it: every value with its text, and that text in lower case, made once
// for all rules. Reused for every event: after a few it allocates nothing. One thread; valid until
// the next show() and as long as the event lives.
class EventView {
 public:
  struct Entry {
    const Value* value = nullptr;
    std::string_view text;
    std::string_view folded;
    bool is_null() const { return std::holds_alternative<std::monostate>(*value); }
  };

  void show(const Event& event);

  const Event& event() const { return *event_; }
  std::span<const Entry> all() const { return entries_; }

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

  const Event* event_ = nullptr;
  std::vector<Entry> entries_;  // the event's fields, then its unmapped fields
  std::string texts_;           // what the entries' views point into
  std::string scratch_;
};

}  // namespace yagura
