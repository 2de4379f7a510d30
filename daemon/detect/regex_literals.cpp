// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/regex_literals.hpp"

#include <re2/filtered_re2.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>

namespace yagura {
namespace {

// RE2 lowers its texts by all of Unicode, we by less. On ASCII the two agree but for two letters
// outside it whose lower case is in it: the Kelvin sign is k to RE2, the long s is s. Only an
// expression that ignores case, or names them, can match those.
bool may_mean_other_letters(std::string_view expression) {
  const bool ascii = std::all_of(expression.begin(), expression.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
  const auto has = [&](std::string_view part) {
    return expression.find(part) != std::string_view::npos;
  };
  return !ascii || has("(?") || has("\\x") || has("\\p") || has("\\P");
}

// The rarest part of `text` that both kinds of folding agree on; empty if there is none.
std::string rarest_part(std::string_view text, bool without_k_and_s) {
  std::string best;
  double best_share = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool cut = i == text.size() || static_cast<unsigned char>(text[i]) >= 0x80U ||
                     (without_k_and_s && (text[i] == 'k' || text[i] == 's'));
    if (!cut) {
      continue;
    }
    Literal part{std::string(text.substr(start, i - start)), Literal::Anchor::inside, false};
    start = i + 1;
    const double share = part.text.empty() ? 1 : expected_share(part);
    if (!part.text.empty() && (best.empty() || share < best_share)) {
      best = std::move(part.text);
      best_share = share;
    }
  }
  return best;
}

// A literal for each of RE2's texts of at least `least` bytes: each match has enough of them.
class Texts {
 public:
  Texts(const std::string& expression, int least) : filter_(least) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    int id = 0;
    std::vector<std::string> texts;
    if (filter_.Add(expression, options, &id) == re2::RE2::NoError) {
      filter_.Compile(&texts);
    }
    const bool other_letters = may_mean_other_letters(expression);
    for (const std::string& text : texts) {
      Text one{{rarest_part(text, other_letters), Literal::Anchor::inside, false}, 2};
      one.share = one.literal.text.empty() ? one.share : expected_share(one.literal);
      texts_.push_back(std::move(one));
    }
  }

  // As few and as rare of them as will do for one to stand in each match; empty if there are none.
  std::vector<Literal> necessary(double& share) const {
    std::vector<std::size_t> order(texts_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(texts_[a].share, b) > std::pair(texts_[b].share, a);
    });
    std::vector<bool> left_out(texts_.size());
    std::vector<Literal> kept;
    share = 0;
    for (const std::size_t i : order) {
      left_out[i] = true;
      if (!can_match(left_out)) {
        continue;  // the others are enough: not one of them and there is no match
      }
      left_out[i] = false;
      share += texts_[i].share;
      kept.push_back(texts_[i].literal);
    }
    return kept;
  }

 private:
  struct Text {
    Literal literal;
    double share;  // above 1: of no use
  };

  // Whether a value that has just these texts may be a match.
  bool can_match(const std::vector<bool>& texts) const {
    std::vector<int> atoms;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i]) {
        atoms.push_back(static_cast<int>(i));
      }
    }
    std::vector<int> possible;
    filter_.AllPotentials(atoms, &possible);
    return !possible.empty();
  }

  re2::FilteredRE2 filter_;
  std::vector<Text> texts_;
};

}  // namespace

std::vector<Literal> literals_of_regex(const Regex& regex) {
  // What nearly every value has, such as a blank, is not worth looking for.
  constexpr double kMostShare = 0.1;
  constexpr int kLeastBytes[] = {10, 8, 6, 5, 4, 3, 2, 1};
  std::vector<Literal> best;
  double best_share = kMostShare;
  for (const int least : kLeastBytes) {
    double share = 0;
    std::vector<Literal> literals = Texts(regex.expression(), least).necessary(share);
    if (!literals.empty() && share < best_share) {
      best = std::move(literals);
      best_share = share;
    }
  }
  return best;
}

}  // namespace yagura
