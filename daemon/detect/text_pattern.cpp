// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/text_pattern.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

namespace yagura {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && is_continuation(text[at])) {
    ++at;
  }
  return at;
}

// How many bytes of a dash stand at `at`: 0 = none. En dash, em dash and horizontal bar are
// U+2013, U+2014 and U+2015.
std::size_t dash_length(std::string_view text, std::size_t at) {
  if (at >= text.size()) {
    return 0;
  }
  if (text[at] == '-' || text[at] == '/') {
    return 1;
  }
  const std::string_view three = text.substr(at, 3);
  return three == "\u2013" || three == "\u2014" || three == "\u2015" ? 3 : 0;
}

void add_text(PatternPieces& pieces, std::string_view text) {
  if (pieces.empty() || pieces.back().kind != PatternPiece::Kind::text) {
    pieces.push_back({PatternPiece::Kind::text, {}});
  }
  pieces.back().text += text;
}

// Two-byte letters whose lower case is `shift` code points further, all within two bytes.
struct TwoByteRange {
  unsigned first;
  unsigned last;
  unsigned shift;
};
constexpr TwoByteRange kTwoByteRanges[] = {
    {0xc0, 0xd6, 0x20},   {0xd8, 0xde, 0x20},   {0x391, 0x3a1, 0x20},
    {0x3a3, 0x3ab, 0x20}, {0x400, 0x40f, 0x50}, {0x410, 0x42f, 0x20},
};

unsigned fold_two_bytes(unsigned code_point) {
  for (const TwoByteRange& range : kTwoByteRanges) {
    if (code_point >= range.first && code_point <= range.last) {
      return code_point + range.shift;
    }
  }
  return code_point;
}

// Folds the letter that starts at `at` and tells how many bytes it took.
std::size_t fold_letter(std::span<char> out, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(out[i]); };
  const auto byte_value = [](unsigned value) { return static_cast<char>(value); };
  if ((byte(at) & 0xe0U) == 0xc0U && at + 1 < out.size() && is_continuation(out[at + 1])) {
    const unsigned folded = fold_two_bytes((byte(at) & 0x1fU) << 6U | (byte(at + 1) & 0x3fU));
    out[at] = byte_value(0xc0U | folded >> 6U);
    out[at + 1] = byte_value(0x80U | (folded & 0x3fU));
    return 2;
  }
  // Full-width A to Z: EF BC A1..BA; a to z: EF BD 81..9A.
  if (byte(at) == 0xefU && at + 2 < out.size() && byte(at + 1) == 0xbcU && byte(at + 2) >= 0xa1U &&
      byte(at + 2) <= 0xbaU) {
    out[at + 1] = byte_value(0xbdU);
    out[at + 2] = byte_value(byte(at + 2) - 0x20U);
    return 3;
  }
  return 1;
}

// Sixteen bytes that the compiler may handle at once.
using Block [[gnu::vector_size(16)]] = signed char;
constexpr std::size_t kBlock = sizeof(Block);

// Folds a block if all of it is ASCII, which nearly all of a log is.
bool fold_ascii_block(char* bytes) {
  Block block;
  std::memcpy(&block, bytes, kBlock);
  std::uint64_t halves[2];
  std::memcpy(halves, bytes, kBlock);
  if (((halves[0] | halves[1]) & 0x8080808080808080U) != 0) {
    return false;
  }
  const Block upper = (block >= 'A') & (block <= 'Z');
  block |= upper & 0x20;
  std::memcpy(bytes, &block, kBlock);
  return true;
}

}  // namespace

PatternPieces parse_pattern(std::string_view value) {
  PatternPieces pieces;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const char next = i + 1 < value.size() ? value[i + 1] : '\0';
    if (c == '\\' && (next == '\\' || next == '*' || next == '?')) {
      add_text(pieces, value.substr(++i, 1));
    } else if (c == '*') {
      pieces.push_back({PatternPiece::Kind::run, {}});
    } else if (c == '?') {
      pieces.push_back({PatternPiece::Kind::one, {}});
    } else {
      add_text(pieces, value.substr(i, 1));
    }
  }
  return pieces;
}

void append_folded(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  out.resize(start + text.size());
  fold(text, out.data() + start);
}

void fold(std::string_view text, char* out) {
  if (text.empty()) {
    return;
  }
  if (text.size() < kBlock) {
    char block[kBlock] = {};
    std::memcpy(block, text.data(), text.size());
    if (fold_ascii_block(block)) {
      std::memcpy(out, block, text.size());
      return;
    }
  }
  std::memcpy(out, text.data(), text.size());
  const std::span<char> all(out, text.size());
  std::size_t at = 0;
  while (at < all.size()) {
    if (at + kBlock <= all.size() && fold_ascii_block(&all[at])) {
      at += kBlock;
      continue;
    }
    // What is left at the end is in the last block, whose beginning is folded already.
    if (at + kBlock > all.size() && all.size() >= kBlock &&
        fold_ascii_block(&all[all.size() - kBlock])) {
      return;
    }
    const char c = all[at];
    if (c >= 'A' && c <= 'Z') {
      all[at] = static_cast<char>(c - 'A' + 'a');
    }
    at += static_cast<unsigned char>(c) < 0x80U ? 1 : fold_letter(all, at);
  }
}

TextPattern::TextPattern(PatternPieces pieces, CaseRule case_rule) : case_rule_(case_rule) {
  using Kind = PatternPiece::Kind;
  for (PatternPiece& piece : pieces) {
    if (piece.kind == Kind::text) {
      std::string text;
      if (case_rule == CaseRule::insensitive) {
        append_folded(text, piece.text);
      } else {
        text = std::move(piece.text);
      }
      if (!text.empty()) {
        add_text(pieces_, text);
      }
    } else if (piece.kind != Kind::run || pieces_.empty() || pieces_.back().kind != Kind::run) {
      pieces_.push_back(std::move(piece));
    }
  }
  bool joined = false;
  for (const PatternPiece& piece : pieces_) {
    if (piece.kind == Kind::run) {
      has_run_ = true;
      joined = false;
      continue;
    }
    if (!joined) {
      segments_.emplace_back();
      joined = true;
    }
    Segment& segment = segments_.back();
    segment.pieces.push_back(piece);
    const auto letters = std::count_if(piece.text.begin(), piece.text.end(),
                                       [](char c) { return !is_continuation(c); });
    segment.characters += piece.kind == Kind::text ? static_cast<std::size_t>(letters) : 1;
  }
  run_first_ = !pieces_.empty() && pieces_.front().kind == Kind::run;
  run_last_ = !pieces_.empty() && pieces_.back().kind == Kind::run;
}

// Where the match that starts at `at` ends, or kNone.
std::size_t TextPattern::match_at(const Segment& segment, std::string_view text, std::size_t at) {
  for (const PatternPiece& piece : segment.pieces) {
    if (piece.kind == PatternPiece::Kind::text) {
      if (text.compare(at, piece.text.size(), piece.text) != 0) {
        return kNone;
      }
      at += piece.text.size();
    } else if (piece.kind == PatternPiece::Kind::dash) {
      const std::size_t length = dash_length(text, at);
      if (length == 0) {
        return kNone;
      }
      at += length;
    } else {
      if (at >= text.size()) {
        return kNone;
      }
      at = next_character(text, at);
    }
  }
  return at;
}

// The end of the first match that starts at or after `from`, or kNone.
std::size_t TextPattern::find(const Segment& segment, std::string_view text, std::size_t from) {
  if (segment.is_text()) {
    const std::size_t at = text.find(segment.pieces[0].text, from);
    return at == kNone ? kNone : at + segment.pieces[0].text.size();
  }
  for (std::size_t at = from; at <= text.size();) {
    if (const std::size_t end = match_at(segment, text, at); end != kNone) {
      return end;
    }
    at = next_character(text, at);
  }
  return kNone;
}

// Where a match that ends with the text would have to start, or kNone.
std::size_t TextPattern::suffix_start(const Segment& segment, std::string_view text) {
  if (segment.is_text()) {
    const std::size_t size = segment.pieces[0].text.size();
    return size <= text.size() ? text.size() - size : kNone;
  }
  std::size_t at = text.size();
  for (std::size_t i = 0; i < segment.characters; ++i) {
    if (at == 0) {
      return kNone;
    }
    --at;
    while (at > 0 && is_continuation(text[at])) {
      --at;
    }
  }
  return at;
}

bool TextPattern::matches(std::string_view text) const {
  if (segments_.empty()) {
    return has_run_ || text.empty();
  }
  if (!has_run_) {
    return match_at(segments_[0], text, 0) == text.size();
  }
  std::size_t first = 0;
  std::size_t last = segments_.size();
  std::size_t at = 0;
  if (!run_first_) {
    at = match_at(segments_[first++], text, 0);
    if (at == kNone) {
      return false;
    }
  }
  std::string_view middle = text;
  if (!run_last_) {
    const Segment& tail = segments_[--last];
    const std::size_t start = suffix_start(tail, text);
    if (start == kNone || start < at || match_at(tail, text, start) != text.size()) {
      return false;
    }
    middle = text.substr(0, start);
  }
  // Taking the leftmost match of each segment leaves the most room for the next: no backtracking.
  for (; first < last; ++first) {
    at = find(segments_[first], middle, at);
    if (at == kNone) {
      return false;
    }
  }
  return true;
}

}  // namespace yagura
