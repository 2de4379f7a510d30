// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "input/file_marks.hpp"

// Marks that were kept, with a right checksum and with what stands there: what loads is saved as
// the same files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto sealed = [](const auto& put) {
    std::string bytes;
    yagura::ByteSink sink([&](std::string_view piece) { bytes += piece; });
    put(sink);
    return bytes;
  };
  (void)yagura::FileMarks::load(text);
  const auto marks = yagura::FileMarks::load(sealed([&](yagura::ByteSink& sink) {
    sink.put_bytes(text);
    sink.finish();
  }));
  if (marks) {
    const std::string saved = sealed([&](yagura::ByteSink& sink) { marks->save(sink); });
    const auto again = yagura::FileMarks::load(saved);
    if (!again || saved != sealed([&](yagura::ByteSink& sink) { again->save(sink); })) {
      std::abort();
    }
  }
  return 0;
}
