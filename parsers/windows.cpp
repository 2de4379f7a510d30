// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Windows events as JSON, in the four shapes in which log shippers write them: flat (NXLog),
// winlogbeat, Wazuh's eventchannel, and the event's XML turned into JSON (EVTX).
//
// One pass over all keys with simdjson on-demand: looking keys up one by one costs nearly as much
// and misses those that come in another order. What the schema knows is mapped (windows/map.cpp),
// and every EventData value is kept under its Windows name beside it, because published rules ask
// for Image or TargetObject.
//
// Texts without escapes are views into the record, the others are unescaped into the arena, one
// allocation a record: no text grows by being unescaped.
#include <simdjson.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <vector>

#include "model/record.hpp"
#include "parse/parser.hpp"
#include "windows/record.hpp"

namespace yagura {
namespace {

namespace json = simdjson::ondemand;
using windows::Name;
using windows::Shape;

// Windows' richest events have about 60; more is an attack on whoever loops over them.
constexpr std::size_t kMostFields = 512;

enum class Section { flat, system, data };

class WindowsParser final : public Parser {
 public:
  ParseResult parse(std::string_view record, const ParseContext& context, Event& event) override {
    if (record.size() > kMaxRecordBytes) {
      return ParseResult::malformed("windows: record is too long", kMaxRecordBytes);
    }
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    skipped_ = record.substr(0, 3) == kByteOrderMark ? 3 : 0;
    record.remove_prefix(skipped_);
    if (buffer_.size() < record.size() + simdjson::SIMDJSON_PADDING) {
      buffer_.resize(record.size() + simdjson::SIMDJSON_PADDING);
    }
    std::memcpy(buffer_.data(), record.data(), record.size());
    // Keys and values unescape to less than they take with their quotes.
    next_ = event.arena().allocate(record.size() + simdjson::SIMDJSON_PADDING);
    record_.clear();
    text_ = record;
    last_key_ = 0;
    event_ = &event;
    json::document document;
    json::object root;
    auto error = parser_.iterate(buffer_.data(), record.size(), buffer_.size()).get(document);
    error = error ? error : document.get_object().get(root);
    error = error ? error : read_root(root);
    if (!error && document.current_location().error() == simdjson::SUCCESS) {
      return ParseResult::malformed("windows: text after the JSON object", record.size());
    }
    if (error) {
      return refusal(error);
    }
    if (!record_.has(Name::event_id) && !record_.has(Name::channel)) {
      return ParseResult::malformed("windows: neither EventID nor Channel", 0);
    }
    map_to_event(record_, context, event);
    return {};
  }

 private:
  using Error = simdjson::error_code;

  // The place is the last key that was read: simdjson's own is not there after every error.
  ParseResult refusal(Error error) const {
    const std::size_t offset = last_key_ + skipped_;
    const std::size_t size = text_.size() + skipped_;
    switch (error) {
      case simdjson::UTF8_ERROR:
        return ParseResult::malformed("windows: not UTF-8", offset);
      case simdjson::UNCLOSED_STRING:
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return ParseResult::malformed("windows: JSON is cut off", size);
      case simdjson::DEPTH_ERROR:
        return ParseResult::malformed("windows: JSON is nested too deeply", offset);
      case simdjson::INCORRECT_TYPE:
        return ParseResult::malformed("windows: not a JSON object", offset);
      default:
        return ParseResult::malformed("windows: not JSON", offset);
    }
  }

  // Calls `on_field(key, value)` for each member; the key lives in the arena.
  template <typename OnField>
  Error for_each(json::object object, OnField on_field) {
    for (auto member : object) {
      json::field field;
      if (const Error error = std::move(member).get(field)) {
        return error;
      }
      std::string_view key;
      last_key_ = static_cast<std::size_t>(field.key().raw() - buffer_.data());
      if (unescape(field.key(), key)) {
        note("windows: a key is not readable");
        continue;
      }
      if (const Error error = on_field(key, field.value())) {
        return error;
      }
    }
    return simdjson::SUCCESS;
  }

  Error read_root(json::object root) {
    return for_each(root, [&](std::string_view key, json::value value) {
      if (key == "win") {
        record_.shape = Shape::eventchannel;
        return read_member_objects(value, "system", "eventdata");
      }
      if (key == "Event") {
        record_.shape = Shape::evtx;
        return read_member_objects(value, "System", "EventData");
      }
      if (key == "winlog") {
        record_.shape = Shape::winlogbeat;
        return read_winlog(value);
      }
      if (key == "host") {
        return read_beat_host(value);
      }
      if (key == "message") {
        return set(Name::message, value);
      }
      return add_scalar(Section::flat, key, value);
    });
  }

  // "win" and "Event": one object for the header, one for the data; UserData wraps its data once
  // more in an element of its own name.
  Error read_member_objects(json::value parent, std::string_view system, std::string_view data) {
    return for_each_of(parent, [&](std::string_view key, json::value value) {
      if (key == system) {
        return read_system(value);
      }
      if (key == data || key == "UserData") {
        return read_data(value);
      }
      return simdjson::SUCCESS;
    });
  }

  Error read_winlog(json::value winlog) {
    return for_each_of(winlog, [&](std::string_view key, json::value value) {
      if (key == "event_data" || key == "user_data") {
        return read_data(value);
      }
      static constexpr std::pair<std::string_view, Name> kNames[] = {
          {"event_id", Name::event_id},         {"channel", Name::channel},
          {"computer_name", Name::computer},    {"provider_name", Name::provider_name},
          {"record_id", Name::event_record_id},
      };
      for (const auto& [text, name] : kNames) {
        if (key == text) {
          return set(name, value);
        }
      }
      return simdjson::SUCCESS;
    });
  }

  Error read_beat_host(json::value host) {
    return for_each_of(host, [&](std::string_view key, json::value value) {
      return key == "name" ? set(Name::hostname, value) : simdjson::SUCCESS;
    });
  }

  Error read_data(json::value data) {
    return for_each_of(data, [&](std::string_view key, json::value value) {
      json::json_type type{};
      if (const Error error = value.type().get(type)) {
        return error;
      }
      if (type != json::json_type::object) {
        return add_scalar(Section::data, key, value);
      }
      return for_each_of(value, [&](std::string_view inner, json::value inner_value) {
        return add_scalar(Section::data, inner, inner_value);
      });
    });
  }

  // Wazuh has texts here; EVTX has objects whose values stand in "#attributes" and "#text".
  Error read_system(json::value system) {
    return for_each_of(system, [&](std::string_view key, json::value value) {
      json::json_type type{};
      if (const Error error = value.type().get(type)) {
        return error;
      }
      if (type != json::json_type::object) {
        return add_scalar(Section::system, key, value);
      }
      const bool provider = key == "Provider";
      const bool identifier = key == "EventID";
      return for_each_of(value, [&](std::string_view part, json::value inner) {
        if (part == "#text" && identifier) {
          return set(Name::event_id, inner);
        }
        if (part != "#attributes") {
          return simdjson::SUCCESS;
        }
        return for_each_of(inner, [&](std::string_view attribute, json::value attribute_value) {
          const bool is_name = provider && attribute == "Name";
          return add_scalar(Section::system, is_name ? text_of(Name::provider_name) : attribute,
                            attribute_value);
        });
      });
    });
  }

  // As for_each(), for a value that ought to be an object; anything else is passed over.
  template <typename OnField>
  Error for_each_of(json::value value, OnField on_field) {
    json::object object;
    if (const Error error = value.get_object().get(object)) {
      if (error == simdjson::INCORRECT_TYPE) {
        note("windows: a value is not the object it ought to be");
        return simdjson::SUCCESS;
      }
      return error;
    }
    return for_each(object, on_field);
  }

  Error set(Name name, json::value value) {
    Value read;
    if (const Error error = read_value(value, read)) {
      return error == simdjson::INCORRECT_TYPE ? simdjson::SUCCESS : error;
    }
    if (!record_.set(name, read)) {
      note("windows: a key stands twice");
    }
    return simdjson::SUCCESS;
  }

  // A text, number, flag or null, or a list of them, under the name it has.
  Error add_scalar(Section section, std::string_view key, json::value value) {
    json::json_type type{};
    if (const Error error = value.type().get(type)) {
      return error;
    }
    if (type == json::json_type::object) {
      return simdjson::SUCCESS;
    }
    if (type != json::json_type::array) {
      Value read;
      if (const Error error = read_value(value, read)) {
        return error;
      }
      add(section, key, read);
      return simdjson::SUCCESS;
    }
    json::array list;
    if (const Error error = value.get_array().get(list)) {
      return error;
    }
    for (auto element : list) {
      json::value member;
      if (const Error error = element.get(member)) {
        return error;
      }
      Value read;
      if (const Error error = read_value(member, read)) {
        if (error == simdjson::INCORRECT_TYPE) {
          continue;
        }
        return error;
      }
      keep(section, key, read);
    }
    return simdjson::SUCCESS;
  }

  void add(Section section, std::string_view key, Value value) {
    if (record_.shape == Shape::eventchannel && !key.empty() && key[0] >= 'a' && key[0] <= 'z') {
      key = windows::pascal_case(key, event_->arena());
    }
    const auto name = windows::find_name(key);
    const bool data = name && is_data(*name);
    if (name && (section == Section::flat || data == (section == Section::data))) {
      if (!record_.set(*name, value)) {
        note("windows: a key stands twice");
      }
      if (!data && *name != Name::event_type) {
        return;  // mapped whole
      }
    }
    keep(section, key, value);
  }

  void keep(Section section, std::string_view key, Value value) {
    if (event_->unmapped().size() == kMostFields) {
      note("windows: fields beyond the first 512 are left out");
      return;
    }
    const Origin origin = section == Section::system ? Origin::vendor : Origin::event_data;
    event_->add_unmapped(origin, key, value);
  }

  Error read_value(json::value value, Value& out) {
    json::json_type type{};
    if (const Error error = value.type().get(type)) {
      return error;
    }
    switch (type) {
      case json::json_type::string:
        return read_text(value, out);
      case json::json_type::number:
        out = read_number(value.raw_json_token());
        return simdjson::SUCCESS;
      case json::json_type::boolean: {
        bool flag = false;
        const Error error = value.get_bool().get(flag);
        out = flag;
        return error;
      }
      case json::json_type::null:  // by its first letter only
        out = std::monostate{};
        return value.raw_json_token().substr(0, 4) == "null" ? simdjson::SUCCESS
                                                             : simdjson::N_ATOM_ERROR;
      default:
        return simdjson::INCORRECT_TYPE;
    }
  }

  Error read_text(json::value value, Value& out) {
    json::raw_json_string raw;
    if (const Error error = value.get_raw_json_string().get(raw)) {
      return error;
    }
    std::string_view text;
    if (unescape(raw, text)) {
      note("windows: a text has an escape that is no character and stands as it is");
      text = as_written(raw);
    } else if (record_.shape == Shape::eventchannel) {
      text = windows::single_backslashes(text, event_->arena());
    }
    out = text;
    return simdjson::SUCCESS;
  }

  // Whole numbers that fit; beyond 2^63 and with a fraction, the digits as they stand, since a
  // double would change an id.
  Value read_number(std::string_view token) {
    const std::size_t end = token.find_last_not_of(" \t\r\n");
    token = token.substr(0, end + 1);
    std::int64_t whole = 0;
    const char* last = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), last, whole);
    if (error == std::errc{} && stop == last) {
      return whole;
    }
    return event_->arena().copy(token);
  }

  // A text without escapes is shown where it stands in the record; another moves the arena's end
  // on by what it takes.
  Error unescape(json::raw_json_string raw, std::string_view& text) {
    const char* start = raw.raw();
    const auto at = static_cast<std::size_t>(start - buffer_.data());
    const std::string_view rest = text_.substr(at);
    const std::string_view plain = rest.substr(0, rest.find('"'));
    if (plain.find('\\') == std::string_view::npos) {
      text = plain;
      return simdjson::SUCCESS;
    }
    auto* end = reinterpret_cast<std::uint8_t*>(next_);
    if (const Error error = parser_.unescape(raw, end).get(text)) {
      return error;
    }
    next_ = reinterpret_cast<char*>(end);
    return simdjson::SUCCESS;
  }

  std::string_view as_written(json::raw_json_string raw) {
    const char* start = raw.raw();
    const char* end = start;
    while (*end != '"') {
      end += *end == '\\' ? 2 : 1;  // simdjson has found the closing quote before
    }
    return event_->arena().copy({start, static_cast<std::size_t>(end - start)});
  }

  void note(std::string_view text) {
    if (event_->notes.empty() || event_->notes.back() != text) {
      event_->notes.push_back(text);
    }
  }

  json::parser parser_;
  std::vector<char> buffer_;
  windows::Record record_;
  std::string_view text_;  // the record being parsed, without a byte order mark
  std::size_t skipped_ = 0;
  std::size_t last_key_ = 0;  // offset into text_
  Event* event_ = nullptr;    // what it becomes
  char* next_ = nullptr;      // where the next text goes
};

Confidence recognise(std::string_view record) {
  constexpr std::size_t kHead = 64;
  const std::size_t first = record.substr(0, kHead).find('{');
  if (first == std::string_view::npos) {
    return Confidence::no;
  }
  const std::string_view head = record.substr(first, kHead);
  if (record.find_first_not_of(" \t\r\n\xEF\xBB\xBF") != first) {
    return Confidence::no;
  }
  const auto has = [&](std::string_view key) { return record.find(key) != std::string_view::npos; };
  if (head.find("\"win\"") != std::string_view::npos ||
      (head.find("\"Event\"") != std::string_view::npos && has("\"System\"")) ||
      (has("\"winlog\"") && has("\"event_id\""))) {
    return Confidence::certain;
  }
  return has("\"EventID\"") ? Confidence::likely : Confidence::no;
}

std::unique_ptr<Parser> create() {
  return std::make_unique<WindowsParser>();
}

}  // namespace

extern const Format windows_format;
const Format windows_format = {
    "windows", "Windows events and Sysmon as JSON: flat, winlogbeat, eventchannel, EVTX", recognise,
    create};

}  // namespace yagura
