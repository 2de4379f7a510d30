// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "windows/record.hpp"

namespace yagura::windows {

std::string_view pascal_case(std::string_view key, Arena& arena) {
  if (key.empty() || key[0] < 'a' || key[0] > 'z') {
    return key;
  }
  char* copy = arena.allocate(key.size());
  key.copy(copy, key.size());
  copy[0] = static_cast<char>(copy[0] - ('a' - 'A'));
  return {copy, key.size()};
}

std::string_view single_backslashes(std::string_view text, Arena& arena) {
  if (text.find("\\\\") == std::string_view::npos) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  std::size_t at = 0;
  if (text.substr(0, 2) == "\\\\") {
    out[0] = out[1] = '\\';
    size = 2;
    at = text.substr(0, 4) == "\\\\\\\\" ? 4 : 2;
  }
  for (; at < text.size(); ++at) {
    out[size++] = text[at];
    at += text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '\\' ? 1 : 0;
  }
  return {out, size};
}

}  // namespace yagura::windows
