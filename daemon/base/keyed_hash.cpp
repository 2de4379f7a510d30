// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "base/keyed_hash.hpp"

#include <sodium.h>

#include <cstring>

namespace yagura {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

HashKey HashKey::random() {
  HashKey key;
  randombytes_buf(key.bytes.data(), key.bytes.size());
  return key;
}

Hash128 keyed_hash_128(const HashKey& key, std::string_view text) {
  static_assert(sizeof(Hash128) == crypto_shorthash_siphashx24_BYTES);
  Hash128 hash;
  unsigned char out[sizeof(Hash128)];
  crypto_shorthash_siphashx24(out, bytes_of(text), text.size(), key.bytes.data());
  std::memcpy(&hash, out, sizeof(hash));
  return hash;
}

std::uint64_t keyed_hash_64(const HashKey& key, std::string_view text) {
  static_assert(sizeof(std::uint64_t) == crypto_shorthash_siphash24_BYTES);
  std::uint64_t hash = 0;
  unsigned char out[sizeof(hash)];
  crypto_shorthash_siphash24(out, bytes_of(text), text.size(), key.bytes.data());
  std::memcpy(&hash, out, sizeof(hash));
  return hash;
}

}  // namespace yagura
