// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "base/arena.hpp"

// How products write texts so that they survive a log line, and back. Each returns the text itself
// where there is nothing to undo, else a copy in the arena. Linear.
namespace yagura {

// "%5C" to its byte; what is no escape stays. A decoded control character or DEL would end the text
// for careless readers further on, so those stay encoded.
std::string_view percent_decoded(std::string_view text, Arena& arena);
// As above, and '+' is a blank, as in forms.
std::string_view form_decoded(std::string_view text, Arena& arena);

// "\"" and "\\" inside quotes.
std::string_view without_backslashes(std::string_view text, Arena& arena);
// "\x22", "\"", "\\", "\t", "\n": what Apache and nginx write for bytes that would end a field.
// Control characters stay escaped.
std::string_view c_unescaped(std::string_view text, Arena& arena);
// Doubled quotes, as in CSV (RFC 4180 section 2.7).
std::string_view single_quotes(std::string_view text, Arena& arena);

// ASCII letters only.
std::string_view lower_case(std::string_view text, Arena& arena);
// The same where there are nearly always some to be lowered: always a copy.
std::string_view lower_case_copy(std::string_view text, Arena& arena);

// What follows the last '/' or '\'; the whole text if there is neither.
std::string_view base_name(std::string_view path);
// What stands before it; empty if there is neither.
std::string_view directory_name(std::string_view path);

// Where the quoted text that begins at `from` ends: its unescaped '"', or the end of the text.
std::size_t closing_quote(std::string_view text, std::size_t from);

// Whether the text begins as the shape says: 'd' is a digit, 'a' a letter, '?' any character, and
// anything else itself: "dddd-dd-dd?dd:dd:dd". For telling formats apart before they are read.
bool begins_like(std::string_view text, std::string_view shape);

// ASCII letters only: for keywords that products write in either case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace yagura
