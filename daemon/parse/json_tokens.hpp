// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/arena.hpp"
#include "model/event.hpp"

namespace yagura {

// Walks over the tokens of one JSON text (RFC 8259), in one pass and in order, for formats that
// read all of it anyway:
//
//   if (tokens.start(text, arena) && tokens.enter('{')) {
//     for (std::string_view key; tokens.member(key);) {
//       ... enter(), read() or skip() the value, exactly once
//     }
//   }
//   tokens.finish();  // and fault() says whether all of it was JSON
//
// simdjson's first stage finds the tokens (and refuses what is not UTF-8); the grammar is checked
// here, of what is skipped only the brackets. This costs less than its on-demand parser: the text
// needs no padding and is not copied, and the end of each string is known. Texts without escapes
// are views into it, the others are in the arena.
//
// A fault sticks: after one, member() and element() say false. Never throws, nothing recurses, and
// nothing is allocated once warm. One thread.
class JsonTokens {
 public:
  enum class Fault : std::uint8_t { none, not_utf8, cut_off, not_json, wrong_type, text_after };

  JsonTokens();
  ~JsonTokens();
  JsonTokens(JsonTokens&&) noexcept;
  JsonTokens& operator=(JsonTokens&&) noexcept;

  // `text` and what `arena` gives must live as long as the values read. At most 4 GiB.
  bool start(std::string_view text, Arena& arena);
  // After the value: what stands behind it is a fault, and so is a value that was not read.
  void finish();
  Fault fault() const { return fault_; }

  // What the value at hand begins with: one of {["-0123456789tfn, or '\0' at the end.
  char first() const { return first_; }
  std::size_t key_offset() const { return key_; }  // of the last key, inside its quotes
  // The token at hand as it is written.
  std::string_view token() const;

  // Steps into an object or an array; false, and no fault, if the value is none.
  bool enter(char bracket) {
    if (first_ != bracket) {
      return false;
    }
    begun_ = true;
    show(index_ + 1);
    return true;
  }
  // The next member of the object that was entered: true at its value. False, and past the
  // object, at its end.
  bool member(std::string_view& key) {
    // The usual case in one step: [,] "key" : value
    const std::uint32_t* at = index_ + (begun_ ? 0 : 1);
    if (end_ - at > 2 && (begun_ || first_ == ',') && text_[at[0]] == '"' && text_[at[1]] == ':') {
      begun_ = false;
      key_ = at[0] + 1;
      bool readable = true;
      key = text_between(at[0], at[1], readable);
      show(at + 2);
      return true;
    }
    return find_member(key);
  }
  // The same for arrays.
  bool element();

  // How a scalar was read: `as_written` is a text with an escape that is no character, which
  // stands as it is.
  enum class Read : std::uint8_t { value, as_written, failed };
  // A scalar. A whole number that fits is an integer; others are a double if that holds the digits
  // exactly, else they stay a text.
  Read read(Value& out) { return first_ == '"' ? read_text(out) : read_other(true, out); }
  // The same, but numbers that are no integer stay a text.
  Read read_without_reals(Value& out) {
    return first_ == '"' ? read_text(out) : read_other(false, out);
  }
  // Takes a whole number of at most 18 digits; false, taking nothing, if none stands here. What is
  // false may be a number all the same: read() knows.
  bool read_integer(std::int64_t& out) {
    const bool negative = first_ == '-';
    const char* at = text_ + *index_ + (negative ? 1 : 0);
    const char* end = text_ + index_[1];
    constexpr std::ptrdiff_t kNeverTooLarge = 18;
    if (index_ == end_ || end - at > kNeverTooLarge || at == end) {
      return false;
    }
    std::int64_t value = 0;
    for (; at != end; ++at) {
      const auto digit = static_cast<unsigned char>(*at - '0');
      if (digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    out = negative ? -value : value;
    show(index_ + 1);
    return true;
  }
  // Where first() is '"': the text. Not readable: it stands as it is written.
  std::string_view read_text(bool& readable) {
    const std::string_view text = text_between(index_[0], index_[1], readable);
    show(index_ + 1);
    return text;
  }

  // Passes over any value.
  void skip();

  // A value met before, to be read from again: for what is known only by looking ahead.
  struct Place {
    const std::uint32_t* index;
    bool begun;
  };
  Place place() const { return {index_, begun_}; }
  // A fault met in between stays.
  void go_back(Place place) {
    begun_ = place.begun;
    backslash_ = nullptr;
    if (fault_ == Fault::none) {
      show(place.index);
    }
  }

 private:
  struct FirstStage;

  void show(const std::uint32_t* index) {
    index_ = index;
    first_ = index < end_ ? text_[*index] : '\0';
  }
  // The text whose opening quote stands at `open`, before the next token. Without escapes it is
  // shown where it stands.
  std::string_view text_between(std::size_t open, std::size_t next, bool& readable) {
    const char* begin = text_ + open + 1;
    const char* end = text_ + next - 1;
    while (*end != '"') {  // blanks
      --end;
    }
    if (backslash_ < begin) {
      backslash_ = find_backslash(begin);
    }
    const std::string_view text(begin, static_cast<std::size_t>(end - begin));
    return backslash_ >= end ? text : unescaped(text, readable);
  }
  Read read_text(Value& out) {
    bool readable = true;
    out = read_text(readable);
    return readable ? Read::value : Read::as_written;
  }
  bool fail(Fault fault);
  bool next_in(char closing);
  bool find_member(std::string_view& key);
  const char* find_backslash(const char* from) const;
  std::string_view unescaped(std::string_view text, bool& readable) const;
  Read read_other(bool reals, Value& out);
  bool number(std::string_view token, bool reals, Value& out) const;

  std::unique_ptr<FirstStage> stage_;
  const char* text_ = nullptr;
  const char* text_end_ = nullptr;
  Arena* arena_ = nullptr;
  const std::uint32_t* index_ = nullptr;  // of the token at hand; *end_ is the size of the text
  const std::uint32_t* end_ = nullptr;
  // The first backslash at or behind the token at hand, as far as it was looked for: most texts
  // have none, and asking each one costs.
  const char* backslash_ = nullptr;
  std::size_t key_ = 0;
  bool begun_ = false;  // a bracket was entered, and nothing of what is in it was read yet
  char first_ = '\0';
  Fault fault_ = Fault::none;
};

}  // namespace yagura
