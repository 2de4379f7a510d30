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
  std::size_t offset() const { return at_; }       // of the token at hand
  std::size_t key_offset() const { return key_; }  // of the last key, inside its quotes
  // The token at hand as it is written.
  std::string_view token() const;

  // Steps into an object or an array; false, and no fault, if the value is none.
  bool enter(char bracket);
  // The next member of the object that was entered: true at its value. False, and past the
  // object, at its end.
  bool member(std::string_view& key);
  // The same for arrays.
  bool element();

  // How a scalar was read: `as_written` is a text with an escape that is no character, which
  // stands as it is.
  enum class Read : std::uint8_t { value, as_written, failed };
  // A scalar. A whole number that fits is an integer; others are a double if that holds the digits
  // exactly, else they stay a text.
  Read read(Value& out);
  // The same, but numbers that are no integer stay a text.
  Read read_without_reals(Value& out);

  // Passes over any value.
  void skip();

 private:
  struct FirstStage;

  void advance() { show(index_ + 1); }
  void show(const std::uint32_t* index) {
    index_ = index;
    at_ = *index;
    first_ = index < end_ ? text_[at_] : '\0';
  }
  bool fail(Fault error);
  bool next_in(char closing);
  bool text(std::string_view token, std::string_view& out);
  Read number(std::string_view token, bool reals, Value& out);
  Read scalar(bool reals, Value& out);

  std::unique_ptr<FirstStage> stage_;
  std::string_view text_;
  Arena* arena_ = nullptr;
  const std::uint32_t* index_ = nullptr;  // of the token at hand; *end_ is the size of the text
  const std::uint32_t* end_ = nullptr;
  std::size_t at_ = 0;
  std::size_t key_ = 0;
  // The first backslash at or behind the token at hand, as far as it was looked for: most texts
  // have none, and asking each one costs.
  std::size_t backslash_ = 0;
  bool begun_ = false;  // a bracket was entered, and nothing of what is in it was read yet
  char first_ = '\0';
  Fault fault_ = Fault::none;
};

}  // namespace yagura
