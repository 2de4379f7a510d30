// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/log_template.hpp"

#include <algorithm>

#include "base/number.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

bool is_code_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || is_digit(c);
}

// The token whose '%' stands at `at`: its name, and `at` moved behind it.
std::string take_token(std::string_view text, std::size_t& at) {
  ++at;
  constexpr std::string_view kQuoting = "\"[#'\\/";
  while (at < text.size() && (kQuoting.find(text[at]) != kNone || text[at] == '-')) {
    ++at;
  }
  while (at < text.size() && is_digit(text[at])) {  // the width
    ++at;
  }
  std::string name;
  while (at < text.size() && (text[at] == '>' || text[at] == '<')) {
    name += text[at++];
  }
  if (at < text.size() && text[at] == '{') {
    const std::size_t close = std::min(text.find('}', at), text.size() - 1);
    name += text.substr(at, close - at + 1);
    at = close + 1;
    while (at < text.size() && (text[at] == '>' || text[at] == '<')) {
      name += text[at++];
    }
  }
  const std::size_t begin = at;
  while (at < text.size() &&
         (is_code_character(text[at]) ||
          (at > begin && text[at - 1] == ':' && (text[at] == '>' || text[at] == '<')))) {
    ++at;  // "ssl::>sni" has its direction inside
  }
  return name + std::string(text.substr(begin, at - begin));
}

std::string_view without_end_blanks(std::string_view text) {
  const std::size_t last = text.find_last_not_of(' ');
  return text.substr(0, last == kNone ? 0 : last + 1);
}

}  // namespace

Result<LogTemplate> LogTemplate::parse(std::string_view text) {
  LogTemplate made;
  std::string before;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '%' || text.substr(at, 2) == "%%") {
      before += text[at];
      at += text[at] == '%' ? 2 : 1;
      continue;
    }
    std::string name = take_token(text, at);
    if (name.empty()) {
      return fail(ErrorCode::usage, "a '%' in the template is followed by no code");
    }
    if (before == "." && !made.parts_.empty()) {
      made.parts_.back().name += "." + name;  // "%ts.%03tu" is one time
    } else if (before.empty() && !made.parts_.empty()) {
      return fail(ErrorCode::usage, "two tokens of the template have nothing between them");
    } else {
      const bool quoted = !before.empty() && before.back() == '"';
      made.parts_.push_back({std::move(before), std::move(name), quoted});
    }
    before.clear();
  }
  if (made.parts_.empty()) {
    return fail(ErrorCode::usage, "the template has no tokens");
  }
  made.behind_ = std::move(before);
  return made;
}

ParseResult LogTemplate::read(std::string_view record, Arena& arena, Pairs& pairs) const {
  const std::string_view first = parts_.front().before;
  if (!record.starts_with(first)) {
    return ParseResult::malformed("template: the record begins with another text", 0);
  }
  std::size_t at = first.size();
  for (std::size_t i = 0; i < parts_.size() && pairs.size() < kMostPairs; ++i) {
    const Part& part = parts_[i];
    const bool last = i + 1 == parts_.size();
    const std::string_view behind = last ? std::string_view(behind_) : parts_[i + 1].before;
    while (at < record.size() && record[at] == ' ' && !part.quoted) {  // padding
      ++at;
    }
    const std::size_t from = part.quoted ? closing_quote(record, at) : at;
    const std::size_t end = behind.empty() ? kNone : record.find(behind, from);
    if (!last && end == kNone) {
      return ParseResult::malformed("template: a text between two values is missing", at);
    }
    std::string_view value = record.substr(at, std::min(end, record.size()) - at);
    value = part.quoted ? without_backslashes(value, arena) : without_end_blanks(value);
    pairs.push_back({part.name, value});
    at = end == kNone ? record.size() : end + behind.size();
  }
  return {};
}

}  // namespace yagura
