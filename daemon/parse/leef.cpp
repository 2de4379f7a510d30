// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/leef.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kMark = "LEEF:";

// The declared delimiter; '\0' if the text is none.
char delimiter_of(std::string_view text) {
  if (text.empty()) {
    return '\t';
  }
  if (text.size() == 1) {
    return text[0];
  }
  const std::size_t digits = text.substr(0, 2) == "0x" || text.substr(0, 2) == "0X" ? 2
                             : text[0] == 'x' || text[0] == 'X'                     ? 1
                                                                                    : kNone;
  if (digits == kNone) {
    return '\0';
  }
  int code = 0;
  const auto [stop, error] =
      std::from_chars(text.data() + digits, text.data() + text.size(), code, 16);
  const bool whole = error == std::errc{} && stop == text.data() + text.size();
  return whole && code > 0 && code < 0x80 ? static_cast<char>(code) : '\0';
}

// Takes up to the next bar off the front of `text`; false if there is none.
bool take_field(std::string_view& text, std::string_view& field) {
  const std::size_t bar = text.find('|');
  if (bar == kNone) {
    return false;
  }
  field = text.substr(0, bar);
  text.remove_prefix(bar + 1);
  return true;
}

}  // namespace

std::size_t find_leef(std::string_view record) {
  constexpr std::size_t kHead = 512;
  const std::size_t at = record.substr(0, kHead).find(kMark);
  // Behind RFC 3164's header, "LEEF:" was taken for its tag.
  const bool cut = record.starts_with("1.0|") || record.starts_with("2.0|");
  return at == kNone && cut ? 0 : at;
}

ParseResult read_leef(std::string_view record, LeefHeader& header, Pairs& pairs) {
  const std::size_t start = find_leef(record);
  if (start == kNone) {
    return ParseResult::malformed("leef: no LEEF: header", 0);
  }
  std::string_view rest = record.substr(start);
  rest.remove_prefix(rest.starts_with(kMark) ? kMark.size() : 0);
  std::string_view* const fields[] = {&header.version, &header.vendor, &header.product,
                                      &header.product_version, &header.event_id};
  for (std::string_view* field : fields) {
    if (!take_field(rest, *field)) {
      return ParseResult::malformed("leef: fewer header fields than five", record.size());
    }
  }
  char delimiter = '\t';
  if (trimmed(header.version).substr(0, 1) == "2") {
    constexpr std::size_t kLongestDelimiter = 4;
    const std::size_t bar = rest.find('|');
    const char declared = bar <= kLongestDelimiter ? delimiter_of(rest.substr(0, bar)) : '\0';
    if (declared != '\0') {  // else some devices say 2.0 and declare none
      delimiter = declared;
      rest.remove_prefix(bar + 1);
    }
  }
  if (delimiter == '\t' && rest.find('\t') == kNone) {
    const bool bars = rest.find('|') != kNone;  // PAN-OS, whatever the version
    delimiter = bars ? '|' : (rest.find("    ") != kNone ? ' ' : '\t');
  }
  while (!rest.empty() && pairs.size() < kMostPairs) {
    const std::size_t end = std::min(rest.find(delimiter), rest.size());
    const std::string_view part = rest.substr(0, end);
    const std::size_t assign = part.find('=');
    if (assign != kNone && assign > 0) {
      const std::string_view name = trimmed(part.substr(0, assign));
      const std::string_view value = part.substr(assign + 1);
      pairs.push_back({name, trimmed(value.substr(0, value.find_last_not_of(" \r\n") + 1))});
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

std::string_view leef_vendor(std::string_view record) {
  const std::size_t start = find_leef(record);
  if (start == kNone) {
    return {};
  }
  std::string_view rest = record.substr(start);
  std::string_view field;
  return take_field(rest, field) && take_field(rest, field) ? field : std::string_view{};
}

}  // namespace yagura
