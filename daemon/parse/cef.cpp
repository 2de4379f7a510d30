// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/cef.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "base/text.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// The bar that ends the header field beginning at `from`; a bar behind a backslash is text.
std::size_t next_bar(std::string_view text, std::size_t from) {
  std::size_t at = text.find_first_of("|\\", from);
  while (at != kNone && text[at] != '|') {
    at = text.find_first_of("|\\", at + 2);
  }
  return at;
}

// "\=", "\|", "\\" and, in extensions, "\n" and "\r". Any other backslash is one: Windows paths are
// often written without escaping.
std::string_view unescaped(std::string_view text, Arena& arena) {
  if (text.find('\\') == kNone) {
    return text;
  }
  char* out = arena.allocate(text.size());
  std::size_t size = 0;
  bool raw = false;  // a lone backslash was seen: the device does not escape them
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == '=' || next == '|' || next == '\\') {
      out[size++] = next;
      ++i;
    } else if (next == 'n' || next == 'r') {
      // "\n" is a line break only where no path is meant: a letter before it is a path's.
      const bool path = raw || (size > 0 && (out[size - 1] == ':' || out[size - 1] == '\\'));
      out[size++] = path ? '\\' : (next == 'n' ? '\n' : '\r');
      i += path ? 0 : 1;
    } else {
      raw = raw || text[i] == '\\';
      out[size++] = text[i];
    }
  }
  return {out, size};
}

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '.' ||
         c == '-' || c == '[' || c == ']';
}

struct Key {
  std::size_t begin = kNone;
  std::size_t assign = kNone;
};

// The next " key=" whose '=' is not escaped. Looks back no further than `from`: linear.
Key next_key(std::string_view text, std::size_t from) {
  std::size_t assign = text.find('=', from);
  while (assign != kNone) {
    std::size_t begin = assign;
    while (begin > from && is_key_character(text[begin - 1])) {
      --begin;
    }
    if (begin < assign && (begin == 0 || text[begin - 1] == ' ' || text[begin - 1] == '\t')) {
      return {begin, assign};
    }
    from = assign + 1;
    assign = text.find('=', from);
  }
  return {};
}

std::string_view right_trimmed(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == kNone ? 0 : last + 1);
}

bool is_custom(std::string_view name) {
  constexpr std::string_view kKinds[] = {"cs",
                                         "cn",
                                         "cfp",
                                         "c6a",
                                         "flexString",
                                         "flexNumber",
                                         "flexDate",
                                         "deviceCustomDate",
                                         "deviceCustomNumber",
                                         "deviceCustomString"};
  if (name.empty() || !is_digit(name.back())) {
    return false;
  }
  const std::string_view kind = name.substr(0, name.find_last_not_of("0123456789") + 1);
  return std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
}

// cs1Label=Policy anywhere names cs1. Few fields have labels, so looking for each is cheap.
void apply_labels(Pairs& pairs, std::size_t first) {
  constexpr std::string_view kLabel = "Label";
  const auto begin = pairs.begin() + static_cast<std::ptrdiff_t>(first);
  std::size_t labels = 0;
  constexpr std::size_t kMostLabels = 64;
  for (auto label = begin; label != pairs.end() && labels < kMostLabels; ++label) {
    if (!label->name.ends_with(kLabel)) {
      continue;
    }
    const std::string_view custom = label->name.substr(0, label->name.size() - kLabel.size());
    const auto* text = std::get_if<std::string_view>(&label->value);
    if (!is_custom(custom) || text == nullptr || text->empty()) {
      continue;
    }
    ++labels;
    for (auto pair = begin; pair != pairs.end(); ++pair) {
      if (pair->name == custom) {
        pair->name = *text;
        label->value = std::monostate{};
      }
    }
  }
}

}  // namespace

std::size_t find_cef(std::string_view record) {
  constexpr std::size_t kHead = 512;
  const std::string_view head = record.substr(0, kHead);
  const std::size_t at = head.find("CEF:");
  if (at != kNone) {
    const std::size_t digit = head.find_first_not_of(' ', at + 4);
    const bool version = digit != kNone && digit + 1 < head.size() && is_digit(head[digit]) &&
                         (head[digit + 1] == '|' || is_digit(head[digit + 1]));
    return version ? at : kNone;
  }
  return head.substr(0, 2) == "0|" || head.substr(0, 2) == "1|" ? 0 : kNone;
}

ParseResult read_cef(std::string_view record, Arena& arena, CefHeader& header, Pairs& pairs) {
  const std::size_t start = find_cef(record);
  if (start == kNone) {
    return ParseResult::malformed("cef: no CEF: header", 0);
  }
  std::size_t at = next_bar(record, start);
  std::string_view* const fields[] = {&header.vendor,      &header.product, &header.version,
                                      &header.event_class, &header.name,    &header.severity};
  for (std::string_view* field : fields) {
    if (at == kNone) {
      return ParseResult::malformed("cef: fewer header fields than seven", record.size());
    }
    const std::size_t end = next_bar(record, at + 1);
    *field = unescaped(record.substr(at + 1, end == kNone ? kNone : end - at - 1), arena);
    at = end;
  }
  if (at == kNone) {  // no extension, and the last bar may lack with it
    return {};
  }
  const std::size_t first = pairs.size();
  const std::string_view text = record.substr(at + 1);
  for (Key key = next_key(text, 0); key.begin != kNone && pairs.size() < kMostPairs;) {
    const Key after = next_key(text, key.assign + 1);
    const std::size_t end = after.begin == kNone ? text.size() : after.begin;
    const std::string_view value = right_trimmed(text.substr(key.assign + 1, end - key.assign - 1));
    pairs.push_back({text.substr(key.begin, key.assign - key.begin), unescaped(value, arena)});
    key = after;
  }
  apply_labels(pairs, first);
  return {};
}

std::string_view cef_vendor(std::string_view record) {
  const std::size_t start = find_cef(record);
  const std::size_t bar = start == kNone ? kNone : next_bar(record, start);
  const std::size_t end = bar == kNone ? kNone : next_bar(record, bar + 1);
  return end == kNone ? std::string_view{} : record.substr(bar + 1, end - bar - 1);
}

std::string_view cef_product(std::string_view record) {
  const std::string_view vendor = cef_vendor(record);
  if (vendor.data() == nullptr) {
    return {};
  }
  const auto begin = static_cast<std::size_t>(vendor.data() - record.data()) + vendor.size() + 1;
  const std::size_t end = next_bar(record, begin);
  return end == kNone ? std::string_view{} : record.substr(begin, end - begin);
}

}  // namespace yagura
