// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/json_reader.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "model/record.hpp"

namespace yagura {
namespace {

namespace json = simdjson::ondemand;
using Code = simdjson::error_code;

constexpr int kMostLevels = 32;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// U+FFFD for every part that is no UTF-8 sequence: what can be read is still an event.
std::string_view with_replacements(std::string_view text, Arena& arena) {
  char* out = arena.allocate(text.size() * kReplacement.size());
  std::size_t size = 0;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    const std::string_view piece = length == 0 ? kReplacement : text.substr(0, length);
    std::memcpy(out + size, piece.data(), piece.size());
    size += piece.size();
    text.remove_prefix(length == 0 ? utf8_damage_length(text) : length);
  }
  return {out, size};
}

}  // namespace

class JsonReader::Walk {
 public:
  ParseResult read(std::string_view object, std::string_view prefix, Event& event, Pairs& pairs) {
    if (object.size() > kMaxRecordBytes) {
      return ParseResult::malformed("json: record is too long", kMaxRecordBytes);
    }
    event_ = &event;
    pairs_ = &pairs;
    const std::size_t before = pairs.size();
    const std::size_t skipped = object.substr(0, 3) == kByteOrderMark ? kByteOrderMark.size() : 0;
    object.remove_prefix(skipped);
    Code error = walk(object, prefix);
    if (error == simdjson::UTF8_ERROR) {
      pairs.resize(before);
      note("json: bytes that are not UTF-8 were replaced");
      error = walk(with_replacements(object, event.arena()), prefix);
    }
    return error == simdjson::SUCCESS ? ParseResult{} : refusal(error, object.size(), skipped);
  }

 private:
  // The place is the last key that was read: simdjson's own is not there after every error.
  ParseResult refusal(Code error, std::size_t size, std::size_t skipped) const {
    const std::size_t offset = std::min(last_key_, size) + skipped;
    switch (error) {
      case simdjson::UNCLOSED_STRING:
        return ParseResult::malformed("json: cut off", size + skipped);
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return ParseResult::malformed("json: cut off, or text after the object", size + skipped);
      case simdjson::DEPTH_ERROR:
        return ParseResult::malformed("json: nested too deeply", offset);
      case simdjson::INCORRECT_TYPE:
        return ParseResult::malformed("json: not an object", offset);
      case simdjson::UNEXPECTED_ERROR:
        return ParseResult::malformed("json: text after the object", size + skipped);
      default:
        return ParseResult::malformed("json: not readable", offset);
    }
  }

  Code walk(std::string_view object, std::string_view prefix) {
    text_ = object;
    last_key_ = 0;
    const std::size_t padded = object.size() + simdjson::SIMDJSON_PADDING;
    if (buffer_.size() < padded) {
      buffer_.resize(padded);
    }
    std::memcpy(buffer_.data(), object.data(), object.size());
    // Keys and values unescape to less than they take with their quotes.
    next_ = event_->arena().allocate(padded);
    json::document document;
    json::object root;
    Code error = parser_.iterate(buffer_.data(), object.size(), buffer_.size()).get(document);
    error = error ? error : document.get_object().get(root);
    error = error ? error : add_object(root, prefix, 0);
    if (!error && document.current_location().error() == simdjson::SUCCESS) {
      return simdjson::UNEXPECTED_ERROR;
    }
    return error;
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as kMostLevels
  Code add_object(json::object object, std::string_view prefix, int level) {
    for (auto member : object) {
      json::field field;
      if (const Code error = std::move(member).get(field)) {
        return error;
      }
      std::string_view key;
      last_key_ = static_cast<std::size_t>(field.key().raw() - buffer_.data());
      if (unescape(field.key(), key)) {
        note("json: a key is not readable");
        continue;
      }
      if (const Code error = add(joined(prefix, key), field.value(), level)) {
        return error;
      }
    }
    return simdjson::SUCCESS;
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as kMostLevels
  Code add(std::string_view name, json::value value, int level) {
    json::json_type type{};
    if (const Code error = value.type().get(type)) {
      return error;
    }
    if (type == json::json_type::object) {
      if (level == kMostLevels) {
        note("json: objects nested deeper than 32 are left out");
        return simdjson::SUCCESS;
      }
      json::object object;
      const Code error = value.get_object().get(object);
      return error ? error : add_object(object, joined(name, "."), level + 1);
    }
    if (type == json::json_type::array) {
      return add_array(name, value, level);
    }
    Value read;
    if (const Code error = read_scalar(type, value, read)) {
      return error;
    }
    if (pairs_->size() < kMostPairs) {
      pairs_->push_back({name, read});
    } else {
      note("json: more fields than 2048, the rest is left out");
    }
    return simdjson::SUCCESS;
  }

  // Scalars are a list under one name, anything else gets its number.
  // NOLINTNEXTLINE(misc-no-recursion): as deep as kMostLevels
  Code add_array(std::string_view name, json::value value, int level) {
    json::array array;
    if (const Code error = value.get_array().get(array)) {
      return error;
    }
    std::int64_t index = 0;
    for (auto element : array) {
      json::value member;
      if (const Code error = element.get(member)) {
        return error;
      }
      json::json_type type{};
      if (const Code error = member.type().get(type)) {
        return error;
      }
      const bool nested = type == json::json_type::object || type == json::json_type::array;
      if (nested && level == kMostLevels) {
        note("json: objects nested deeper than 32 are left out");
        continue;
      }
      const std::string_view own =
          nested ? joined(joined(name, "."), text_of(Value(index), event_->arena())) : name;
      if (const Code error = add(own, member, nested ? level + 1 : level)) {
        return error;
      }
      ++index;
    }
    return simdjson::SUCCESS;
  }

  std::string_view joined(std::string_view prefix, std::string_view name) {
    if (prefix.empty()) {
      return name;
    }
    char* out = event_->arena().allocate(prefix.size() + name.size());
    std::memcpy(out, prefix.data(), prefix.size());
    std::memcpy(out + prefix.size(), name.data(), name.size());
    return {out, prefix.size() + name.size()};
  }

  Code read_scalar(json::json_type type, json::value value, Value& out) {
    switch (type) {
      case json::json_type::string:
        return read_text(value, out);
      case json::json_type::number:
        return read_number(value.raw_json_token(), out);
      case json::json_type::boolean: {
        bool flag = false;
        const Code error = value.get_bool().get(flag);
        out = flag;
        return error;
      }
      default:  // null, which simdjson knows by its first letter only
        out = std::monostate{};
        return value.raw_json_token().substr(0, 4) == "null" ? simdjson::SUCCESS
                                                             : simdjson::N_ATOM_ERROR;
    }
  }

  Code read_text(json::value value, Value& out) {
    json::raw_json_string raw;
    if (const Code error = value.get_raw_json_string().get(raw)) {
      return error;
    }
    std::string_view text;
    if (unescape(raw, text)) {
      note("json: a text has an escape that is no character and stands as it is");
      text = as_written(raw);
    }
    out = text;
    return simdjson::SUCCESS;
  }

  // Digits that neither an integer nor a double holds exactly stay a text.
  Code read_number(std::string_view token, Value& out) {
    token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    const char* last = token.data() + token.size();
    std::int64_t whole = 0;
    if (const auto [stop, error] = std::from_chars(token.data(), last, whole);
        error == std::errc{} && stop == last) {
      out = whole;
      return simdjson::SUCCESS;
    }
    double real = 0;
    const auto [stop, error] = std::from_chars(token.data(), last, real);
    if (error == std::errc::invalid_argument || stop != last) {
      return simdjson::NUMBER_ERROR;
    }
    constexpr std::size_t kExactDigits = 15;
    if (error == std::errc{} && token.size() <= kExactDigits + 2) {
      out = real;
    } else {
      out = event_->arena().copy(token);
    }
    return simdjson::SUCCESS;
  }

  // A text without escapes is shown where it stands in the record; another moves the arena's end
  // on by what it takes.
  Code unescape(json::raw_json_string raw, std::string_view& text) {
    const auto at = static_cast<std::size_t>(raw.raw() - buffer_.data());
    const std::string_view rest = text_.substr(at);
    const std::string_view plain = rest.substr(0, rest.find('"'));
    if (plain.find('\\') == std::string_view::npos) {
      text = plain;
      return simdjson::SUCCESS;
    }
    auto* end = reinterpret_cast<std::uint8_t*>(next_);
    if (const Code error = parser_.unescape(raw, end).get(text)) {
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
  std::string_view text_;  // the object being read
  std::size_t last_key_ = 0;
  Event* event_ = nullptr;
  Pairs* pairs_ = nullptr;
  char* next_ = nullptr;  // where the next unescaped text goes
};

JsonReader::JsonReader() : walk_(std::make_unique<Walk>()) {}
JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;

ParseResult JsonReader::read(std::string_view object, std::string_view prefix, Event& event,
                             Pairs& pairs) {
  return walk_->read(object, prefix, event, pairs);
}

bool JsonReader::read_nested(std::string_view text, std::string_view prefix, Event& event,
                             Pairs& pairs) {
  if (!looks_like_json_object(text)) {
    return false;
  }
  const std::size_t before = pairs.size();
  if (!walk_->read(text, prefix, event, pairs).ok) {
    pairs.resize(before);
    return false;
  }
  return true;
}

bool looks_like_json_object(std::string_view text) {
  if (text.substr(0, 3) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

bool has_json_key(std::string_view text, std::string_view quoted_key) {
  for (std::size_t at = text.find(quoted_key); at != std::string_view::npos;
       at = text.find(quoted_key, at + quoted_key.size())) {
    const std::size_t after = text.find_first_not_of(" \t\r\n", at + quoted_key.size());
    if (after != std::string_view::npos && text[after] == ':') {
      return true;
    }
  }
  return false;
}

}  // namespace yagura
