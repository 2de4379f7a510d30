// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// However a stream is split, the records are the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/framing.hpp"
#include "split_stream.hpp"

namespace {

using Records = std::vector<std::pair<std::string, bool>>;
constexpr std::size_t kLongest = 64;

Records framed(std::string_view bytes, std::string_view splits) {
  Records records;
  const auto sink = [&](std::string_view text, yagura::StreamFramer::Completeness completeness) {
    if (text.empty() || text.size() > kLongest) {
      std::abort();
    }
    records.emplace_back(text, completeness == yagura::StreamFramer::Completeness::cut);
  };
  yagura::StreamFramer framer(kLongest);
  yagura::fuzz::feed_in_pieces(bytes, splits, [&](std::string_view piece) {
    framer.feed(piece, sink);
    return true;
  });
  framer.finish(sink);
  return records;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  yagura::fuzz::check_splits(data, size, framed);
  return 0;
}
