// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/event_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>

namespace yagura {
namespace {

namespace dom = simdjson::dom;

// Copies, as value_unsafe() refers into its temporary result, which a range-for would outlive.
// Only for elements whose type has been asked for.
dom::object object_of(const dom::element& element) {
  return element.get_object().value_unsafe();
}
dom::array array_of(const dom::element& element) {
  return element.get_array().value_unsafe();
}

constexpr int kMaxDepth = 32;

std::string_view join(Arena& arena, std::string_view a, std::string_view separator,
                      std::string_view b) {
  if (a.empty()) {
    return b;  // lives as long as the values do
  }
  std::string joined(a);
  joined += separator;
  joined += b;
  return arena.copy(joined);
}

// Blanks in the names of EventData are stripped: `Threat Name` is ThreatName.
std::string_view without_blanks(Arena& arena, std::string_view name) {
  if (name.find(' ') == std::string_view::npos) {
    return name;
  }
  std::string stripped(name);
  stripped.erase(std::remove(stripped.begin(), stripped.end(), ' '), stripped.end());
  return arena.copy(stripped);
}

// Names of ours and those with an origin in front begin with a small letter or a sign. Most names
// that come do not, so they are not looked up.
bool is_own_name(std::string_view name) {
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
}

template <typename T>
void add(Event& event, std::string_view name, T value) {
  if (is_own_name(name)) {
    event.add_unmapped(Origin::none, name, value);
    return;
  }
  if (const auto field = find_field(name)) {
    event.add(*field, value);
    return;
  }
  for (const Origin origin : {Origin::event_data, Origin::vendor}) {
    const std::string_view lead = prefix(origin);
    if (name.substr(0, lead.size()) == lead) {
      event.add_unmapped(origin, name.substr(lead.size()), value);
      return;
    }
  }
  event.add_unmapped(Origin::none, name, value);
}

// False if it is none.
bool add_scalar(Event& event, std::string_view name, const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::STRING:
      add(event, name, element.get_string().value_unsafe());
      return true;
    case dom::element_type::INT64:
      add(event, name, element.get_int64().value_unsafe());
      return true;
    case dom::element_type::UINT64:
      add(event, name, static_cast<double>(element.get_uint64().value_unsafe()));
      return true;
    case dom::element_type::DOUBLE:
      add(event, name, element.get_double().value_unsafe());
      return true;
    case dom::element_type::BOOL:
      add(event, name, element.get_bool().value_unsafe());
      return true;
    case dom::element_type::NULL_VALUE:
      add(event, name, std::monostate{});
      return true;
    default:
      return false;
  }
}

// Adds a value under its name, going down into maps and lists. Deeper than kMaxDepth is left out:
// no rule can name it.
void flatten(Event& event, std::string_view name, const dom::element& element, int depth) {
  if (add_scalar(event, name, element)) {
    return;
  }
  if (depth >= kMaxDepth) {
    return;
  }
  if (element.is_array()) {
    for (const dom::element member : array_of(element)) {
      flatten(event, name, member, depth + 1);
    }
    return;
  }
  for (const dom::key_value_pair pair : object_of(element)) {
    flatten(event, join(event.arena(), name, ".", pair.key), pair.value, depth + 1);
  }
}

// One tag of EVTX: its text and its attributes.
void add_tag(Event& event, std::string_view name, const dom::element& element) {
  if (!element.is_object()) {
    flatten(event, name, element, 0);
    return;
  }
  for (const dom::key_value_pair pair : object_of(element)) {
    if (pair.key == "#text") {
      flatten(event, name, pair.value, 0);
    } else if (pair.key == "#attributes" && pair.value.is_object()) {
      for (const dom::key_value_pair attribute : object_of(pair.value)) {
        flatten(event, join(event.arena(), name, "_", attribute.key), attribute.value, 0);
      }
    } else {
      flatten(event, join(event.arena(), name, "_", pair.key), pair.value, 0);
    }
  }
}

void add_data(Event& event, const dom::object& data) {
  for (const dom::key_value_pair pair : data) {
    if (pair.key != "#attributes") {
      add_tag(event, without_blanks(event.arena(), pair.key), pair.value);
    }
  }
}

void add_windows_event(Event& event, const dom::object& root) {
  for (const dom::key_value_pair section : root) {
    if (!section.value.is_object()) {
      continue;
    }
    const dom::object tags = object_of(section.value);
    if (section.key == "System" || section.key == "EventData") {
      add_data(event, tags);
    } else if (section.key == "UserData") {
      for (const dom::key_value_pair wrapper : tags) {
        if (wrapper.value.is_object()) {
          add_data(event, object_of(wrapper.value));
        }
      }
    }
  }
}

// Where a record of ours or a vendor's says when it happened, the best first.
constexpr std::array<std::string_view, 6> kTimeNames{
    "@timestamp", "timestamp", "TimeCreated_SystemTime", "SystemTime", "TimeCreated.SystemTime",
    "UtcTime"};

void set_time(Event& event) {
  std::array<const Value*, kTimeNames.size()> values{event.find(Field::timestamp)};
  for (const UnmappedField& field : event.unmapped()) {
    constexpr std::string_view kFirstLetters = "tTSU";
    if (field.name.empty() || kFirstLetters.find(field.name.front()) == std::string_view::npos) {
      continue;
    }
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (values[i] == nullptr && field.name == kTimeNames[i]) {
        values[i] = &field.value;
      }
    }
  }
  for (const Value* value : values) {
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
    if (text == nullptr) {
      continue;
    }
    if (const auto time = parse_rfc3339(*text, TimeZone())) {
      event.own_time = time;
      event.time = *time;
      return;
    }
  }
}

}  // namespace

struct EventReader::Parser {
  dom::parser parser;
  std::string padded;
};

EventReader::EventReader() : parser_(std::make_unique<Parser>()) {}
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;
EventReader::~EventReader() = default;

std::string EventReader::read(std::string_view json, Event& event) {
  std::string& padded = parser_->padded;
  padded.assign(json);
  padded.reserve(padded.size() + simdjson::SIMDJSON_PADDING);
  dom::element root;
  if (const auto error = parser_->parser.parse(padded.data(), padded.size(), false).get(root)) {
    return simdjson::error_message(error);
  }
  if (!root.is_object()) {
    return "an event is a JSON object";
  }
  const dom::object object = object_of(root);
  dom::element windows;
  dom::element system;
  if (object["Event"].get(windows) == simdjson::SUCCESS && windows.is_object() &&
      windows["System"].get(system) == simdjson::SUCCESS && system.is_object()) {
    add_windows_event(event, object_of(windows));
  } else {
    flatten(event, {}, root, 0);
  }
  set_time(event);
  return {};
}

}  // namespace yagura
