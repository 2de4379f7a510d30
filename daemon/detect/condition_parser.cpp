// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/condition_parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMaxConditionDepth = 64;  // brackets and nots; the deepest known rule has 4

struct Token {
  std::string_view word;
  std::size_t at;
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_single(char c) {
  return c == '(' || c == ')' || c == '|';
}

std::vector<Token> split(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    if (!is_single(text[at])) {
      while (end < text.size() && !is_blank(text[end]) && !is_single(text[end])) {
        ++end;
      }
    }
    tokens.push_back({text.substr(at, end - at), at});
    at = end;
  }
  return tokens;
}

bool is_word(std::string_view word, std::string_view lower) {
  return std::equal(word.begin(), word.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 32 == b); });
}

// `pattern` with `*` anywhere against a whole name.
bool name_fits(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

class Parser {
 public:
  Parser(std::string_view text, const std::vector<std::string>& names)
      : tokens_(split(text)), names_(names), end_(text.size()) {}

  Result<Condition> parse() {
    YAGURA_TRY(either());
    if (at_ < tokens_.size()) {
      return wrong(fmt::format("'{}' is not expected here", shown(tokens_[at_].word)));
    }
    return std::move(nodes_);
  }

  std::size_t offset() const { return at_ < tokens_.size() ? tokens_[at_].at : end_; }

 private:
  using Index = std::uint32_t;

  static std::string shown(std::string_view word) { return escape_for_terminal(word); }

  tl::unexpected<Error> wrong(std::string message, std::string mend = {}) const {
    return tl::unexpected<Error>(
        Error{ErrorCode::rule, std::move(message), std::nullopt, std::move(mend)});
  }

  bool next_is(std::string_view word) const {
    return at_ < tokens_.size() && is_word(tokens_[at_].word, word);
  }
  bool quantifier_ahead() const {
    return at_ + 1 < tokens_.size() && is_word(tokens_[at_ + 1].word, "of");
  }

  Index add(ConditionNode node) {
    nodes_.push_back(std::move(node));
    return static_cast<Index>(nodes_.size() - 1);
  }
  Index join(ConditionNode::Kind kind, std::vector<Index> children) {
    return children.size() == 1 ? children[0] : add({kind, std::move(children), 0});
  }

  Result<Index> either() {
    std::vector<Index> children;
    do {
      at_ += children.empty() ? 0 : 1;
      YAGURA_ASSIGN(const Index child, both());
      children.push_back(child);
    } while (next_is("or"));
    return join(ConditionNode::Kind::any, std::move(children));
  }

  Result<Index> both() {
    std::vector<Index> children;
    do {
      at_ += children.empty() ? 0 : 1;
      YAGURA_ASSIGN(const Index child, negation());
      children.push_back(child);
    } while (next_is("and"));
    return join(ConditionNode::Kind::all, std::move(children));
  }

  Result<Index> negation() {
    bool negated = false;
    while (next_is("not") && !quantifier_ahead()) {
      negated = !negated;
      ++at_;
    }
    YAGURA_ASSIGN(const Index child, primary());
    return negated ? add({ConditionNode::Kind::negation, {child}, 0}) : child;
  }

  Result<Index> primary() {
    if (at_ == tokens_.size()) {
      return wrong("the condition ends where a name is expected");
    }
    if (next_is("(")) {
      return brackets();
    }
    if (quantifier_ahead()) {
      return quantified();
    }
    if (next_is(")") || next_is("and") || next_is("or")) {
      return wrong(fmt::format("a name is expected before '{}'", shown(tokens_[at_].word)));
    }
    return identifier();
  }

  Result<Index> brackets() {
    if (++depth_ > kMaxConditionDepth) {
      return wrong(fmt::format("brackets nested deeper than {}", kMaxConditionDepth));
    }
    ++at_;
    YAGURA_ASSIGN(const Index inner, either());
    if (!next_is(")")) {
      return wrong("a closing bracket is missing");
    }
    ++at_;
    --depth_;
    return inner;
  }

  Result<Index> identifier() {
    const std::string_view word = tokens_[at_].word;
    const auto found = std::find(names_.begin(), names_.end(), word);
    if (found == names_.end()) {
      return wrong(fmt::format("'{}' is not defined under detection", shown(word)),
                   "define it, or correct the name");
    }
    ++at_;
    return add({ConditionNode::Kind::identifier, {}, static_cast<Index>(found - names_.begin())});
  }

  Result<Index> quantified() {
    const std::string_view count = tokens_[at_].word;
    const bool any = count == "1" || is_word(count, "any");
    if (!any && !is_word(count, "all")) {
      return wrong(fmt::format("'{} of' does not exist", shown(count)),
                   "write '1 of', 'any of' or 'all of'");
    }
    at_ += 2;
    if (at_ == tokens_.size()) {
      return wrong("'of' needs a name pattern or 'them'");
    }
    const std::string_view pattern = next_is("them") ? "*" : tokens_[at_].word;
    std::vector<Index> children;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const bool hidden = names_[i].front() == '_' && pattern.front() != '_';
      if (!hidden && name_fits(pattern, names_[i])) {
        children.push_back(add({ConditionNode::Kind::identifier, {}, static_cast<Index>(i)}));
      }
    }
    if (children.empty()) {
      return wrong(fmt::format("'{}' fits no name defined under detection", shown(pattern)),
                   "define one, or correct the pattern; names with a leading '_' are left out");
    }
    ++at_;
    return join(any ? ConditionNode::Kind::any : ConditionNode::Kind::all, std::move(children));
  }

  std::vector<Token> tokens_;
  const std::vector<std::string>& names_;
  std::size_t end_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  Condition nodes_;
};

}  // namespace

Result<Condition> parse_condition(std::string_view text, const std::vector<std::string>& names,
                                  std::size_t& offset_of_error) {
  const std::size_t pipe = text.find('|');
  if (pipe != std::string_view::npos) {
    offset_of_error = pipe;
    return tl::unexpected<Error>(
        Error{ErrorCode::rule, "aggregations after '|' are no longer part of Sigma", std::nullopt,
              "write a correlation rule (event_count, value_count, temporal) beside this one"});
  }
  Parser parser(text, names);
  auto parsed = parser.parse();
  offset_of_error = parsed ? 0 : parser.offset();
  return parsed;
}

}  // namespace yagura
