// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// Compiled once a format, with its name as YAGURA_FUZZ_FORMAT: a new format has its fuzz target
// without a file of its own.
#include "fuzz_parser.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  yagura::fuzz_format(YAGURA_FUZZ_FORMAT, data, size);
  return 0;
}
