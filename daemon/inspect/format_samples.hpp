// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace yagura {

// What one built-in format is known to give. Not declared but observed: at each build its cases
// (tests/formats/<format>/cases.jsonl) are parsed, and what the events hold is written down. So it
// cannot differ from what the parser does, but it knows only what the cases show.
struct FormatSample {
  std::string_view format;
  // Each log source an event had, as product/category/service; blanks between them. An empty part
  // is not said by the format. Windows channels are windows/*/*: which channels and events a source
  // carries is the sender's choice.
  std::string_view log_sources;
  std::string_view fields;  // ECS names, blanks between them
  // The record's own names beside them, likewise. Where there are any, others may occur, too.
  std::string_view own_names;
};

// In order of name. Lives as long as the program; safe from any thread.
std::span<const FormatSample> format_samples();

}  // namespace yagura
