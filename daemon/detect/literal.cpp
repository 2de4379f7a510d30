// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/literal.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "detect/ordinary_text.hpp"
#include "detect/regex_literals.hpp"

namespace yagura {
namespace {

using Anchor = Literal::Anchor;
using Kind = PatternPiece::Kind;

// Text in its own case can be searched for in the folded text only where it is ASCII: a letter cut
// in two folds otherwise than the whole.
std::string_view longest_ascii(std::string_view text) {
  std::string_view longest;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || static_cast<unsigned char>(text[i]) >= 0x80U) {
      if (i - start > longest.size()) {
        longest = text.substr(start, i - start);
      }
      start = i + 1;
    }
  }
  return longest;
}

// A pattern of one text, with or without a run on either side, is its literal and no more.
std::optional<Literal> whole_pattern(const TextPattern& pattern) {
  const PatternPieces& pieces = pattern.pieces();
  if (pattern.case_rule() == CaseRule::sensitive) {
    return std::nullopt;
  }
  if (pieces.empty()) {
    return Literal{{}, Anchor::whole, true};
  }
  const bool run_first = pieces.front().kind == Kind::run;
  const bool run_last = pieces.size() > 1 && pieces.back().kind == Kind::run;
  const std::size_t texts = pieces.size() - (run_first ? 1 : 0) - (run_last ? 1 : 0);
  const PatternPiece& piece = pieces[run_first && pieces.size() > 1 ? 1 : 0];
  if (texts != 1 || piece.kind != Kind::text) {
    return std::nullopt;
  }
  const Anchor anchor = run_first ? (run_last ? Anchor::inside : Anchor::end)
                                  : (run_last ? Anchor::start : Anchor::whole);
  return Literal{piece.text, anchor, true};
}

std::vector<Literal> literals_of_pattern(const TextPattern& pattern) {
  if (auto whole = whole_pattern(pattern)) {
    return {std::move(*whole)};
  }
  std::optional<Literal> best;
  double best_share = 0;
  for (const PatternPiece& piece : pattern.pieces()) {
    Literal literal;
    if (pattern.case_rule() == CaseRule::sensitive) {
      append_folded(literal.text, longest_ascii(piece.text));
    } else {
      literal.text = piece.text;
    }
    if (literal.text.empty()) {
      continue;
    }
    const double share = expected_share(literal);
    if (!best || share < best_share) {
      best = std::move(literal);
      best_share = share;
    }
  }
  return best ? std::vector<Literal>{std::move(*best)} : std::vector<Literal>{};
}

// How often in the sample's lines a literal would stand that is in none of them: the shorter and
// the more ordinary its rarest window, the more often.
double by_chance(const Literal& literal) {
  constexpr double kShort[] = {30, 2, 1, 0.5};  // of 0 to 3 bytes
  const std::size_t size = literal.text.size();
  if (size < kWindow) {
    return kShort[size];
  }
  unsigned rarest = ~0U;
  for (std::size_t i = 0; i + kWindow <= size; ++i) {
    rarest = std::min(rarest, ordinary_windows(&literal.text[i]));
  }
  constexpr double kUnseen = 0.1;
  constexpr double kMostBytes = 24;
  const double more = std::min(static_cast<double>(size - kWindow), kMostBytes);
  return (rarest + kUnseen) * std::exp2(-more);
}

}  // namespace

std::vector<Literal> literals_of(const ValueTest& test) {
  if (const auto* text = std::get_if<TextTest>(&test)) {
    return literals_of_pattern(text->pattern);
  }
  if (const auto* regex = std::get_if<RegexTest>(&test)) {
    return literals_of_regex(regex->regex);
  }
  return {};
}

bool stands_in(const Literal& literal, std::string_view folded) {
  switch (literal.anchor) {
    case Anchor::whole:
      return folded == literal.text;
    case Anchor::start:
      return folded.starts_with(literal.text);
    case Anchor::end:
      return folded.ends_with(literal.text);
    case Anchor::inside:
      return folded.find(literal.text) != std::string_view::npos;
  }
  return false;
}

double expected_share(const Literal& literal) {
  double all = 0;
  double found = 0;
  for (const OrdinaryLine& line : ordinary_lines()) {
    all += line.weight;
    found += stands_in(literal, line.text) ? line.weight : 0;
  }
  const bool whole = literal.anchor == Anchor::whole;
  const bool digits = std::all_of(literal.text.begin(), literal.text.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  constexpr double kCode = 0.05;  // a code of a few digits is one of few
  constexpr std::size_t kCodeDigits = 5;
  if (whole && digits && literal.text.size() <= kCodeDigits) {
    return kCode;
  }
  constexpr double kProgram = 0.003;  // a program is one of few, too, if it is one people use
  if ((whole || literal.anchor == Anchor::end) && literal.text.ends_with(".exe")) {
    return std::max(kProgram, found / all);
  }
  const double anchored = literal.anchor == Anchor::inside ? 1 : 0.5;
  return std::min(1.0, (found + anchored * by_chance(literal)) / all);
}

}  // namespace yagura
