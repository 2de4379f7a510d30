// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/text_forms.hpp"

#include <algorithm>

#include "parse/number.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

int hex_digit(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The byte that two hexadecimal digits at `at` make; -1 if they are none or not printable.
int printable_byte(std::string_view text, std::size_t at) {
  if (at + 2 > text.size()) {
    return -1;
  }
  const int high = hex_digit(text[at]);
  const int low = hex_digit(text[at + 1]);
  const int byte = high * 16 + low;
  return high >= 0 && low >= 0 && byte >= 0x20 && byte != 0x7f ? byte : -1;
}

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string_view decoded(std::string_view text, bool plus, Arena& arena) {
  if (text.find('%') == kNone && (!plus || text.find('+') == kNone)) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = text[i] == '%' ? printable_byte(text, i + 1) : -1;
    if (byte >= 0) {
      out[size++] = static_cast<char>(byte);
      i += 2;
    } else {
      out[size++] = plus && text[i] == '+' ? ' ' : text[i];
    }
  }
  return {out, size};
}

}  // namespace

std::string_view percent_decoded(std::string_view text, Arena& arena) {
  return decoded(text, false, arena);
}

std::string_view form_decoded(std::string_view text, Arena& arena) {
  return decoded(text, true, arena);
}

std::string_view without_backslashes(std::string_view text, Arena& arena) {
  if (text.find('\\') == kNone) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
    i += escape ? 1 : 0;
    out[size++] = text[i];
  }
  return {out, size};
}

std::string_view c_unescaped(std::string_view text, Arena& arena) {
  if (text.find('\\') == kNone) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    const int byte = next == 'x' ? printable_byte(text, i + 2) : -1;
    if (next == '"' || next == '\\') {
      out[size++] = next;
      ++i;
    } else if (byte >= 0) {
      out[size++] = static_cast<char>(byte);
      i += 3;
    } else {
      out[size++] = text[i];
    }
  }
  return {out, size};
}

std::string_view single_quotes(std::string_view text, Arena& arena) {
  if (text.find("\"\"") == kNone) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out[size++] = text[i];
    i += text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"' ? 1 : 0;
  }
  return {out, size};
}

std::string_view lower_case(std::string_view text, Arena& arena) {
  if (std::none_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::transform(text.begin(), text.end(), out, to_lower);
  return {out, text.size()};
}

std::string_view base_name(std::string_view path) {
  const std::size_t cut = path.find_last_of("\\/");
  return cut == kNone ? path : path.substr(cut + 1);
}

std::string_view directory_name(std::string_view path) {
  const std::size_t cut = path.find_last_of("\\/");
  return cut == kNone ? std::string_view{} : path.substr(0, cut);
}

std::size_t closing_quote(std::string_view text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    at = text.find_first_of("\"\\", at);
    if (at == kNone) {
      break;
    }
    if (text[at] == '"') {
      return at;
    }
    ++at;  // what is escaped
  }
  return text.size();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == kNone ? std::string_view{}
                        : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool begins_like(std::string_view text, std::string_view shape) {
  const auto fits = [](char wanted, char c) {
    switch (wanted) {
      case 'd':
        return is_digit(c);
      case 'a':
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      default:
        return wanted == '?' || wanted == c;
    }
  };
  return text.size() >= shape.size() && std::equal(shape.begin(), shape.end(), text.begin(), fits);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return to_lower(x) == to_lower(y);
         });
}

}  // namespace yagura
