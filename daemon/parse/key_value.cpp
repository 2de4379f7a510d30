// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/key_value.hpp"

#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '(' || c == ')';
}

// The next "key=" from `from`: where its key begins and where its '=' is.
struct Key {
  std::size_t begin = kNone;
  std::size_t assign = kNone;
};

// Looks back from each '=' only as far as `from`, and the part looked at is left behind, so the
// whole is linear.
Key next_key(std::string_view text, std::size_t from) {
  for (std::size_t assign = text.find('=', from); assign != kNone;
       assign = text.find('=', assign + 1)) {
    std::size_t begin = assign;
    while (begin > from && is_key_character(text[begin - 1])) {
      --begin;
    }
    const bool separated = begin == 0 || text[begin - 1] == ' ' || text[begin - 1] == '\t' ||
                           text[begin - 1] == ',' || text[begin - 1] == ';';
    if (begin < assign && separated) {
      return {begin, assign};
    }
    from = assign + 1;
  }
  return {};
}

}  // namespace

std::size_t read_key_values(std::string_view text, ValueEnd end, Arena& arena, Pairs& pairs) {
  const std::size_t before = pairs.size();
  Key key = next_key(text, 0);
  while (key.begin != kNone && pairs.size() < kMostPairs) {
    const std::string_view name = text.substr(key.begin, key.assign - key.begin);
    const std::size_t start = key.assign + 1;
    std::size_t stop = kNone;
    if (start < text.size() && text[start] == '"') {
      stop = closing_quote(text, start + 1);
      pairs.push_back({name, without_backslashes(text.substr(start + 1, stop - start - 1), arena)});
      key = next_key(text, std::min(stop + 1, text.size()));
      continue;
    }
    if (end == ValueEnd::blank) {
      stop = std::min(text.find(' ', start), text.size());
      key = next_key(text, stop);
    } else {
      key = next_key(text, start);
      stop = key.begin == kNone ? text.size() : key.begin;
      while (stop > start && (text[stop - 1] == ' ' || text[stop - 1] == '\t')) {
        --stop;
      }
    }
    pairs.push_back({name, text.substr(start, stop - start)});
  }
  return pairs.size() - before;
}

}  // namespace yagura
