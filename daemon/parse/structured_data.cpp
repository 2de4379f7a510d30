// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/structured_data.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace yagura {
namespace {

// Real messages have one to four elements; comparing ids stays linear with a bound.
constexpr std::size_t kMostElements = 32;

bool is_printable(char c) {  // PRINTUSASCII of RFC 5424
  return c > ' ' && c < '\x7f';
}

// Walks over checked or unchecked structured data, one step a call; `at` stands where it stopped.
class StructuredDataReader {
 public:
  StructuredDataReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool at_element() const { return at_ < text_.size() && text_[at_] == '['; }

  // "[id": empty on error.
  std::string_view begin_element() {
    ++at_;
    return name();
  }
  bool at_parameter() const { return at_ < text_.size() && text_[at_] == ' '; }

  // ' name="value"'; false on error.
  bool parameter(std::string_view& name_out, std::string_view& value) {
    ++at_;
    name_out = name();
    if (name_out.empty() || text_.substr(at_, 2) != "=\"") {
      return false;
    }
    at_ += 2;
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == ']') {  // must be escaped (RFC 5424 section 6.3.3)
        return false;
      }
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
    }
    if (at_ >= text_.size()) {
      at_ = text_.size();
      return false;
    }
    value = text_.substr(start, at_ - start);
    ++at_;
    return true;
  }

  bool end_element() {
    if (at_ >= text_.size() || text_[at_] != ']') {
      return false;
    }
    ++at_;
    return true;
  }

 private:
  std::string_view name() {
    constexpr std::size_t kLongestName = 32;
    const std::size_t start = at_;
    while (at_ < text_.size() && at_ - start < kLongestName && is_printable(text_[at_]) &&
           text_[at_] != '=' && text_[at_] != ']' && text_[at_] != '"') {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  std::string_view text_;
  std::size_t at_;
};

// Without the escapes of RFC 5424 section 6.3.3; a backslash before anything else stays.
std::string_view unescape_parameter(std::string_view value, Arena& arena) {
  if (value.find('\\') == std::string_view::npos) {
    return value;
  }
  char* out = arena.allocate(value.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool escape = value[i] == '\\' && i + 1 < value.size() &&
                        (value[i + 1] == '"' || value[i + 1] == '\\' || value[i + 1] == ']');
    i += escape ? 1 : 0;
    out[size++] = value[i];
  }
  return {out, size};
}

}  // namespace

ParseResult check_structured_data(std::string_view record, std::size_t& at) {
  StructuredDataReader reader(record, at);
  std::array<std::string_view, kMostElements> ids;
  std::size_t count = 0;
  while (reader.at_element()) {
    const std::size_t start = reader.at();
    const std::string_view id = reader.begin_element();
    if (id.empty()) {
      return ParseResult::malformed("structured data: element has no id", reader.at());
    }
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(count);
    if (std::find(ids.begin(), end, id) != end) {
      return ParseResult::malformed("structured data: element id stands twice", start);
    }
    if (count == kMostElements) {
      return ParseResult::malformed("structured data: too many elements", start);
    }
    ids[count++] = id;
    while (reader.at_parameter()) {
      std::string_view name;
      std::string_view value;
      if (!reader.parameter(name, value)) {
        return ParseResult::malformed("structured data: parameter is not name=\"value\"",
                                      reader.at());
      }
    }
    if (!reader.end_element()) {
      return ParseResult::malformed("structured data: element is not closed", reader.at());
    }
  }
  at = reader.at();
  return {};
}

std::string_view structured_data_value(std::string_view structured_data, std::string_view id,
                                       std::string_view parameter) {
  StructuredDataReader reader(structured_data, 0);
  while (reader.at_element()) {
    const bool wanted = reader.begin_element() == id;
    while (reader.at_parameter()) {
      std::string_view name;
      std::string_view value;
      if (!reader.parameter(name, value)) {
        return {};
      }
      if (wanted && name == parameter) {
        return value;
      }
    }
    if (!reader.end_element()) {
      return {};
    }
  }
  return {};
}

void add_structured_data(std::string_view structured_data, Event& event) {
  constexpr std::string_view kPrefix = "log.syslog.structured_data.";
  StructuredDataReader reader(structured_data, 0);
  while (reader.at_element()) {
    const std::string_view id = reader.begin_element();
    while (reader.at_parameter()) {
      std::string_view name;
      std::string_view value;
      if (!reader.parameter(name, value)) {
        return;
      }
      const std::size_t size = kPrefix.size() + id.size() + 1 + name.size();
      char* key = event.arena().allocate(size);
      std::memcpy(key, kPrefix.data(), kPrefix.size());
      std::memcpy(key + kPrefix.size(), id.data(), id.size());
      key[kPrefix.size() + id.size()] = '.';
      std::memcpy(key + size - name.size(), name.data(), name.size());
      event.add_unmapped(Origin::none, {key, size}, unescape_parameter(value, event.arena()));
    }
    if (!reader.end_element()) {
      return;
    }
  }
}

}  // namespace yagura
