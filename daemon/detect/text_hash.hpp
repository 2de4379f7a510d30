// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace yagura {

// The hash of a text whose words count as what `change` makes of them, byte for byte.
template <typename Change>
std::uint64_t text_hash(std::string_view text, Change change) {
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15U;
  const std::size_t size = text.size();
  const auto word_at = [&](std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    return change(word);
  };
  const auto mix = [](std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * kMix;
    return hash ^ (hash >> 32U);
  };
  if (size < sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    for (const char c : text) {
      word = word << 8U | static_cast<unsigned char>(c);
    }
    return mix(mix(0, change(word)), size);
  }
  const std::size_t last = size - sizeof(std::uint64_t);
  std::uint64_t hash = mix(mix(size, word_at(0)), word_at(last));
  if (last > sizeof(std::uint64_t)) {
    hash = mix(mix(hash, word_at(last / 3)), word_at(last / 3 * 2));
  }
  return hash;
}

// A fast hash for tables in memory: the same text gives the same number within one build, and
// whoever looks a text up compares it. Of long texts it reads both ends and two places between.
// Not for tables that grow with what a sender writes.
inline std::uint64_t text_hash(std::string_view text) {
  return text_hash(text, [](std::uint64_t word) { return word; });
}

// The same of all bytes: for keys that somebody chooses, who must not be able to let them differ
// only where nobody looks.
inline std::uint64_t whole_text_hash(std::string_view bytes) {
  constexpr std::uint64_t kMultiplier = 0x9fb21c651e98df25U;
  const auto mix = [](std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * kMultiplier;
    return hash ^ (hash >> 32U);
  };
  const std::size_t size = bytes.size();
  std::uint64_t hash = mix(kMultiplier, size);
  std::uint64_t word = 0;
  std::size_t at = 0;
  for (; at + sizeof word <= size; at += sizeof word) {
    std::memcpy(&word, bytes.data() + at, sizeof word);
    hash = mix(hash, word);
  }
  word = 0;
  for (; at < size; ++at) {
    word = word << 8U | static_cast<unsigned char>(bytes[at]);
  }
  return mix(mix(hash, word), kMultiplier);
}

// Whether two texts are the same, without a call: for the short texts of tables.
inline bool same_text(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) {
    return false;
  }
  const auto differ = [&](auto word, std::size_t at) {
    auto other = word;
    std::memcpy(&word, a.data() + at, sizeof(word));
    std::memcpy(&other, b.data() + at, sizeof(other));
    return word != other;
  };
  if (size >= sizeof(std::uint64_t)) {
    const std::size_t last = size - sizeof(std::uint64_t);
    for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t)) {
      if (differ(std::uint64_t{}, at)) {
        return false;
      }
    }
    return !differ(std::uint64_t{}, last);
  }
  if (size >= sizeof(std::uint32_t)) {
    return !differ(std::uint32_t{}, 0) && !differ(std::uint32_t{}, size - sizeof(std::uint32_t));
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace yagura
