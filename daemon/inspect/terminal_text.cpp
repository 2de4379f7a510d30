// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace yagura {
namespace {

// A line may end after a blank, and between Japanese characters but not before 、 or 。.
bool may_end_before(std::string_view before, std::string_view next) {
  return before == " " ||
         (display_width(before) == 2 && next != "、" && next != "。" && next != " ");
}

// How many bytes of `text` go on one line.
std::size_t line_length(std::string_view text, std::size_t columns) {
  std::size_t width = 0;
  std::size_t end = 0;  // the last place where the line may end
  std::string_view before;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_sequence_length(text.substr(at)));
    const std::string_view character = text.substr(at, length);
    end = may_end_before(before, character) ? at : end;
    width += display_width(character);
    if (width > columns) {
      return end > 0 ? end : std::max(at, length);
    }
    before = character;
    at += length;
  }
  return text.size();
}

}  // namespace

std::string mark(bool holds, Colour colour) {
  if (colour == Colour::off) {
    return holds ? "yes" : "no ";
  }
  return holds ? "\x1b[32myes\x1b[0m" : "\x1b[31mno \x1b[0m";
}

std::string cut(std::string_view text, std::size_t columns) {
  std::string safe = escape_for_terminal(text);
  return display_width(safe) > columns ? fit_columns(safe, columns) : safe;
}

std::string quoted(std::string_view text, std::size_t columns) {
  return "'" + cut(text, columns > 2 ? columns - 2 : 0) + "'";
}

std::string wrapped(std::string_view text, std::string_view indent, std::size_t columns) {
  std::string out;
  const std::size_t room = columns - std::min(columns - 1, display_width(indent));
  while (!text.empty()) {
    const std::size_t length = line_length(text, room);
    std::string_view line = text.substr(0, length);
    line = line.substr(0, line.find_last_not_of(' ') + 1);
    out += fmt::format("{}{}\n", indent, line);
    text.remove_prefix(length);
  }
  return out;
}

std::string group_text(const std::vector<std::string>& names,
                       const std::vector<std::string>& values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    out += fmt::format("{}{}={}", i == 0 ? "" : " ", escape_for_terminal(names[i]),
                       quoted(values[i], 60));
  }
  return out.empty() ? "all events" : out;
}

std::string log_source_text(const LogSource& source) {
  std::string out;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      out += fmt::format("{}{}={}", out.empty() ? "" : " ", key, escape_for_terminal(value));
    }
  };
  add("product", source.product);
  add("category", source.category);
  add("service", source.service);
  return out.empty() ? "any" : out;
}

}  // namespace yagura
