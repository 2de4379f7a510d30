// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.hpp"
#include "base/result.hpp"
#include "parse/pairs.hpp"
#include "parse/parser.hpp"

namespace yagura {

// The string with which an administrator told a product how to write its log, taken as the
// definition of the format: Squid's logformat, Apache's LogFormat, i-FILTER's %-tokens.
//
//   %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt "%{User-Agent}>h"
//
// A token is '%', a quoting sign ("  [ # ' \), a width, an argument in braces, and a code; what
// stands between tokens is text that the record has, too. The value of a token ends where the text
// behind it begins, and blanks that a width has padded it with are left out. In double quotes \"
// and \\ are unescaped.
//
// Values get the token without sign and width for a name: "tr", ">a", "{User-Agent}>h"; several
// tokens with a point between them are one value ("ts.tu").
class LogTemplate {
 public:
  // Refuses a template without tokens, or with two tokens and nothing between them.
  static Result<LogTemplate> parse(std::string_view text);

  // Appends to `pairs`; refuses a record in which a text between the tokens is not found. Texts
  // after the last token may lack. Linear.
  ParseResult read(std::string_view record, Arena& arena, Pairs& pairs) const;

 private:
  struct Part {
    std::string before;  // the text in front of the value
    std::string name;
    bool quoted = false;  // the text in front ends with a double quote
  };
  std::vector<Part> parts_;
  std::string behind_;  // the text after the last value
};

}  // namespace yagura
