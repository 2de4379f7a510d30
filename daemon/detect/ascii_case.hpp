// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "detect/text_hash.hpp"

namespace yagura {

// Looking for folded texts in ASCII that is not folded, eight bytes at a time.

constexpr std::uint64_t kEveryByte = 0x0101010101010101U;

// Each byte with the bit in which a small letter differs from a large one: what is equal without
// regard to case is equal then, and a little more.
template <typename Word>
constexpr Word loosened(Word word) {
  return word | static_cast<Word>(kEveryByte * 0x20U);
}

// Each byte that is a large letter made small; all others stay.
constexpr std::uint64_t ascii_folded(std::uint64_t word) {
  constexpr std::uint64_t kHigh = kEveryByte * 0x80U;
  const std::uint64_t low = word & ~kHigh;
  const std::uint64_t from_a = low + kEveryByte * (0x80U - 'A');
  const std::uint64_t after_z = low + kEveryByte * (0x7fU - 'Z');
  return word | ((from_a ^ after_z) & ~word & kHigh) >> 2U;
}

// Whether `text` with its ASCII folded is `folded`.
inline bool same_folded(std::string_view text, std::string_view folded) {
  const std::size_t size = text.size();
  if (size != folded.size()) {
    return false;
  }
  const auto differ = [&](std::size_t at, std::size_t count) {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::memcpy(&a, text.data() + at, count);
    std::memcpy(&b, folded.data() + at, count);
    return ascii_folded(a) != b;
  };
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  if (size < kWord) {
    constexpr std::size_t kHalf = sizeof(std::uint32_t);
    return size >= kHalf ? !differ(0, kHalf) && !differ(size - kHalf, kHalf) : !differ(0, size);
  }
  for (std::size_t at = 0; at + kWord < size; at += kWord) {
    if (differ(at, kWord)) {
      return false;
    }
  }
  return !differ(size - kWord, kWord);
}

// text_hash() of what `text` and all that equals it without regard to case have in common.
inline std::uint64_t loose_hash(std::string_view text) {
  return text_hash(text, loosened<std::uint64_t>);
}

}  // namespace yagura
