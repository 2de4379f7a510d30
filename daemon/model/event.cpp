// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "model/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

#include "base/text.hpp"

namespace yagura {
namespace {

// What is printed is the nearest millisecond; what is computed with keeps its microseconds.
TimePoint nearest_millisecond(TimePoint time) {
  return std::chrono::round<std::chrono::milliseconds>(time);
}

void append_value(std::string& out, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    fmt::format_to(std::back_inserter(out), "{}", *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    fmt::format_to(std::back_inserter(out), "{}", *real);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    out += *flag ? "true" : "false";
  } else if (std::holds_alternative<std::monostate>(value)) {
    out += "null";
  } else {
    std::string scratch;
    out += '"';
    append_json_escaped(out, text_of(value, scratch));
    out += '"';
  }
}

void append_key(std::string& out, std::string_view prefix, std::string_view name) {
  out += ",\"";
  append_json_escaped(out, prefix);
  append_json_escaped(out, name);
  out += "\":";
}

// Writes one key once: the value, or all values of that key as an array.
template <typename Same>
void append_values(std::string& out, std::size_t first, std::size_t count, Same value_at) {
  std::size_t members = 0;
  std::string list;
  for (std::size_t i = first; i < count; ++i) {
    if (const Value* value = value_at(i); value != nullptr) {
      list += members++ == 0 ? "" : ",";
      append_value(list, *value);
    }
  }
  out += members > 1 ? "[" + list + "]" : list;
}

}  // namespace

std::string_view text_of(const Value& value, std::string& scratch) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return *text;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    scratch = fmt::format("{}", *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    scratch = fmt::format("{}", *real);
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    scratch = *flag ? "true" : "false";
  } else if (const auto* ip = std::get_if<IpAddress>(&value)) {
    scratch = ip->to_string();
  } else if (const auto* time = std::get_if<TimePoint>(&value)) {
    scratch = to_rfc3339(nearest_millisecond(*time));
  } else {
    scratch.clear();
  }
  return scratch;
}

std::string_view text_of(const Value& value, Arena& arena) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return *text;
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    const fmt::format_int digits(*number);
    return arena.copy({digits.data(), digits.size()});
  }
  std::string scratch;
  return arena.copy(text_of(value, scratch));
}

std::string_view prefix(Origin origin) {
  switch (origin) {
    case Origin::event_data:
      return "winlog.event_data.";
    case Origin::vendor:
      return "vendor.";
    case Origin::none:
      break;
  }
  return {};
}

void Event::clear() {
  size_ = 0;
  unmapped_size_ = 0;
  notes.clear();
  present_.fill(0);
  time = TimePoint{};
  own_time.reset();
  received = TimePoint{};
  log_source = {};
}

void Event::grow() {
  constexpr std::size_t kFirst = 64;
  room_ = std::max(kFirst, room_ * 2);
  fields_.resize(room_);
  values_.resize(room_);
}

void Event::grow_unmapped() {
  constexpr std::size_t kFirst = 64;
  unmapped_room_ = std::max(kFirst, unmapped_room_ * 2);
  unmapped_.resize(unmapped_room_);
}

const Value* Event::find(Field field) const {
  if (!has(field)) {
    return nullptr;
  }
  const auto used = fields();
  return &values_[static_cast<std::size_t>(std::find(used.begin(), used.end(), field) -
                                           used.begin())];
}

const Value* Event::find_unmapped(std::string_view name) const {
  for (const UnmappedField& field : unmapped()) {
    if (field.name == name) {
      return &field.value;
    }
  }
  return nullptr;
}

std::string_view Event::text(Field field) const {
  const Value* value = find(field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
  return text == nullptr ? std::string_view{} : *text;
}

void append_json(std::string& out, const Event& event) {
  out += "{\"@timestamp\":\"";
  out += to_rfc3339(nearest_millisecond(event.time));
  out += '"';
  const auto fields = event.fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (std::find(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(i), fields[i]) !=
        fields.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;  // written with its first value
    }
    append_key(out, {}, name(fields[i]));
    append_values(out, i, fields.size(), [&](std::size_t k) {
      return fields[k] == fields[i] ? &event.values()[k] : nullptr;
    });
  }
  const auto unmapped = event.unmapped();
  for (std::size_t i = 0; i < unmapped.size(); ++i) {
    const auto same = [&](const UnmappedField& f) {
      return f.name == unmapped[i].name && f.origin == unmapped[i].origin;
    };
    const auto here = unmapped.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find_if(unmapped.begin(), here, same) != here) {
      continue;
    }
    append_key(out, prefix(unmapped[i].origin), unmapped[i].name);
    append_values(out, i, unmapped.size(),
                  [&](std::size_t k) { return same(unmapped[k]) ? &unmapped[k].value : nullptr; });
  }
  if (!event.notes.empty()) {
    out += ",\"yagura.notes\":[";
    for (std::size_t i = 0; i < event.notes.size(); ++i) {
      out += i == 0 ? "\"" : ",\"";
      append_json_escaped(out, event.notes[i]);
      out += '"';
    }
    out += ']';
  }
  out += '}';
}

}  // namespace yagura
