// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "windows/json_shapes.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace yagura::windows {
namespace {

// key == literal, compared in line: std::string_view calls memcmp.
template <std::size_t N>
bool is(std::string_view key, const char (&literal)[N]) {
  return key.size() == N - 1 && std::memcmp(key.data(), literal, N - 1) == 0;
}

}  // namespace

ParseResult JsonShapes::read(std::string_view text, Collector& into) {
  into_ = &into;
  if (tokens_.start(text, into.event().arena()) && tokens_.enter('{')) {
    read_root();
  }
  tokens_.finish();
  // The place is the last key that was read.
  const std::size_t offset = tokens_.key_offset();
  switch (tokens_.fault()) {
    case JsonTokens::Fault::none:
      return {};
    case JsonTokens::Fault::not_utf8:
      return ParseResult::malformed("windows: not UTF-8", offset);
    case JsonTokens::Fault::cut_off:
      return ParseResult::malformed("windows: JSON is cut off", text.size());
    case JsonTokens::Fault::wrong_type:
      return ParseResult::malformed("windows: not a JSON object", offset);
    case JsonTokens::Fault::text_after:
      return ParseResult::malformed("windows: text after the JSON object", text.size());
    default:
      return ParseResult::malformed("windows: not JSON", offset);
  }
}

void JsonShapes::read_root() {
  for (std::string_view key; tokens_.member(key);) {
    if (tokens_.first() == '"' && !is(key, "message")) {
      into_->add(Section::flat, key, text());
    } else if (is(key, "win")) {
      into_->record.shape = Shape::eventchannel;
      read_win_or_event("system", "eventdata");
    } else if (is(key, "Event")) {
      into_->record.shape = Shape::evtx;
      read_win_or_event("System", "EventData");
    } else if (is(key, "winlog")) {
      into_->record.shape = Shape::winlogbeat;
      read_winlog();
    } else if (is(key, "host")) {
      read_beat_host();
    } else if (is(key, "message")) {
      set_value(Name::message);
    } else {
      add_value(Section::flat, key);
    }
  }
}

// One object for the header, one for the data; UserData wraps its data once more in an element of
// its own name.
void JsonShapes::read_win_or_event(std::string_view system, std::string_view data) {
  if (!enter_object()) {
    return;
  }
  for (std::string_view key; tokens_.member(key);) {
    if (key == system) {
      read_system();
    } else if (key == data || key == "UserData") {
      read_data();
    } else {
      tokens_.skip();
    }
  }
}

void JsonShapes::read_winlog() {
  static constexpr std::pair<std::string_view, Name> kMembers[] = {
      {"event_id", Name::event_id},         {"channel", Name::channel},
      {"computer_name", Name::computer},    {"provider_name", Name::provider_name},
      {"record_id", Name::event_record_id},
  };
  if (!enter_object()) {
    return;
  }
  for (std::string_view key; tokens_.member(key);) {
    if (key == "event_data" || key == "user_data") {
      read_data();
      continue;
    }
    const auto* known = std::find_if(std::begin(kMembers), std::end(kMembers),
                                     [&](const auto& row) { return row.first == key; });
    if (known != std::end(kMembers)) {
      set_value(known->second);
    } else {
      tokens_.skip();
    }
  }
}

void JsonShapes::read_beat_host() {
  if (!enter_object()) {
    return;
  }
  for (std::string_view key; tokens_.member(key);) {
    if (key == "name") {
      set_value(Name::hostname);
    } else {
      tokens_.skip();
    }
  }
}

// Wazuh has texts here; EVTX has objects, whose values stand in "#attributes" and "#text", or with
// other converters in "@Name" and "#text".
void JsonShapes::read_system() {
  if (!enter_object()) {
    return;
  }
  for (std::string_view key; tokens_.member(key);) {
    if (tokens_.first() == '{') {
      read_system_member(key);
    } else {
      add_value(Section::system, is(key, "Provider") ? text_of(Name::provider_name) : key);
    }
  }
}

void JsonShapes::read_system_member(std::string_view key) {
  const bool provider = is(key, "Provider");
  const bool identifier = is(key, "EventID");
  (void)tokens_.enter('{');
  for (std::string_view part; tokens_.member(part);) {
    if (is(part, "#text") && identifier) {
      set_value(Name::event_id);
    } else if (is(part, "#attributes") && tokens_.first() == '{') {
      read_attributes(provider);
    } else if (part.size() > 1 && part[0] == '@') {
      const std::string_view attribute = part.substr(1);
      add_value(Section::system,
                provider && attribute == "Name" ? text_of(Name::provider_name) : attribute);
    } else {
      tokens_.skip();
    }
  }
}

void JsonShapes::read_attributes(bool provider) {
  (void)tokens_.enter('{');
  for (std::string_view key; tokens_.member(key);) {
    add_value(Section::system, provider && is(key, "Name") ? text_of(Name::provider_name) : key);
  }
}

void JsonShapes::read_data() {
  if (!enter_object()) {
    return;
  }
  for (std::string_view key; tokens_.member(key);) {
    if (tokens_.first() == '"') {
      into_->add(Section::data, key, text());
    } else {
      read_data_member(key);
    }
  }
}

void JsonShapes::read_data_member(std::string_view key) {
  if (is(key, "Data") && tokens_.enter('[')) {
    while (tokens_.element()) {
      if (tokens_.enter('{')) {
        read_named_data();
      } else {
        add_value(Section::data, key);
      }
    }
  } else if (tokens_.enter('{')) {
    for (std::string_view inner; tokens_.member(inner);) {
      add_value(Section::data, is(inner, "#text") ? key : inner);
    }
  } else {
    add_value(Section::data, key);
  }
}

// {"@Name":"Image","#text":"C:\\x.exe"}
void JsonShapes::read_named_data() {
  std::string_view name = "Data";
  Value value;
  bool any = false;
  for (std::string_view key; tokens_.member(key);) {
    Value read;
    if (!read_scalar(read)) {
      continue;
    }
    const auto* text = std::get_if<std::string_view>(&read);
    if ((key == "@Name" || key == "Name") && text != nullptr) {
      name = *text;
    } else {
      value = read;
      any = true;
    }
  }
  if (any) {
    into_->add(Section::data, name, value);
  }
}

// Enters a value that ought to be an object; anything else is passed over.
bool JsonShapes::enter_object() {
  if (tokens_.enter('{')) {
    return true;
  }
  into_->note("windows: a value is not the object it ought to be");
  tokens_.skip();
  return false;
}

void JsonShapes::set_value(Name name) {
  if (Value value; read_scalar(value)) {
    into_->set(name, value);
  }
}

// A scalar, or a list of them, under the name it has.
void JsonShapes::add_value(Section section, std::string_view key) {
  std::int64_t number = 0;
  if (tokens_.first() == '"') {
    into_->add(section, key, text());
  } else if (tokens_.read_integer(number)) {
    into_->add(section, key, number);
  } else if (tokens_.enter('[')) {
    while (tokens_.element()) {
      if (Value value; read_scalar(value)) {
        into_->keep(section, key, value);
      }
    }
  } else if (Value value; read_scalar(value)) {
    into_->add(section, key, value);
  }
}

std::string_view JsonShapes::mended(std::string_view text, bool readable) {
  if (!readable) {
    into_->note("windows: a text has an escape that is no character and stands as it is");
    return text;
  }
  return single_backslashes(text, into_->event().arena());
}

// Passes over what is no scalar.
bool JsonShapes::read_scalar(Value& value) {
  if (tokens_.first() == '"') {
    value = text();
    return true;
  }
  if (tokens_.first() == '{' || tokens_.first() == '[') {
    tokens_.skip();
    return false;
  }
  return tokens_.read_without_reals(value) != JsonTokens::Read::failed;
}

}  // namespace yagura::windows
