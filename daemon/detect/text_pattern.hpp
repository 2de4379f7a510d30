// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yagura {

// Sigma's values are patterns: `*` is any run of characters, `?` is exactly one, and only `\`,
// `*` and `?` are special. A value is parsed into pieces once; modifiers work on pieces, so the
// wildcard that `startswith` adds can never be swallowed by a backslash at the end of the value.
struct PatternPiece {
  enum class Kind {
    text,
    run,   // *
    one,   // ?: one code point; on bytes that are no UTF-8, a byte and its continuation bytes
    dash,  // windash: - / en dash, em dash or horizontal bar
  };
  Kind kind = Kind::text;
  std::string text = {};
};
using PatternPieces = std::vector<PatternPiece>;

PatternPieces parse_pattern(std::string_view value);

enum class CaseRule { insensitive, sensitive };

// Appends `text` in lower case, byte for byte as long as it was: ASCII, Latin-1, Greek, Cyrillic
// and full-width Latin (Ａ). Others are left alone: Sigma speaks of case, not of locale.
void append_folded(std::string& out, std::string_view text);
// The same into `out`, which must have room for text.size() bytes.
void fold(std::string_view text, char* out);

// A compiled pattern. Immutable, so safe to share between threads. Matching is linear in the text
// for patterns without `?`, and text times pattern with them.
class TextPattern {
 public:
  TextPattern(PatternPieces pieces, CaseRule case_rule);

  // `text` as it is if the pattern is case-sensitive, else append_folded() of it: whoever tests
  // many patterns makes that once.
  bool matches(std::string_view text) const;

  const PatternPieces& pieces() const { return pieces_; }
  CaseRule case_rule() const { return case_rule_; }

 private:
  // What stands between two `*`. If it is one text, that text; else the pieces one by one.
  struct Segment {
    PatternPieces pieces;
    std::size_t characters = 0;
    bool is_text() const {
      return pieces.size() == 1 && pieces[0].kind == PatternPiece::Kind::text;
    }
  };

  static std::size_t match_at(const Segment& segment, std::string_view text, std::size_t at);
  static std::size_t find(const Segment& segment, std::string_view text, std::size_t from);
  static std::size_t suffix_start(const Segment& segment, std::string_view text);

  PatternPieces pieces_;  // adjacent texts joined, adjacent runs made one, folded if insensitive
  CaseRule case_rule_;
  std::vector<Segment> segments_;
  bool has_run_ = false;
  bool run_first_ = false;
  bool run_last_ = false;
};

}  // namespace yagura
