// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yagura {

// SHA-256 (FIPS 180-4), for names that others compute as well: keys of certificates and tokens, as
// `openssl` and `sha256sum` print them. Names of our own are a Digest.
struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};

  static Sha256 of(std::string_view text);
  // 64 hexadecimal digits of either case, nothing else.
  static std::optional<Sha256> parse(std::string_view text);
  std::string hex() const;
  // Takes as long whatever differs, so that a secret's digest cannot be felt for bit by bit.
  bool operator==(const Sha256& other) const;
};

}  // namespace yagura
