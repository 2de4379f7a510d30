// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include "base/number.hpp"

namespace yagura {

static_assert(crypto_hash_sha256_BYTES == sizeof(Sha256::bytes));

Sha256 Sha256::of(std::string_view text) {
  Sha256 made;
  crypto_hash_sha256(made.bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  return made;
}

std::optional<Sha256> Sha256::parse(std::string_view text) {
  Sha256 made;
  if (text.size() != 2 * made.bytes.size()) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < made.bytes.size(); ++i) {
    const int high = hex_digit(text[2 * i]);
    const int low = hex_digit(text[2 * i + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    made.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return made;
}

std::string Sha256::hex() const {
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

bool Sha256::operator==(const Sha256& other) const {
  return sodium_memcmp(bytes.data(), other.bytes.data(), bytes.size()) == 0;
}

}  // namespace yagura
