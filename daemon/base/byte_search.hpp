// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace yagura {

// Where the first of `Bytes` stands, or `end`. In line and sixteen bytes at a time, because most
// columns of a log are shorter than what calling memchr costs.
template <char... Bytes>
const char* find_first(const char* at, const char* end) {
#if defined(__SSE2__)
  constexpr std::ptrdiff_t kStep = 16;
  const auto hits_at = [](const char* from) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    __m128i hits = _mm_setzero_si128();
    ((hits = _mm_or_si128(hits, _mm_cmpeq_epi8(block, _mm_set1_epi8(Bytes)))), ...);
    return static_cast<std::uint32_t>(_mm_movemask_epi8(hits));
  };
  if (end - at >= kStep) {
    do {
      if (const std::uint32_t hits = hits_at(at); hits != 0) {
        return at + std::countr_zero(hits);
      }
      at += kStep;
    } while (end - at >= kStep);
    // What remains, with some that was seen.
    const std::uint32_t hits = hits_at(end - kStep) >> static_cast<unsigned>(kStep - (end - at));
    return hits == 0 ? end : at + std::countr_zero(hits);
  }
#endif
  while (at != end && ((*at != Bytes) && ...)) {
    ++at;
  }
  return at;
}

// Where the first byte that is not `Byte` stands, or `end`.
template <char Byte>
const char* find_other(const char* at, const char* end) {
#if defined(__SSE2__)
  constexpr std::ptrdiff_t kStep = 16;
  for (; end - at >= kStep; at += kStep) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto same =
        static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(Byte))));
    if (same != 0xFFFF) {
      return at + std::countr_one(same);
    }
  }
#endif
  while (at != end && *at == Byte) {
    ++at;
  }
  return at;
}

template <char... Bytes>
std::size_t find_first(std::string_view text) {
  const char* found = find_first<Bytes...>(text.data(), text.data() + text.size());
  return static_cast<std::size_t>(found - text.data());
}

// As text.find(needle), for needles that begin with what the text is full of: std::string_view
// stops at each quote of a JSON text to compare "\"EventID\"". This looks for the first two bytes
// together, sixteen places at a time.
inline std::size_t find_text(std::string_view text, std::string_view needle) {
  if (needle.size() < 2) {
    return text.find(needle);
  }
  std::size_t at = 0;
#if defined(__SSE2__)
  constexpr std::size_t kStep = 16;
  const __m128i first = _mm_set1_epi8(needle[0]);
  const __m128i second = _mm_set1_epi8(needle[1]);
  for (; at + kStep + needle.size() <= text.size(); at += kStep) {
    const auto load = [&](std::size_t offset) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + offset));
    };
    const __m128i both =
        _mm_and_si128(_mm_cmpeq_epi8(load(at), first), _mm_cmpeq_epi8(load(at + 1), second));
    for (auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(both)); mask != 0;
         mask &= mask - 1) {
      const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(mask));
      if (std::memcmp(text.data() + place, needle.data(), needle.size()) == 0) {
        return place;
      }
    }
  }
#endif
  return text.find(needle, at);
}

}  // namespace yagura
