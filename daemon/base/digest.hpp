// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace yagura {

// A 128-bit name for something, computed from what it is, so that the same thing found again
// after a crash has the same name. BLAKE2b (RFC 7693): records come from outside, and a sender
// must not be able to choose two records with one name.
struct Digest {
  std::array<std::uint8_t, 16> bytes{};

  std::string hex() const;  // 32 lower-case digits
  auto operator<=>(const Digest&) const = default;
};

// Feeds parts into one digest; each part is length-prefixed, so ("ab","c") differs from
// ("a","bc"). One thread.
class DigestBuilder {
 public:
  DigestBuilder();
  DigestBuilder& add(std::string_view part);
  DigestBuilder& add(std::uint64_t part);
  DigestBuilder& add(const Digest& part);
  Digest finish();

 private:
  alignas(64) std::array<unsigned char, 384> state_{};  // crypto_generichash_blake2b_state
};

}  // namespace yagura

template <>
struct std::hash<yagura::Digest> {
  std::size_t operator()(const yagura::Digest& digest) const noexcept {
    std::size_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) {
      value = value << 8 | digest.bytes[i];
    }
    return value;
  }
};
