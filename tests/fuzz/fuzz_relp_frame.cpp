// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// However a stream is split, the frames and the fault are the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "input/relp_frame.hpp"
#include "split_stream.hpp"

namespace {

constexpr std::size_t kLongest = 64;

std::vector<std::string> framed(std::string_view bytes, std::string_view splits) {
  std::vector<std::string> seen;
  yagura::RelpFramer framer(kLongest);
  auto fault = yagura::RelpFault::none;
  yagura::fuzz::feed_in_pieces(bytes, splits, [&](std::string_view piece) {
    fault = framer.feed(piece, [&](const yagura::RelpFrame& frame) {
      if (frame.data.size() > kLongest || frame.command.size() > yagura::kMostRelpCommand ||
          (frame.cut && frame.data.size() != kLongest)) {
        std::abort();
      }
      seen.push_back(std::to_string(frame.transaction) + (frame.cut ? " ~" : " ") +
                     std::string(frame.command) + " " + std::string(frame.data));
      return true;
    });
    return fault == yagura::RelpFault::none;
  });
  seen.emplace_back(to_string(fault));
  return seen;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  yagura::fuzz::check_splits(data, size, framed);
  return 0;
}
