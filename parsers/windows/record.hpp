// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "model/event.hpp"
#include "parse/parser.hpp"
#include "windows/names.hpp"

namespace yagura::windows {

// How the event was written down.
enum class Shape {
  flat,          // NXLog and the like: one object, logger and event mixed
  winlogbeat,    // winlog.event_data
  eventchannel,  // Wazuh: win.system, win.eventdata
  evtx,          // the event's XML, as it is or as JSON: Event.System, Event.EventData
  text,          // the message as the event viewer shows it
};

// What was read of one event: the values under the names we know. Reused; clear() is cheap.
class Record {
 public:
  Shape shape = Shape::flat;

  void clear() {
    known_ = NameSet();
    shape = Shape::flat;
  }
  // The first value of a name stands. False if there was one already.
  template <typename T>
  bool set(Name name, const T& value) {
    if (has(name)) {
      return false;
    }
    known_.add(name);
    std::construct_at(&values_[static_cast<std::size_t>(name)], value);
    return true;
  }
  bool has(Name name) const { return known_.has(name); }
  bool has_any(const NameSet& names) const { return known_.has_any(names); }
  const Value* find(Name name) const {
    return has(name) ? &values_[static_cast<std::size_t>(name)] : nullptr;
  }
  // Its text; empty if absent or not a text.
  std::string_view text(Name name) const {
    const Value* value = find(name);
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string_view>(value);
    return text == nullptr ? std::string_view{} : *text;
  }

 private:
  NameSet known_;
  std::array<Value, kNames> values_;
};

// Wazuh's eventchannel spells targetFilename and doubles each backslash inside a value, but not the
// two that begin a UNC path. Back to Windows' own spelling; A key that begins with
// no small letter is left alone.
std::string_view pascal_case(std::string_view key, Arena& arena);
std::string_view single_backslashes(std::string_view text, Arena& arena);

// Where a value stood: the same name may mean the logger in the header and the process in the data.
enum class Section { flat, system, data };

// Sorts what the readers of the shapes find: into the record what is known, and beside it into the
// event what published rules ask for by its Windows name.
class Collector {
 public:
  void begin(Shape shape, Event& event) {
    record.clear();
    record.shape = shape;
    event_ = &event;
  }
  Event& event() { return *event_; }

  template <typename T>
  void set(Name name, const T& value) {
    if (!record.set(name, value)) {
      note("windows: a key stands twice");
    }
  }
  // A text, or any Value.
  template <typename T>
  void add(Section section, std::string_view key, T value) {
    if (record.shape == Shape::eventchannel) {
      key = pascal_case(key, event_->arena());
    }
    const auto name = find_name(key);
    const bool data = name && is_data(*name);
    if (name && (section == Section::flat || data == (section == Section::data))) {
      set(*name, value);
      if (!data && *name != Name::event_type && *name != Name::source_module_type) {
        return;  // mapped whole
      }
    }
    keep(section, key, value);
  }
  // Only under the source's own name.
  template <typename T>
  void keep(Section section, std::string_view key, T value) {
    if (event_->unmapped().size() == kMostFields) {
      note("windows: fields beyond the first 512 are left out");
      return;
    }
    event_->add_unmapped(section == Section::system ? Origin::vendor : Origin::event_data, key,
                         value);
  }
  void note(std::string_view text) {
    if (event_->notes.empty() || event_->notes.back() != text) {
      event_->notes.push_back(text);
    }
  }

  Record record;

 private:
  // Windows' richest events have about 60; more is an attack on whoever loops over them.
  static constexpr std::size_t kMostFields = 512;

  Event* event_ = nullptr;
};

// The readers of the shapes that are not JSON. What they refuse is no event, or damaged.
ParseResult read_xml(std::string_view text, Collector& into);
ParseResult read_snare(std::string_view text, const ParseContext& context, Collector& into);
// The message of an event in one line or several, with its labels. False if it shows none that is
// known; then nothing was taken. With `Keep::no` only fills what the record does not know yet.
enum class Keep { no, yes };
bool read_message(std::string_view text, Keep keep, Collector& into);

// "#015#012" to the characters that syslog daemons escaped.
std::string_view with_control_characters(std::string_view text, Arena& arena);

// Whether a Snare record begins here, perhaps behind other columns; where its name stands.
std::size_t find_snare(std::string_view text);

// Fills in what the event says in our schema.
void map_to_event(Collector& collector, const ParseContext& context);
// Only process.pid, for a format that has fields of its own to add before the rest.
void add_process_id(Collector& collector);

}  // namespace yagura::windows
