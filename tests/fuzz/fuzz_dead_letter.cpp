// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parse/dead_letter.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  (void)yagura::read_dead_letter(bytes);
  // Any bytes that were written come back.
  yagura::DeadLetter letter;
  letter.raw = bytes;
  std::string line;
  yagura::append_dead_letter(line, letter);
  const auto back = yagura::read_dead_letter(line);
  if (!back || back->raw != bytes) {
    std::abort();
  }
  return 0;
}
