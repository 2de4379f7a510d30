// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// However a connection's bytes are split, the good requests on it are the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "input/http_request.hpp"

namespace {

using State = yagura::HttpRequestReader::State;
constexpr std::size_t kMostHead = 512;
constexpr std::size_t kMostBody = 256;

std::vector<std::string> requests(std::string_view bytes, std::string_view splits) {
  std::vector<std::string> seen;
  yagura::HttpRequestReader reader(kMostHead, kMostBody);
  std::size_t turn = 0;
  for (bool good = true; good && !bytes.empty();) {
    const std::size_t wanted =
        splits.empty() ? bytes.size()
                       : 1U + static_cast<unsigned char>(splits[turn++ % splits.size()]) % 16U;
    const std::string piece(bytes.substr(0, wanted));
    bytes.remove_prefix(piece.size());
    State state = reader.feed(piece);
    bool head = false;
    while (good && (state == State::done || (state == State::body && !head))) {
      if (state == State::done) {
        if (reader.body_bytes() > kMostBody) {
          std::abort();
        }
        seen.push_back(std::string(reader.method()) + " " + std::string(reader.target()) + " " +
                       std::string(reader.header("Authorization")) + "\n" + reader.take_body());
        reader.next();
        head = false;
        if (!reader.begun()) {
          break;
        }
      } else {
        head = true;
      }
      state = reader.feed({});
    }
    good = state == State::done || state == State::body || state == State::head;
  }
  return seen;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t half = std::min<std::size_t>(size, 8);
  if (requests(all.substr(half), all.substr(0, half)) != requests(all.substr(half), {})) {
    std::abort();
  }
  return 0;
}
