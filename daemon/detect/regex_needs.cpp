// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/regex_needs.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

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

using Bytes = std::bitset<RegexNeeds::kBytes>;
constexpr std::size_t kAscii = 128;

std::size_t index_of(char c) {
  return static_cast<unsigned char>(c);
}

// Adds the ASCII characters from `first` to `last`.
void add_range(Bytes& bytes, char first, char last) {
  for (std::size_t i = index_of(first); i <= index_of(last) && i < kAscii; ++i) {
    bytes.set(i);
  }
}

// The ASCII characters of \\d, \\w, \\s; nothing if it is another letter.
std::optional<Bytes> class_of(char letter) {
  Bytes bytes;
  switch (letter) {
    case 'w':
    case 'W':
      add_range(bytes, 'A', 'Z');
      add_range(bytes, 'a', 'z');
      bytes.set('_');
      [[fallthrough]];
    case 'd':
    case 'D':
      add_range(bytes, '0', '9');
      break;
    case 's':
    case 'S':
      for (const char blank : {' ', '\t', '\n', '\f', '\r'}) {
        bytes.set(index_of(blank));
      }
      break;
    default:
      return std::nullopt;
  }
  return letter < 'a' ? ~bytes : bytes;
}

// The character an escape stands for, if it is punctuation.
std::optional<char> punctuation(char c) {
  const bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return word || index_of(c) >= kAscii ? std::nullopt : std::optional(c);
}

// Rather too many than too few: letters in both cases, and all that is not ASCII, since flags and
// characters of several bytes are not looked at.
void widen(Bytes& bytes) {
  for (std::size_t lower = 'a'; lower <= 'z'; ++lower) {
    constexpr std::size_t kToUpper = 'a' - 'A';
    const bool either = bytes[lower] || bytes[lower - kToUpper];
    bytes.set(lower, either);
    bytes.set(lower - kToUpper, either);
  }
  for (std::size_t i = kAscii; i < bytes.size(); ++i) {
    bytes.set(i);
  }
}

class Measure {
 public:
  explicit Measure(std::string_view expression) : text_(expression) {}

  // Nothing if the expression is not understood to its end.
  std::optional<RegexNeeds> whole() {
    needs_.shortest = alternatives();
    needs_.run = one_way_ ? needs_.run : 0;
    return fine_ && at_ == text_.size() ? std::optional(needs_) : std::nullopt;
  }

 private:
  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  // RE2 has bounded how deep groups stand in one another: so recursion is safe here.
  std::size_t alternatives() {
    ++depth_;
    std::size_t shortest = sequence();
    while (at('|')) {
      ++at_;
      shortest = std::min(shortest, sequence());
      one_way_ = one_way_ && depth_ > 1;
    }
    --depth_;
    return shortest;
  }

  std::size_t sequence() {
    std::size_t sum = 0;
    while (fine_ && at_ < text_.size() && !at('|') && !at(')')) {
      bytes_.reset();
      const std::size_t once = atom();
      const std::optional<Bytes> bytes = std::exchange(bytes_, std::nullopt);
      const std::size_t repetitions = least_repetitions();
      sum += times(once, repetitions);
      if (bytes && depth_ == 1 && repetitions > needs_.run) {
        needs_.run = repetitions;
        needs_.run_bytes = *bytes;
      }
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
    bytes_ = class_of(c);
    if (bytes_) {
      widen(*bytes_);
    }
    return place ? 0 : 1;
  }

  std::size_t character_class() {
    Bytes members;
    bool known = true;
    const bool others = at('^');
    at_ += others ? 1 : 0;
    for (bool first = true; at_ < text_.size() && (first || !at(']')); first = false) {
      known = add_member(members) && known;
    }
    fine_ = fine_ && at(']');
    ++at_;
    if (known) {
      bytes_ = others ? ~members : members;
      widen(*bytes_);
    }
    return 1;
  }

  // Takes one member of a class: a letter's class, a character, or a range. False if it is not
  // known what it holds.
  bool add_member(Bytes& members) {
    if (at('\\') && at_ + 1 < text_.size()) {
      if (const auto bytes = class_of(text_[at_ + 1])) {
        at_ += 2;
        members |= *bytes;
        return true;
      }
    }
    const auto first = class_character();
    std::optional<char> last = first;
    if (at('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
      ++at_;
      last = class_character();
    }
    if (first && last) {
      // What is not ASCII is taken for a member whether it is one or not.
      add_range(members, *first, *last);
    }
    return first && last;
  }

  std::optional<char> class_character() {
    const char c = text_[at_++];
    if (c != '\\') {
      return c;
    }
    return at_ < text_.size() ? punctuation(text_[at_++]) : std::nullopt;
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
  std::size_t depth_ = 0;       // of alternatives
  bool one_way_ = true;         // no alternatives to the whole
  std::optional<Bytes> bytes_;  // what the atom just read is made of
  RegexNeeds needs_;
  bool fine_ = true;
};

}  // namespace

RegexNeeds needs_of(std::string_view expression) {
  return is_plain(expression) ? Measure(expression).whole().value_or(RegexNeeds{}) : RegexNeeds{};
}

// A run of n bytes holds every n-th: where that is none of its bytes, the search leaps.
bool RegexNeeds::met_by(std::string_view text) const {
  if (text.size() < shortest) {
    return false;
  }
  constexpr std::size_t kWorthIt = 8;
  if (run < kWorthIt) {
    return true;
  }
  std::size_t start = 0;  // no run begins before this
  std::size_t known = 0;  // from start to here all bytes are of the run
  while (text.size() - start >= run) {
    std::size_t at = start + run;
    while (at > known && run_bytes[static_cast<unsigned char>(text[at - 1])]) {
      --at;
    }
    if (at == known) {
      return true;
    }
    known = start + run;
    start = at;
  }
  return false;
}

}  // namespace yagura
