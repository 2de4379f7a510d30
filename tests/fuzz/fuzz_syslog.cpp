// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "fuzz_parser.hpp"
#include "parse/structured_data.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  yagura::fuzz_format("syslog", data, size);
  // Looking into structured data that nobody has checked must be as safe.
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)yagura::structured_data_value(text, "meta", "sequenceId");
  return 0;
}
