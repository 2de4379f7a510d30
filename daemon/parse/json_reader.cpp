// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/json_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/byte_search.hpp"
#include "base/text.hpp"
#include "model/record.hpp"
#include "parse/json_tokens.hpp"

namespace yagura {
namespace {

using Fault = JsonTokens::Fault;

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
    piece.copy(out + size, piece.size());
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
    Fault error = walk(object, prefix);
    if (error == Fault::not_utf8) {
      pairs.resize(before);
      note("json: bytes that are not UTF-8 were replaced");
      error = walk(with_replacements(object, event.arena()), prefix);
    }
    return error == Fault::none ? ParseResult{} : refusal(error, object.size(), skipped);
  }

 private:
  // The place is the last key that was read.
  ParseResult refusal(Fault error, std::size_t size, std::size_t skipped) const {
    const std::size_t offset = std::min(tokens_.key_offset(), size) + skipped;
    switch (error) {
      case Fault::cut_off:
        return ParseResult::malformed("json: cut off", size + skipped);
      case Fault::wrong_type:
        return ParseResult::malformed("json: not an object", offset);
      case Fault::text_after:
        return ParseResult::malformed("json: text after the object", size + skipped);
      default:
        return ParseResult::malformed("json: not readable", offset);
    }
  }

  Fault walk(std::string_view object, std::string_view prefix) {
    if (tokens_.start(object, event_->arena()) && tokens_.enter('{')) {
      add_members(prefix, 0);
    }
    tokens_.finish();
    return tokens_.fault();
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as kMostLevels
  void add_members(std::string_view prefix, int level) {
    for (std::string_view key; tokens_.member(key);) {
      add(joined(prefix, key), level);
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): as deep as kMostLevels
  void add(std::string_view name, int level) {
    const bool object = tokens_.first() == '{';
    if (object && level == kMostLevels) {
      note("json: objects nested deeper than 32 are left out");
      tokens_.skip();
    } else if (object) {
      (void)tokens_.enter('{');
      add_members(joined(name, "."), level + 1);
    } else if (tokens_.enter('[')) {
      add_elements(name, level);
    } else {
      add_scalar(name);
    }
  }

  // Scalars are a list under one name, anything else gets its number.
  // NOLINTNEXTLINE(misc-no-recursion): as deep as kMostLevels
  void add_elements(std::string_view name, int level) {
    for (std::int64_t index = 0; tokens_.element(); ++index) {
      const bool nested = tokens_.first() == '{' || tokens_.first() == '[';
      if (nested && level == kMostLevels) {
        note("json: objects nested deeper than 32 are left out");
        tokens_.skip();
        continue;
      }
      const std::string_view own =
          nested ? joined(joined(name, "."), text_of(Value(index), event_->arena())) : name;
      add(own, nested ? level + 1 : level);
    }
  }

  void add_scalar(std::string_view name) {
    Value value;
    const JsonTokens::Read read = tokens_.read(value);
    if (read == JsonTokens::Read::failed) {
      return;
    }
    if (read == JsonTokens::Read::as_written) {
      note("json: a text has an escape that is no character and stands as it is");
    }
    if (pairs_->size() < kMostPairs) {
      pairs_->push_back({name, value});
    } else {
      note("json: more fields than 2048, the rest is left out");
    }
  }

  std::string_view joined(std::string_view prefix, std::string_view name) {
    if (prefix.empty()) {
      return name;
    }
    char* out = event_->arena().allocate(prefix.size() + name.size());
    prefix.copy(out, prefix.size());
    name.copy(out + prefix.size(), name.size());
    return {out, prefix.size() + name.size()};
  }

  void note(std::string_view text) {
    if (event_->notes.empty() || event_->notes.back() != text) {
      event_->notes.push_back(text);
    }
  }

  JsonTokens tokens_;
  Event* event_ = nullptr;
  Pairs* pairs_ = nullptr;
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
  for (std::size_t at = find_text(text, quoted_key); at != std::string_view::npos;
       at = find_text(text, quoted_key)) {
    text.remove_prefix(at + quoted_key.size());
    const std::size_t after = text.find_first_not_of(" \t\r\n");
    if (after != std::string_view::npos && text[after] == ':') {
      return true;
    }
  }
  return false;
}

}  // namespace yagura
