// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
// A description of a log format, then (behind a NUL) a record for it.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/format_reader.hpp"
#include "parse/record_parser.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\0');
  const yagura::FormatFiles files = yagura::read_format_text(text.substr(0, end), "f.yaml");
  if (files.formats.empty()) {
    return 0;
  }
  const std::array formats{&files.formats.front()->format};
  auto parser = yagura::RecordParser::create(formats[0]->name, yagura::TimeZone{}, formats);
  yagura::Arena arena;
  yagura::Event event(arena);
  (void)parser->parse(end == std::string::npos ? "" : text.substr(end + 1), {}, event);
  return 0;
}
