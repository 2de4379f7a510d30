// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/text_forms.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/byte_search.hpp"
#include "base/number.hpp"
#include "base/text.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

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

// --- eight bytes at a time ---------------------------------------------------------------------

using Word = std::uint64_t;

Word repeated(unsigned byte) {
  return 0x0101010101010101U * byte;
}

// 0x80 in the place of each capital letter.
Word capitals(Word word) {
  const Word low = word & repeated(0x7F);
  const Word from_a = low + repeated(0x80 - 'A');
  const Word behind_z = low + repeated(0x7F - 'Z');
  return (from_a ^ behind_z) & ~word & repeated(0x80);
}

Word load(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

bool is_capital(char c) {
  return static_cast<unsigned char>(c - 'A') < 26;
}

bool has_capitals(std::string_view text) {
  if (text.size() < sizeof(Word)) {
    return std::any_of(text.begin(), text.end(), is_capital);
  }
  for (std::size_t at = 0; at + sizeof(Word) <= text.size(); at += sizeof(Word)) {
    if (capitals(load(text.data() + at)) != 0) {
      return true;
    }
  }
  return capitals(load(text.data() + text.size() - sizeof(Word))) != 0;
}

void write_lower_case(std::string_view text, char* out) {
  const auto write = [&](std::size_t at) {
    Word word = load(text.data() + at);
    word |= capitals(word) >> 2U;  // 0x20
    std::memcpy(out + at, &word, sizeof word);
  };
  if (text.size() < sizeof(Word)) {
    std::transform(text.begin(), text.end(), out, [](char c) { return ascii_lower(c); });
    return;
  }
  for (std::size_t at = 0; at + sizeof(Word) <= text.size(); at += sizeof(Word)) {
    write(at);
  }
  write(text.size() - sizeof(Word));  // what overlaps is written twice, alike
}

std::size_t after_last_separator(std::string_view path) {
  std::size_t after = path.size();
  while (after > 0 && path[after - 1] != '\\' && path[after - 1] != '/') {
    --after;
  }
  return after;
}

std::string_view decoded(std::string_view text, bool plus, Arena& arena) {
  if (find_first<'%'>(text) == text.size() && (!plus || find_first<'+'>(text) == text.size())) {
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
  return has_capitals(text) ? lower_case_copy(text, arena) : text;
}

std::string_view lower_case_copy(std::string_view text, Arena& arena) {
  char* out = arena.allocate(text.size());
  write_lower_case(text, out);
  return {out, text.size()};
}

std::string_view base_name(std::string_view path) {
  return path.substr(after_last_separator(path));
}

std::string_view directory_name(std::string_view path) {
  const std::size_t after = after_last_separator(path);
  return after == 0 ? std::string_view{} : path.substr(0, after - 1);
}

std::size_t closing_quote(std::string_view text, std::size_t from) {
  std::size_t at = text.find_first_of("\"\\", from);
  while (at != kNone && text[at] != '"') {
    at = text.find_first_of("\"\\", at + 2);  // past what is escaped
  }
  return at == kNone ? text.size() : at;
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
           return ascii_lower(x) == ascii_lower(y);
         });
}

}  // namespace yagura
