// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace yagura::fuzz {

// Feeds a stream in pieces of 1 to 16 bytes, as `splits` says; whole if it is empty. Each piece has
// memory of its own, so that reading beyond it is seen. `feed` says whether to go on.
template <typename Feed>
void feed_in_pieces(std::string_view bytes, std::string_view splits, Feed feed) {
  std::size_t turn = 0;
  while (!bytes.empty()) {
    const std::size_t wanted =
        splits.empty() ? bytes.size()
                       : 1U + static_cast<unsigned char>(splits[turn++ % splits.size()]) % 16U;
    const std::string piece(bytes.substr(0, wanted));
    if (!feed(piece)) {
      return;
    }
    bytes.remove_prefix(piece.size());
  }
}

// The first bytes of the input say how the others are split: what `framed` makes of them must not
// depend on it.
template <typename Framed>
void check_splits(const std::uint8_t* data, std::size_t size, Framed framed) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t half = std::min<std::size_t>(size, 8);
  const std::string_view bytes = all.substr(half);
  if (framed(bytes, all.substr(0, half)) != framed(bytes, {})) {
    std::abort();
  }
}

}  // namespace yagura::fuzz
