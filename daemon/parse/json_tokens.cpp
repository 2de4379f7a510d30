// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/json_tokens.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif

#include "base/number.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;
using Word = std::uint64_t;
constexpr std::ptrdiff_t kWord = sizeof(Word);

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

// Undoes the "\\u0041" or the pair of them that begins at `from`, and moves on. False if it is no
// character. Writes less than it reads.
bool unescape_unicode(const char*& from, const char* end, char*& out) {
  constexpr std::size_t kSize = 6;
  const std::string_view text(from, static_cast<std::size_t>(end - from));
  const int first = hex_digits(text.substr(2, 4));
  if (first < 0 || (first >= 0xDC00 && first < 0xE000)) {
    return false;
  }
  if (first < 0xD800 || first >= 0xE000) {
    out = put_utf8(static_cast<unsigned>(first), out);
    from += kSize;
    return true;
  }
  const std::string_view rest = text.substr(kSize);
  const int second = rest.substr(0, 2) == "\\u" ? hex_digits(rest.substr(2, 4)) : -1;
  if (second < 0xDC00 || second >= 0xE000) {
    return false;
  }
  const int point = 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
  out = put_utf8(static_cast<unsigned>(point), out);
  from += 2 * kSize;
  return true;
}

// The same for any escape.
bool unescape_one(const char*& from, const char* end, char*& out) {
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
  // A backslash is never the last: it would have hidden the quote that ends the text.
  const char letter = from[1];
  const char meaning = kMeanings[static_cast<unsigned char>(letter)];
  if (meaning == '\0') {
    return letter == 'u' && unescape_unicode(from, end, out);
  }
  *out++ = meaning;
  from += 2;
  return true;
}

// Backslashes that hide the byte behind them: in each run every other one, from its first on.
std::uint32_t escapes_among(std::uint32_t backslashes) {
  constexpr std::uint32_t kEven = 0x55555555U;
  const std::uint32_t begins = backslashes & ~(backslashes << 1U);
  // Adding its first bit makes zeros of a run.
  const std::uint32_t even_runs = backslashes & ~(backslashes + (begins & kEven));
  return (even_runs & kEven) | (backslashes & ~even_runs & ~kEven);
}

// Copies a text while its escapes stand for the byte behind them, as in "C:\\\\Windows": sixteen
// bytes at a time, whose backslashes are taken out by a shuffle. Moves `from` and `out` on as far
// as that goes; writes up to sixteen bytes behind `out`, reads none behind `readable`.
void copy_plain_escapes(const char*& from, const char* end, const char* readable, char*& out) {
#if defined(__SSSE3__)
  static constexpr std::array<std::uint64_t, 256> kShuffles = [] {
    std::array<std::uint64_t, 256> shuffles{};
    for (unsigned removed = 0; removed < shuffles.size(); ++removed) {
      unsigned place = 0;
      for (std::uint64_t i = 0; i < 8; ++i) {
        if ((removed >> i & 1U) == 0) {
          shuffles[removed] |= i << 8U * place++;
        }
      }
    }
    return shuffles;
  }();
  constexpr std::ptrdiff_t kStep = 16;
  const auto where = [](__m128i block, char c) {
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(c))));
  };
  const auto put = [](char* to, __m128i half, std::uint32_t removed) {
    const auto shuffle = static_cast<long long>(kShuffles[removed]);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to),
                     _mm_shuffle_epi8(half, _mm_cvtsi64_si128(shuffle)));
  };
  while (from < end && readable - from >= kStep) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    auto size = static_cast<std::uint32_t>(std::min(kStep, end - from));
    const std::uint32_t backslashes = where(block, '\\') & ((1U << size) - 1);
    std::uint32_t escapes = escapes_among(backslashes);
    if ((escapes & 0x8000U) != 0) {  // what it hides is in the next block
      --size;
      escapes &= ~0x8000U;
    }
    const std::uint32_t plain = backslashes | where(block, '"') | where(block, '/');
    if ((escapes << 1U & ~plain) != 0) {
      return;
    }
    const std::uint32_t low = escapes & 0xFFU;
    put(out, block, low);
    put(out + 8 - std::popcount(low), _mm_srli_si128(block, 8), escapes >> 8U);
    from += size;
    out += static_cast<int>(size) - std::popcount(escapes);
  }
#else
  (void)from;
  (void)end;
  (void)readable;
  (void)out;
#endif
}

}  // namespace

struct JsonTokens::FirstStage {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  std::size_t capacity = 0;

  bool reserve(std::size_t size) {
    if (parser && size <= capacity) {
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
  text_ = text.data();
  text_end_ = text_ + text.size();
  arena_ = &arena;
  key_ = 0;
  backslash_ = nullptr;
  begun_ = false;
  first_ = '\0';
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
  show(indexes);
  return true;
}

void JsonTokens::finish() {
  if (fault_ == Fault::none && index_ != end_) {
    const bool nothing_read = index_ == stage_->parser->structural_indexes.get();
    fault_ = nothing_read ? Fault::wrong_type : Fault::text_after;
  }
}

// Nothing can be read any more: what stands at hand is the end.
bool JsonTokens::fail(Fault fault) {
  fault_ = index_ == end_ ? Fault::cut_off : fault;
  first_ = '\0';
  begun_ = false;
  return false;
}

std::string_view JsonTokens::token() const {
  if (index_ == end_) {
    return {};
  }
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  std::size_t end = index_[1];
  while (is_blank(text_[end - 1])) {  // a token does not begin with one
    --end;
  }
  return {text_ + *index_, end - *index_};
}

// Whether another value stands in what was entered.
bool JsonTokens::next_in(char closing) {
  if (fault_ != Fault::none) {
    return false;
  }
  const bool begun = begun_;
  begun_ = false;
  if (first_ == closing) {
    show(index_ + 1);
    return false;
  }
  if (!begun) {
    if (first_ != ',') {
      return fail(Fault::not_json);
    }
    show(index_ + 1);
  }
  return index_ != end_ || fail(Fault::cut_off);
}

bool JsonTokens::find_member(std::string_view& key) {
  if (!next_in('}')) {
    return false;
  }
  if (first_ != '"') {
    return fail(Fault::not_json);
  }
  key_ = *index_ + 1;
  bool readable = true;
  key = read_text(readable);
  if (first_ != ':') {
    return fail(Fault::not_json);
  }
  show(index_ + 1);
  return index_ != end_ || fail(Fault::cut_off);
}

bool JsonTokens::element() {
  return next_in(']');
}

JsonTokens::Read JsonTokens::read_other(bool reals, Value& out) {
  const std::string_view token = this->token();
  bool good = false;
  switch (first_) {
    case 'n':
      out = std::monostate{};
      good = token == "null";
      break;
    case 't':
      out = true;
      good = token == "true";
      break;
    case 'f':
      out = false;
      good = token == "false";
      break;
    case '\0':  // the end, or after a fault, which stays
      if (fault_ == Fault::none) {
        (void)fail(Fault::not_json);
      }
      return Read::failed;
    default:
      good = number(token, reals, out);
      break;
  }
  if (!good) {
    (void)fail(first_ == '{' || first_ == '[' ? Fault::wrong_type : Fault::not_json);
    return Read::failed;
  }
  show(index_ + 1);
  return Read::value;
}

bool JsonTokens::number(std::string_view token, bool reals, Value& out) const {
  if (const auto whole = parse_integer(token)) {
    out = *whole;
    return true;
  }
  constexpr std::size_t kExactDigits = 15;
  if ((first_ != '-' && !is_digit(first_)) || token.find_first_not_of("0123456789+-.eE") != kNone) {
    return false;
  }
  out = token;
  double real = 0;
  const char* end = token.data() + token.size();
  const auto [stop, error] = std::from_chars(token.data(), end, real);
  if (error == std::errc::invalid_argument || stop != end) {
    return false;
  }
  if (reals && error == std::errc{} && token.size() <= kExactDigits + 2) {
    out = real;
  }
  return true;
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
    show(index_ + 1);
  } while (depth > 0);
}

const char* JsonTokens::find_backslash(const char* from) const {
  const void* found = std::memchr(from, '\\', static_cast<std::size_t>(text_end_ - from));
  return found == nullptr ? text_end_ : static_cast<const char*>(found);
}

std::string_view JsonTokens::unescaped(std::string_view text, bool& readable) const {
  constexpr std::size_t kMostBehind = 16;
  const char* from = text.data();
  const char* end = from + text.size();
  char* const start = arena_->allocate(text.size() + kMostBehind);
  char* to = start;
  copy_plain_escapes(from, end, text_end_, to);
  while (from < end) {
    if (text_end_ - from >= kWord) {
      const std::size_t plain = std::min(plain_bytes(from), static_cast<std::size_t>(end - from));
      std::memcpy(to, from, sizeof(Word));
      from += plain;
      to += plain;
    } else if (*from != '\\') {
      *to++ = *from++;
    }
    if (from < end && *from == '\\' && !unescape_one(from, end, to)) {
      readable = false;
      return text;
    }
  }
  return {start, static_cast<std::size_t>(to - start)};
}

}  // namespace yagura
