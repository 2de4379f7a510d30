// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/json_tokens.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include "parse/number.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
using Word = std::uint64_t;

Word repeated(char c) {
  return 0x0101010101010101U * static_cast<unsigned char>(c);
}

// How many bytes of the eight at `from` stand before the first backslash: 8 if none is there.
std::size_t plain_bytes(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  word ^= repeated('\\');
  // The lowest set bit is exact; those above it may be false.
  const Word zeros = (word - repeated('\1')) & ~word & repeated('\x80');
  if constexpr (std::endian::native == std::endian::big) {
    const void* found = std::memchr(from, '\\', sizeof word);
    return found == nullptr ? sizeof word
                            : static_cast<std::size_t>(static_cast<const char*>(found) - from);
  }
  return zeros == 0 ? sizeof word : static_cast<std::size_t>(std::countr_zero(zeros)) / 8;
}

int hex_digits(std::string_view text) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
  return text.size() == 4 && error == std::errc{} && stop == end ? static_cast<int>(value) : -1;
}

char* put_utf8(unsigned point, char* out) {
  const auto put = [&](unsigned byte) { *out++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
    return out;
  }
  if (point < 0x800) {
    put(0xC0 | point >> 6U);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12U);
    put(0x80 | (point >> 6U & 0x3F));
  } else {
    put(0xF0 | point >> 18U);
    put(0x80 | (point >> 12U & 0x3F));
    put(0x80 | (point >> 6U & 0x3F));
  }
  put(0x80 | (point & 0x3F));
  return out;
}

// Undoes the escape at the beginning of `text` ("\u0041..."). How many bytes it took; 0 if it is
// no character. Writes at most as many.
std::size_t unescape_one(std::string_view text, char*& out) {
  static constexpr std::array<char, 256> kMeanings = [] {
    std::array<char, 256> meanings{};
    for (const char same : {'"', '\\', '/'}) {
      meanings[static_cast<unsigned char>(same)] = same;
    }
    meanings['b'] = '\b';
    meanings['f'] = '\f';
    meanings['n'] = '\n';
    meanings['r'] = '\r';
    meanings['t'] = '\t';
    return meanings;
  }();
  const char letter = text.size() < 2 ? '\0' : text[1];
  if (letter != 'u') {
    *out = kMeanings[static_cast<unsigned char>(letter)];
    const bool known = *out != '\0';
    out += known ? 1 : 0;
    return known ? 2 : 0;
  }
  constexpr std::size_t kSize = 6;
  const int first = hex_digits(text.substr(2, 4));
  if (first < 0 || (first >= 0xDC00 && first < 0xE000)) {
    return 0;
  }
  if (first < 0xD800 || first >= 0xE000) {
    out = put_utf8(static_cast<unsigned>(first), out);
    return kSize;
  }
  const std::string_view rest = text.substr(kSize);
  const int second = rest.substr(0, 2) == "\\u" ? hex_digits(rest.substr(2, 4)) : -1;
  if (second < 0xDC00 || second >= 0xE000) {
    return 0;
  }
  const int point = 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
  out = put_utf8(static_cast<unsigned>(point), out);
  return 2 * kSize;
}

}  // namespace

struct JsonTokens::FirstStage {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  std::size_t capacity = 0;

  bool reserve(std::size_t size) {
    if (size <= capacity) {
      return true;
    }
    constexpr std::size_t kLeast = 4096;
    const std::size_t wanted = std::max(size + size / 2, kLeast);
    const auto error =
        parser ? parser->set_capacity(wanted)
               : simdjson::get_active_implementation()->create_dom_parser_implementation(wanted, 1,
                                                                                         parser);
    capacity = error == simdjson::SUCCESS ? wanted : 0;
    return capacity != 0;
  }
};

JsonTokens::JsonTokens() : stage_(std::make_unique<FirstStage>()) {}
JsonTokens::~JsonTokens() = default;
JsonTokens::JsonTokens(JsonTokens&&) noexcept = default;
JsonTokens& JsonTokens::operator=(JsonTokens&&) noexcept = default;

bool JsonTokens::start(std::string_view text, Arena& arena) {
  static constexpr std::uint32_t kNoToken = 0;
  text_ = text;
  arena_ = &arena;
  key_ = backslash_ = 0;
  begun_ = false;
  fault_ = Fault::none;
  index_ = end_ = &kNoToken;
  if (!stage_->reserve(text.size())) {
    return fail(Fault::not_json);
  }
  const auto error = stage_->parser->stage1(reinterpret_cast<const std::uint8_t*>(text.data()),
                                            text.size(), simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS) {
    fault_ = error == simdjson::UTF8_ERROR        ? Fault::not_utf8
             : error == simdjson::UNCLOSED_STRING ? Fault::cut_off
                                                  : Fault::not_json;
    return false;
  }
  std::uint32_t* indexes = stage_->parser->structural_indexes.get();
  end_ = indexes + stage_->parser->n_structural_indexes;
  // Its array has room for this: it stands there already in the versions we know.
  indexes[stage_->parser->n_structural_indexes] = static_cast<std::uint32_t>(text.size());
  // The first backslash is looked for when the first text is read.
  show(indexes);
  return true;
}

void JsonTokens::finish() {
  if (fault_ == Fault::none && index_ != end_) {
    const bool nothing_read = index_ == stage_->parser->structural_indexes.get();
    fault_ = nothing_read ? Fault::wrong_type : Fault::text_after;
  }
}

bool JsonTokens::fail(Fault error) {
  fault_ = index_ == end_ ? Fault::cut_off : error;
  first_ = '\0';
  return false;
}

std::string_view JsonTokens::token() const {
  if (index_ == end_) {
    return {};
  }
  const char* begin = text_.data() + at_;
  const char* end = text_.data() + index_[1];
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (is_blank(end[-1])) {  // a token does not begin with one
    --end;
  }
  return {begin, static_cast<std::size_t>(end - begin)};
}

bool JsonTokens::enter(char bracket) {
  if (first_ != bracket) {
    return false;
  }
  begun_ = true;
  advance();
  return true;
}

bool JsonTokens::next_in(char closing) {
  if (fault_ != Fault::none) {
    return false;
  }
  const bool begun = begun_;
  begun_ = false;
  if (first_ == closing) {
    advance();
    return false;
  }
  if (!begun) {
    if (first_ != ',') {
      return fail(Fault::not_json);
    }
    advance();
  }
  return true;
}

bool JsonTokens::member(std::string_view& key) {
  if (!next_in('}')) {
    return false;
  }
  if (first_ != '"') {
    return fail(Fault::not_json);
  }
  key_ = at_ + 1;
  (void)text(token(), key);
  advance();
  if (first_ != ':') {
    return fail(Fault::not_json);
  }
  advance();
  return index_ != end_ || fail(Fault::cut_off);
}

bool JsonTokens::element() {
  return next_in(']') && (index_ != end_ || fail(Fault::cut_off));
}

JsonTokens::Read JsonTokens::read(Value& out) {
  return scalar(true, out);
}

JsonTokens::Read JsonTokens::read_without_reals(Value& out) {
  return scalar(false, out);
}

JsonTokens::Read JsonTokens::scalar(bool reals, Value& out) {
  if (fault_ != Fault::none) {
    return Read::failed;
  }
  const std::string_view token = this->token();
  Read result = Read::value;
  switch (first_) {
    case '"': {
      std::string_view text;
      result = this->text(token, text) ? Read::value : Read::as_written;
      out = text;
      break;
    }
    case '{':
    case '[':
      (void)fail(Fault::wrong_type);
      return Read::failed;
    default:
      if (token == "null") {
        out = std::monostate{};
      } else if (token == "true" || token == "false") {
        out = first_ == 't';
      } else if (number(token, reals, out) == Read::failed) {
        (void)fail(Fault::not_json);
        return Read::failed;
      }
      break;
  }
  advance();
  return result;
}

JsonTokens::Read JsonTokens::number(std::string_view token, bool reals, Value& out) {
  constexpr std::size_t kExactDigits = 15;
  if (token.empty() || (first_ != '-' && !is_digit(first_)) ||
      token.find_first_not_of("0123456789+-.eE") != kNone) {
    return Read::failed;
  }
  if (const auto whole = parse_integer(token)) {
    out = *whole;
    return Read::value;
  }
  out = token;
  double real = 0;
  const char* end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), end, real);
  if (error == std::errc::invalid_argument || stop != end) {
    return Read::failed;
  }
  if (reals && error == std::errc{} && token.size() <= kExactDigits + 2) {
    out = real;
  }
  return Read::value;
}

void JsonTokens::skip() {
  if (fault_ != Fault::none) {
    return;
  }
  std::size_t depth = 0;
  do {
    if (first_ == '{' || first_ == '[') {
      ++depth;
    } else if (first_ == '}' || first_ == ']') {
      if (depth == 0) {
        (void)fail(Fault::not_json);
        return;
      }
      --depth;
    } else if (index_ == end_ || (depth == 0 && (first_ == ',' || first_ == ':'))) {
      (void)fail(Fault::not_json);
      return;
    }
    advance();
  } while (depth > 0);
}

// Where a text has no escape it is shown where it stands. False if one is no character.
bool JsonTokens::text(std::string_view token, std::string_view& out) {
  out = token.substr(1, token.size() - 2);
  const auto begin = static_cast<std::size_t>(out.data() - text_.data());
  if (backslash_ < begin) {
    backslash_ = std::min(text_.find('\\', begin), text_.size());
  }
  if (backslash_ >= begin + out.size()) {
    return true;
  }
  const char* from = out.data();
  const char* end = from + out.size();
  const char* record_end = text_.data() + text_.size();
  char* start = arena_->allocate(out.size() + sizeof(Word));
  char* to = start;
  while (from < end) {
    std::size_t plain = 0;
    if (static_cast<std::size_t>(record_end - from) >= sizeof(Word)) {
      plain = plain_bytes(from);
      std::memcpy(to, from, sizeof(Word));
    } else {
      plain = *from == '\\' ? 0 : 1;
      *to = *from;
    }
    plain = std::min(plain, static_cast<std::size_t>(end - from));
    from += plain;
    to += plain;
    if (from < end && *from == '\\') {
      const std::size_t taken = unescape_one({from, static_cast<std::size_t>(end - from)}, to);
      if (taken == 0) {
        return false;
      }
      from += taken;
    }
  }
  out = {start, static_cast<std::size_t>(to - start)};
  return true;
}

}  // namespace yagura
