// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// However a stream is split, the frames and the fault are the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "input/relp_frame.hpp"

namespace {

constexpr std::size_t kLongest = 64;

// Pieces of 1 to 16 bytes, as `splits` says; whole if it is empty.
std::vector<std::string> framed(std::string_view bytes, std::string_view splits) {
  std::vector<std::string> seen;
  yagura::RelpFramer framer(kLongest);
  auto fault = yagura::RelpFault::none;
  std::size_t turn = 0;
  while (!bytes.empty() && fault == yagura::RelpFault::none) {
    const std::size_t wanted =
        splits.empty() ? bytes.size()
                       : 1U + static_cast<unsigned char>(splits[turn++ % splits.size()]) % 16U;
    const std::string piece(bytes.substr(0, wanted));
    fault = framer.feed(piece, [&](const yagura::RelpFrame& frame) {
      if (frame.data.size() > kLongest || frame.command.size() > yagura::kMostRelpCommand ||
          (frame.cut && frame.data.size() != kLongest)) {
        std::abort();
      }
      seen.push_back(std::to_string(frame.transaction) + (frame.cut ? " ~" : " ") +
                     std::string(frame.command) + " " + std::string(frame.data));
      return true;
    });
    bytes.remove_prefix(piece.size());
  }
  seen.emplace_back(to_string(fault));
  return seen;
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
