// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/event_reader.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "parse/json_tokens.hpp"

namespace yagura {
namespace {

constexpr int kMaxDepth = 32;

std::string_view join(Arena& arena, std::string_view a, char separator, std::string_view b) {
  if (a.empty()) {
    return b;  // lives as long as the values do
  }
  char* joined = arena.allocate(a.size() + 1 + b.size());
  a.copy(joined, a.size());
  joined[a.size()] = separator;
  b.copy(joined + a.size() + 1, b.size());
  return {joined, a.size() + 1 + b.size()};
}

// Blanks in the names of EventData are stripped: `Threat Name` is ThreatName.
std::string_view without_blanks(Arena& arena, std::string_view name) {
  if (name.find(' ') == std::string_view::npos) {
    return name;
  }
  char* stripped = arena.allocate(name.size());
  const char* end = std::remove_copy(name.begin(), name.end(), stripped, ' ');
  return {stripped, static_cast<std::size_t>(end - stripped)};
}

// Names of ours and those with an origin in front begin with a small letter or a sign. Most names
// that come do not, so they are not looked up.
bool is_own_name(std::string_view name) {
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z';
}

void add(Event& event, std::string_view name, const Value& value) {
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

// Where a record of ours or a vendor's says when it happened, the best first.
constexpr std::array<std::string_view, 6> kTimeNames{
    "@timestamp", "timestamp", "TimeCreated_SystemTime", "SystemTime", "TimeCreated.SystemTime",
    "UtcTime"};

void set_time(Event& event) {
  std::array<const Value*, kTimeNames.size()> values{event.find(Field::timestamp)};
  for (const UnmappedField& field : event.unmapped()) {
    const char first = field.name.empty() ? '\0' : field.name.front();
    if (first != 't' && first != 'T' && first != 'S' && first != 'U') {
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

std::string_view explain(JsonTokens::Fault fault) {
  switch (fault) {
    case JsonTokens::Fault::not_utf8:
      return "an event is not UTF-8";
    case JsonTokens::Fault::cut_off:
      return "an event is cut off";
    case JsonTokens::Fault::wrong_type:
      return "an event is a JSON object";
    case JsonTokens::Fault::text_after:
      return "text stands after the event";
    case JsonTokens::Fault::not_json:
      return "an event is not JSON";
    case JsonTokens::Fault::none:
      break;
  }
  return {};
}

}  // namespace

class EventReader::Walk {
 public:
  std::string_view read(std::string_view json, Event& event) {
    event_ = &event;
    if (tokens_.start(json, event.arena()) && tokens_.enter('{')) {
      add_root();
    }
    tokens_.finish();
    if (tokens_.fault() == JsonTokens::Fault::none) {
      set_time(event);
    }
    return explain(tokens_.fault());
  }

 private:
  // An event of Windows is known by {"Event":{"System":{: then nothing else counts.
  void add_root() {
    for (std::string_view key; tokens_.member(key);) {
      if (key == "Event" && is_windows_event()) {
        event_->clear();
        add_windows_event();
        while (tokens_.member(key)) {
          tokens_.skip();
        }
        return;
      }
      add_value(key, 0);
    }
  }

  bool is_windows_event() {
    const JsonTokens::Place before = tokens_.place();
    bool system = false;
    if (tokens_.enter('{')) {
      for (std::string_view key; !system && tokens_.member(key);) {
        system = key == "System" && tokens_.first() == '{';
        tokens_.skip();
      }
    }
    tokens_.go_back(before);
    return system;
  }

  // Adds a value under its name, going down into maps and lists. Deeper than kMaxDepth is left out:
  // no rule can name it.
  void add_value(std::string_view name, int depth) {  // NOLINT(misc-no-recursion): bounded
    if (tokens_.first() != '{' && tokens_.first() != '[') {
      add_scalar(name);
    } else if (depth >= kMaxDepth) {
      tokens_.skip();
    } else if (tokens_.enter('[')) {
      while (tokens_.element()) {
        add_value(name, depth + 1);
      }
    } else if (tokens_.enter('{')) {
      for (std::string_view key; tokens_.member(key);) {
        add_value(join(event_->arena(), name, '.', key), depth + 1);
      }
    }
  }

  void add_scalar(std::string_view name) {
    if (tokens_.first() == '"' && is_own_name(name)) {  // the usual case
      bool readable = true;
      event_->add_unmapped(Origin::none, name, tokens_.read_text(readable));
      return;
    }
    std::int64_t number = 0;
    if (tokens_.read_integer(number)) {
      add(*event_, name, number);
      return;
    }
    Value value;
    if (tokens_.read(value) != JsonTokens::Read::failed) {
      add(*event_, name, value);
    }
  }

  void add_windows_event() {
    (void)tokens_.enter('{');
    for (std::string_view key; tokens_.member(key);) {
      if (key == "System" || key == "EventData") {
        add_tags();
      } else if (key == "UserData" && tokens_.enter('{')) {
        while (tokens_.member(key)) {
          add_tags();
        }
      } else {
        tokens_.skip();
      }
    }
  }

  void add_tags() {
    if (!tokens_.enter('{')) {
      tokens_.skip();
      return;
    }
    for (std::string_view key; tokens_.member(key);) {
      if (key == "#attributes") {
        tokens_.skip();
      } else {
        add_tag(without_blanks(event_->arena(), key));
      }
    }
  }

  // One tag of EVTX: its text and its attributes.
  void add_tag(std::string_view name) {
    if (!tokens_.enter('{')) {
      add_value(name, 0);
      return;
    }
    for (std::string_view key; tokens_.member(key);) {
      if (key == "#text") {
        add_value(name, 0);
      } else if (key == "#attributes" && tokens_.enter('{')) {
        while (tokens_.member(key)) {
          add_value(join(event_->arena(), name, '_', key), 0);
        }
      } else {
        add_value(join(event_->arena(), name, '_', key), 0);
      }
    }
  }

  JsonTokens tokens_;
  Event* event_ = nullptr;
};

EventReader::EventReader() : walk_(std::make_unique<Walk>()) {}
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;
EventReader::~EventReader() = default;

std::string_view EventReader::read(std::string_view json, Event& event) {
  return walk_->read(json, event);
}

}  // namespace yagura
