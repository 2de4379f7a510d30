// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// However a packed stream is split, the text is the same, and never more of it than allowed.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "input/inflater.hpp"

namespace {

constexpr std::size_t kLongest = std::size_t{256} * 1024;

std::pair<std::string, bool> inflated(yagura::Encoding encoding, std::string_view bytes,
                                      std::size_t piece) {
  std::string text;
  const auto inflater = yagura::Inflater::make(encoding, {kLongest, 100});
  auto fault = yagura::InflateFault::none;
  while (!bytes.empty() && fault == yagura::InflateFault::none) {
    const std::string part(bytes.substr(0, piece));
    fault = inflater->feed(part, [&](std::string_view more) {
      text += more;
      return true;
    });
    bytes.remove_prefix(part.size());
  }
  if (text.size() > kLongest) {
    std::abort();
  }
  const bool good =
      fault == yagura::InflateFault::none && inflater->finish() == yagura::InflateFault::none;
  return {good ? text : "", good};
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  const auto encoding = data[0] % 2 == 0 ? yagura::Encoding::gzip : yagura::Encoding::zstd;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  // Pieces at the end of a bomb may differ in where the ratio is passed, not in whether it is good.
  const auto whole = inflated(encoding, bytes, bytes.size() + 1);
  if (whole.second && inflated(encoding, bytes, 1U + data[1]) != whole &&
      whole.first.size() <= yagura::Inflater::kFreeBytes) {
    std::abort();
  }
  return 0;
}
