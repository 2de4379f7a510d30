// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/regex_length.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace yagura {
namespace {

// What is refused rather than understood: quoting, classes by name, characters by number.
bool is_plain(std::string_view expression) {
  for (const std::string_view part : {"\\Q", "\\p", "\\P", "\\x", "\\C", "[:"}) {
    if (expression.find(part) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

// A product that stays small: RE2 bounds repetitions, but they may stand in one another.
std::size_t times(std::size_t a, std::size_t b) {
  constexpr std::size_t kMost = 1'000'000;
  return b != 0 && a > kMost / b ? kMost : a * b;
}

class Measure {
 public:
  explicit Measure(std::string_view expression) : text_(expression) {}

  // Nothing if the expression is not understood to its end.
  std::optional<std::size_t> whole() {
    const std::size_t shortest = alternatives();
    return fine_ && at_ == text_.size() ? std::optional(shortest) : std::nullopt;
  }

 private:
  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  // RE2 has bounded how deep groups stand in one another: so recursion is safe here.
  std::size_t alternatives() {
    std::size_t shortest = sequence();
    while (at('|')) {
      ++at_;
      shortest = std::min(shortest, sequence());
    }
    return shortest;
  }

  std::size_t sequence() {
    std::size_t sum = 0;
    while (fine_ && at_ < text_.size() && !at('|') && !at(')')) {
      const std::size_t once = atom();
      sum += times(once, least_repetitions());
    }
    return sum;
  }

  std::size_t atom() {
    const char c = text_[at_++];
    switch (c) {
      case '(':
        return group();
      case '[':
        return character_class();
      case '\\':
        return escape();
      case '^':
      case '$':
        return 0;
      default:
        // A character is one byte at least; what follows it is about all of it.
        while (at_ < text_.size() && is_continuation(text_[at_])) {
          ++at_;
        }
        return 1;
    }
  }

  std::size_t group() {
    if (at('?')) {
      // Flags, a name, or neither; up to the colon or what closes flags for what follows.
      while (at_ < text_.size() && !at(':') && !at(')') && !at('>')) {
        ++at_;
      }
      if (at(')')) {
        ++at_;
        return 0;
      }
      ++at_;
    }
    const std::size_t inside = alternatives();
    fine_ = fine_ && at(')');
    ++at_;
    return inside;
  }

  std::size_t escape() {
    if (at_ == text_.size()) {
      fine_ = false;
      return 0;
    }
    const char c = text_[at_++];
    fine_ = fine_ && (c < '0' || c > '9');  // a character by its octal number
    const bool place = c == 'b' || c == 'B' || c == 'A' || c == 'z';
    return place ? 0 : 1;
  }

  std::size_t character_class() {
    at_ += at('^') ? 1 : 0;
    at_ += at(']') ? 1 : 0;  // first, it is a member
    while (at_ < text_.size() && !at(']')) {
      at_ += at('\\') ? 2 : 1;
    }
    fine_ = fine_ && at(']');
    ++at_;
    return 1;
  }

  std::size_t least_repetitions() {
    std::size_t least = 1;
    for (;;) {
      if (at('*') || at('?')) {
        ++at_;
        least = 0;
      } else if (at('+')) {
        ++at_;
      } else if (at('{')) {
        const std::size_t close = text_.find_first_not_of("0123456789,", at_ + 1);
        std::size_t count = 0;
        const char* start = text_.data() + at_ + 1;
        const auto read = std::from_chars(start, text_.data() + text_.size(), count);
        if (close == std::string_view::npos || text_[close] != '}' || read.ptr == start) {
          return least;  // a brace that stands for itself
        }
        least = times(least, count);
        at_ = close + 1;
      } else {
        return least;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool fine_ = true;
};

}  // namespace

std::size_t shortest_match(std::string_view expression) {
  return is_plain(expression) ? Measure(expression).whole().value_or(0) : 0;
}

}  // namespace yagura
