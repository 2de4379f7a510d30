// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// The first byte chooses the charset; what comes out of a converter must be UTF-8, and each place
// in it must lead to one in the bytes.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.hpp"
#include "parse/charset.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array kNames{"auto", "cp932", "euc-jp", "iso-2022-jp", "utf-16le", "latin1"};
  if (size == 0) {
    return 0;
  }
  const std::string record(reinterpret_cast<const char*>(data) + 1, size - 1);
  yagura::Arena arena;
  auto decoder = yagura::CharsetDecoder::create(kNames.at(data[0] % kNames.size()));
  const auto decoded = decoder->decode(record, arena);
  const bool untouched = decoded.text.data() == record.data();
  if (!untouched && !yagura::is_valid_utf8(decoded.text)) {
    std::abort();
  }
  if (decoder->raw_offset(record, decoded.text.size() / 2) > record.size()) {
    std::abort();
  }
  return 0;
}
