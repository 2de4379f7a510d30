// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/byte_search.hpp"
#include "base/number.hpp"
#include "model/event.hpp"
#include "windows/record.hpp"

namespace yagura::windows {

// Reads the values of one record as what is asked for, and adds them to its event. A field that
// the event has already is left alone: beats bring some of theirs along.
class Reader {
 public:
  Reader(const Record& record, Event& event)
      : record_(record),
        event_(event),
        code_(text(Name::event_id)),
        event_id_(number(Name::event_id).value_or(-1)),
        is_sysmon_(find_text(text(Name::channel), "Sysmon") != std::string_view::npos) {}

  const Record& record() const { return record_; }
  Event& event() { return event_; }
  Arena& arena() { return event_.arena(); }
  bool has(Name name) const { return record_.has(name); }
  bool has_any(const NameSet& names) const { return record_.has_any(names); }

  // What is asked for again and again.
  std::string_view code() const { return code_; }
  std::int64_t event_id() const { return event_id_; }  // -1 where it is no number
  bool is_sysmon() const { return is_sysmon_; }

  // Empty for what is absent, null, "-" or not a scalar; numbers become texts in the arena.
  std::string_view text(Name name) {
    const Value* value = record_.find(name);
    if (value == nullptr) {
      return {};
    }
    if (const auto* text = std::get_if<std::string_view>(value)) {
      return *text == "-" ? std::string_view{} : *text;
    }
    return text_of(*value, event_.arena());
  }

  std::string_view first_text(std::initializer_list<Name> names) {
    for (const Name name : names) {
      if (const std::string_view found = text(name); !found.empty()) {
        return found;
      }
    }
    return {};
  }

  std::optional<std::int64_t> number(Name name) const {
    const Value* value = record_.find(name);
    if (value == nullptr) {
      return std::nullopt;
    }
    if (const auto* number = std::get_if<std::int64_t>(value)) {
      return *number;
    }
    const auto* text = std::get_if<std::string_view>(value);
    return text == nullptr ? std::nullopt : parse_integer_or_hex(*text);
  }

  void add(Field field, std::string_view text) {
    if (!text.empty() && text != "-" && !event_.has(field)) {
      event_.add(field, text);
    }
  }
  void add(Field field, Name name) { add(field, text(name)); }
  void add_number(Field field, std::optional<std::int64_t> number) {
    if (number && !event_.has(field)) {
      event_.add(field, *number);
    }
  }

 private:
  const Record& record_;
  Event& event_;
  std::string_view code_;
  std::int64_t event_id_;
  bool is_sysmon_;
};

// The parts of map_to_event() that have files of their own.
void add_process(Reader& reader);
void add_hashes(Reader& reader);
void add_objects(Reader& reader);  // files, libraries, registry, URLs

}  // namespace yagura::windows
