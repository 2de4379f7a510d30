// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// However a stream is split, the records are the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/framing.hpp"

namespace {

using Records = std::vector<std::pair<std::string, bool>>;
constexpr std::size_t kLongest = 64;

// Pieces of 1 to 16 bytes, as `splits` says; whole if it is empty.
Records framed(std::string_view bytes, std::string_view splits) {
  Records records;
  const auto sink = [&](std::string_view text, yagura::StreamFramer::Completeness completeness) {
    if (text.empty() || text.size() > kLongest) {
      std::abort();
    }
    records.emplace_back(text, completeness == yagura::StreamFramer::Completeness::cut);
  };
  yagura::StreamFramer framer(kLongest);
  std::size_t turn = 0;
  while (!bytes.empty()) {
    const std::size_t wanted =
        splits.empty() ? bytes.size()
                       : 1U + static_cast<unsigned char>(splits[turn++ % splits.size()]) % 16U;
    const std::size_t size = std::min(wanted, bytes.size());
    const std::string piece(bytes.substr(0, size));
    framer.feed(piece, sink);
    bytes.remove_prefix(size);
  }
  framer.finish(sink);
  return records;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t half = std::min<std::size_t>(size, 8);
  const std::string_view splits = all.substr(0, half);
  const std::string_view bytes = all.substr(half);
  if (framed(bytes, splits) != framed(bytes, {})) {
    std::abort();
  }
  return 0;
}
