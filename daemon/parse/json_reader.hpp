// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "base/arena.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

namespace yagura {

// Reads one JSON object (RFC 8259) into pairs with dotted names:
//
//   {"a":{"b":1},"list":[1,2],"docs":[{"x":1},{"x":2}]}
//   a.b=1  list=1  list=2  docs.0.x=1  docs.1.x=2
//
// One pass (json_tokens.hpp). Texts without escapes are views into the record, the others are
// in the arena. Whole numbers are integers; one that does not fit 64 bits keeps its digits as a
// text, since a double would change an id. Bytes that are not UTF-8 become U+FFFD, with a note.
//
// Reused from record to record, one thread. Never throws; linear in the record; at most kMostPairs
// pairs, the rest is left out with a note; objects nested deeper than 32 likewise.
class JsonReader {
 public:
  JsonReader();
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;

  // Appends to `pairs`. `prefix` ("" or "properties.") stands before each name and must live as
  // long as the pairs. A refusal says what is wrong and where; what was appended is of no use.
  ParseResult read(std::string_view object, std::string_view prefix, Event& event, Pairs& pairs);

  // A text that is itself an object (Defender's AdditionalFields): as read(), but what is no object
  // is left alone. True if it was one.
  bool read_nested(std::string_view text, std::string_view prefix, Event& event, Pairs& pairs);

 private:
  class Walk;
  std::unique_ptr<Walk> walk_;
};

// Whether a text begins like a JSON object: '{' after white space and a byte order mark.
bool looks_like_json_object(std::string_view text);

// Whether `"key":` stands in the text, blanks allowed before the colon. Cheap, not exact (it does
// not know strings from keys): for recognising formats. `key` comes with its quotes: "\"aid\"".
bool has_json_key(std::string_view text, std::string_view quoted_key);

}  // namespace yagura
