// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yagura::windows {

// The words of rendered messages, in the languages we know, and what they mean. Labels come
// without their colon; apostrophes may be typographic.

// Whom the labels below a heading are about.
enum class Part { none, subject, target };

struct Heading {
  std::string_view text;
  Part part;
};
const Heading* find_heading(std::string_view label);

// The names of EventData: `subject` and `target` where a label means another one below their
// headings, else all three are the same.
struct Label {
  std::string_view text;
  std::string_view name;
  std::string_view subject = name;
  std::string_view target = name;
};
const Label* find_label(std::string_view label);

// The sentence that a message begins with is as good as its number, which is not in the text.
struct Opening {
  std::string_view text;
  std::string_view code;
  std::string_view channel;
  std::string_view audit;  // AUDIT_SUCCESS, AUDIT_FAILURE or nothing
};
const Opening* find_opening(std::string_view sentence);

}  // namespace yagura::windows
