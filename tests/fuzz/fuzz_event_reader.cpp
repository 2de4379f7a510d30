// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/event_reader.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  yagura::Arena arena;
  yagura::Event event(arena);
  yagura::EventReader reader;
  const std::string json(reinterpret_cast<const char*>(data), size);
  if (reader.read(json, event).empty()) {
    std::string out;
    yagura::append_json(out, event);  // touches every text that the event says it has
  }
  return 0;
}
