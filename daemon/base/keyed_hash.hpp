// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace yagura {

// The secret of a keyed hash. Whoever does not know it cannot choose texts that collide.
struct HashKey {
  std::array<std::uint8_t, 16> bytes{};
  static HashKey random();
};

struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  auto operator<=>(const Hash128&) const = default;
};

// SipHash-2-4 (Aumasson and Bernstein, 2012): for tables whose keys come from outside. The numbers
// differ from key to key and so must not become part of an id; base/digest.hpp makes those.
Hash128 keyed_hash_128(const HashKey& key, std::string_view text);
std::uint64_t keyed_hash_64(const HashKey& key, std::string_view text);

}  // namespace yagura

template <>
struct std::hash<yagura::Hash128> {
  using is_avalanching = void;  // tables need not mix it again
  std::size_t operator()(const yagura::Hash128& key) const noexcept { return key.low; }
};
