// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "stream/http_server.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t held = 0;
  for (const auto& [key, value] : yagura::parse_query(text)) {
    held += key.size() + value.size();
  }
  // Decoding only shortens, and a name that is loopback names nothing else.
  if (held > size ||
      (yagura::is_loopback_host(text) && text.find_first_of("/@\\ ") != std::string_view::npos &&
       text.find_first_of("/@\\ ") < text.find(':'))) {
    std::abort();
  }
  return 0;
}
