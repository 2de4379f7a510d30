// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/digest.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <new>

namespace yagura {
namespace {

static_assert(sizeof(crypto_generichash_blake2b_state) <= 384);

crypto_generichash_blake2b_state* as_state(std::array<unsigned char, 384>& bytes) {
  return std::launder(reinterpret_cast<crypto_generichash_blake2b_state*>(bytes.data()));
}

}  // namespace

std::string Digest::hex() const {
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

DigestBuilder::DigestBuilder() {
  auto* state = new (state_.data()) crypto_generichash_blake2b_state;
  crypto_generichash_blake2b_init(state, nullptr, 0, Digest{}.bytes.size());
}

DigestBuilder& DigestBuilder::add(std::string_view part) {
  add(static_cast<std::uint64_t>(part.size()));
  crypto_generichash_blake2b_update(
      as_state(state_), reinterpret_cast<const unsigned char*>(part.data()), part.size());
  return *this;
}

DigestBuilder& DigestBuilder::add(const Digest& part) {
  return add(std::string_view(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size()));
}

DigestBuilder& DigestBuilder::add(std::uint64_t part) {
  std::array<unsigned char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<unsigned char>(part >> (8 * i));
  }
  crypto_generichash_blake2b_update(as_state(state_), bytes.data(), bytes.size());
  return *this;
}

Digest DigestBuilder::finish() {
  Digest digest;
  crypto_generichash_blake2b_final(as_state(state_), digest.bytes.data(), digest.bytes.size());
  return digest;
}

}  // namespace yagura
