// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "model/event.hpp"
#include "parse/record_parser.hpp"
#include "parse/registry.hpp"

namespace yagura {

// Whatever the bytes: an event that prints as valid UTF-8, or a reason and a place inside them.
inline void fuzz_format(std::string_view format, const std::uint8_t* data, std::size_t size) {
  auto made = RecordParser::create(format, *TimeZone::find("+09:00"), formats());
  Arena arena;
  Event event(arena);
  // A copy of exact size, so that reading past the end is seen.
  const std::string record(reinterpret_cast<const char*>(data), size);
  const ParseResult result = made->parse(record, TimePoint{}, event);
  if (!result.ok) {
    if (result.reason.empty() || result.offset > size) {
      std::abort();
    }
    return;
  }
  std::string out;
  append_json(out, event);
  if (!is_valid_utf8(out) || made->format().empty()) {
    std::abort();
  }
}

}  // namespace yagura
