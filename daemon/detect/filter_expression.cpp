// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/filter_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "detect/matcher.hpp"
#include "detect/rule_compiler.hpp"

namespace yagura {
namespace {

const std::string kPlace = "expression";

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool ends_word(char c) {
  return is_blank(c) || c == '(' || c == ')';
}

struct Token {
  enum class Kind { open, close, conjunction, disjunction, negation, term, end };
  Kind kind = Kind::end;
  std::size_t at = 0;  // bytes into the expression
  std::size_t end = 0;
};

// Reads words and terms; a term goes into `detection` as a selection of its own.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    detection_.kind = RuleNode::Kind::map;
    detection_.key = "detection";
    detection_.line = 1;
    detection_.column = 1;
  }

  // The terms as selections, and the words between them as a condition over their names.
  Result<RuleNode> read() {
    bool operand = false;  // whether one stands before
    while (true) {
      YAGURA_ASSIGN(const Token token, next());
      if (token.kind == Token::Kind::end) {
        break;
      }
      YAGURA_ASSIGN(operand, take(token, operand));
    }
    if (!operand) {
      return wrong(text_.size(),
                   selections_ == 0 ? "there is nothing to search for"
                                    : "the expression ends where a term is expected",
                   "write a word, or field:value");
    }
    if (!brackets_.empty()) {
      return wrong(brackets_.back(), "this bracket is not closed", "add ')'");
    }
    RuleNode condition = node_at(0);
    condition.key = "condition";
    condition.text = condition_;
    detection_.items.push_back(std::move(condition));
    return std::move(detection_);
  }

  std::vector<FilterExpression::Field> take_fields() { return std::move(fields_); }

 private:
  int column(std::size_t at) const {
    const std::string_view before = text_.substr(0, at);
    return 1 + static_cast<int>(std::count_if(before.begin(), before.end(), [](char c) {
             return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
           }));
  }

  tl::unexpected<Error> wrong(std::size_t at, std::string message, std::string mend) const {
    return tl::unexpected<Error>(
        Error{ErrorCode::usage, std::move(message), Place{kPlace, 1, column(at)}, std::move(mend)});
  }

  RuleNode node_at(std::size_t at) const {
    RuleNode node;
    node.kind = RuleNode::Kind::scalar;
    node.line = 1;
    node.column = column(at);
    return node;
  }

  std::string shown(const Token& token) const {
    return escape_for_terminal(text_.substr(token.at, token.end - token.at));
  }

  // Adds a token to the condition. Returns whether an operand stands at its end.
  Result<bool> take(const Token& token, bool operand) {
    const bool joins =
        token.kind == Token::Kind::conjunction || token.kind == Token::Kind::disjunction;
    if ((joins || token.kind == Token::Kind::close) && !operand) {
      return wrong(token.at, fmt::format("a term is expected before '{}'", shown(token)),
                   "write a word, or field:value; quote and, or and not where they are text");
    }
    if (operand && !joins && token.kind != Token::Kind::close) {
      condition_ += " and";
    }
    condition_ += ' ';
    switch (token.kind) {
      case Token::Kind::open:
        if (brackets_.size() == kMaxExpressionDepth) {
          return wrong(token.at, fmt::format("brackets nested deeper than {}", kMaxExpressionDepth),
                       "flatten it");
        }
        brackets_.push_back(token.at);
        condition_ += '(';
        return false;
      case Token::Kind::close:
        if (brackets_.empty()) {
          return wrong(token.at, "no bracket is open here", "remove ')', or quote it");
        }
        brackets_.pop_back();
        condition_ += ')';
        return true;
      case Token::Kind::conjunction:
        condition_ += "and";
        return false;
      case Token::Kind::disjunction:
        condition_ += "or";
        return false;
      case Token::Kind::negation:
        condition_ += "not";
        return false;
      case Token::Kind::term:
      case Token::Kind::end:
        break;
    }
    condition_ += detection_.items.back().key;
    return true;
  }

  Result<Token> next() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
    Token token{Token::Kind::end, at_, at_ + 1};
    if (at_ == text_.size()) {
      return token;
    }
    if (text_[at_] == '(' || text_[at_] == ')') {
      token.kind = text_[at_++] == '(' ? Token::Kind::open : Token::Kind::close;
      return token;
    }
    constexpr std::pair<std::string_view, Token::Kind> kWords[] = {
        {"and", Token::Kind::conjunction},
        {"or", Token::Kind::disjunction},
        {"not", Token::Kind::negation}};
    const std::string word = ascii_lower(bare_at(at_));
    for (const auto& [name, kind] : kWords) {
      if (word == name) {
        at_ += word.size();
        token.kind = kind;
        token.end = at_;
        return token;
      }
    }
    YAGURA_TRY(term());
    token.kind = Token::Kind::term;
    token.end = at_;
    return token;
  }

  std::string_view bare_at(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && !ends_word(text_[end])) {
      ++end;
    }
    return text_.substr(at, end - at);
  }

  bool quote_at(std::size_t at) const {
    return at < text_.size() && (text_[at] == '"' || text_[at] == '\'');
  }

  // A quoted text at `at_`. A backslash before a quote is for us; all others are Sigma's.
  Result<std::string> quoted() {
    const std::size_t start = at_;
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        if (text_[at_] != '"' && text_[at_] != '\'') {
          value += '\\';
        }
      }
      value += text_[at_++];
    }
    if (at_ == text_.size()) {
      return wrong(start, "the quote is not closed",
                   "add it; before a quote that is text stands a backslash");
    }
    ++at_;
    return value;
  }

  Result<void> term() {
    const std::size_t start = at_;
    RuleNode value = node_at(start);
    std::string key;
    const bool begins_quoted = quote_at(at_);
    if (begins_quoted) {
      YAGURA_ASSIGN(value.text, quoted());
      value.quoting = RuleNode::Quoting::quoted;
    }
    const std::string_view rest = bare_at(at_);
    const std::size_t colon = rest.find(':');
    const bool may_name = begins_quoted ? !rest.empty() && (rest[0] == ':' || rest[0] == '|')
                                        : rest.find('"') > colon;  // names have no quote in them
    const bool has_field = colon != std::string_view::npos && may_name;
    if (has_field) {
      key = std::exchange(value.text, {});
      key += rest.substr(0, colon);
      at_ += colon + 1;
      YAGURA_TRY(field_value(start, key, value));
    } else if (!begins_quoted) {
      value.text = rest;
      at_ += rest.size();
    }
    if (at_ < text_.size() && !ends_word(text_[at_])) {
      return wrong(at_, "a text goes on after its quote",
                   "put a blank between, or quote all of it");
    }
    return add(start, std::move(key), std::move(value), has_field);
  }

  // The text behind "field:".
  Result<void> field_value(std::size_t start, const std::string& key, RuleNode& value) {
    value.quoting = RuleNode::Quoting::plain;
    if (key.empty()) {
      return wrong(start, "a field is missing before ':'",
                   "name it; in quotes if there are brackets in its name");
    }
    if (quote_at(at_)) {
      YAGURA_ASSIGN(value.text, quoted());
      value.quoting = RuleNode::Quoting::quoted;
      return {};
    }
    const std::string_view text = bare_at(at_);
    if (text.empty()) {
      return wrong(at_, fmt::format("'{}' has no value", escape_for_terminal(key)),
                   "write field:value; field:\"\" for an empty text, and each value of several "
                   "with its field");
    }
    // What looks like a field but is the beginning of an address, a path or a time.
    const bool path = key.size() == 1 && text.front() == '\\';
    const bool number = key.front() >= '0' && key.front() <= '9';
    if (path || number || text.substr(0, 2) == "//") {
      return wrong(start, fmt::format("'{}' is taken for a field", escape_for_terminal(key)),
                   "quote the whole text if it is a keyword");
    }
    at_ += text.size();
    value.text = text;
    if (text == "null") {
      value.kind = RuleNode::Kind::null;
    }
    return {};
  }

  Result<void> add(std::size_t start, std::string key, RuleNode value, bool has_field) {
    if (++selections_ > kMaxExpressionTerms) {
      return wrong(start, fmt::format("there are more than {} terms", kMaxExpressionTerms),
                   "write an indicator rule for a long list, and search with --rules");
    }
    RuleNode selection = std::move(value);
    if (has_field) {
      const std::string name = key.substr(0, key.find('|'));
      if (!name.empty()) {
        fields_.push_back({name, column(start)});
      }
      selection.key = std::move(key);
      RuleNode map = node_at(start);
      map.kind = RuleNode::Kind::map;
      map.items.push_back(std::move(selection));
      selection = std::move(map);
    } else if (selection.text.empty()) {
      return wrong(start, "an empty text stands in every event", "write what is searched for");
    }
    selection.key = fmt::format("s{}", selections_);
    detection_.items.push_back(std::move(selection));
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  RuleNode detection_;
  std::size_t selections_ = 0;
  std::string condition_;
  std::vector<std::size_t> brackets_;  // where the open ones stand
  std::vector<FilterExpression::Field> fields_;
};

}  // namespace

Result<FilterExpression> FilterExpression::parse(std::string_view text,
                                                 const RuleOptions& options) {
  const auto whole = [](std::string message, std::string mend) {
    return tl::unexpected<Error>(
        Error{ErrorCode::usage, std::move(message), Place{kPlace, 1, 1}, std::move(mend)});
  };
  if (text.size() > kMaxExpressionBytes) {
    return whole(fmt::format("it is longer than {} bytes", kMaxExpressionBytes),
                 "write a rule, and search with --rules");
  }
  if (!is_valid_utf8(text)) {
    return whole("it is not UTF-8", "type it in a UTF-8 terminal");
  }
  Reader reader(text);
  FilterExpression expression;
  YAGURA_ASSIGN(expression.section_, reader.read());
  expression.fields_ = reader.take_fields();
  YAGURA_ASSIGN(const DetectionTree tried, expression.compile({}, options));
  (void)tried;
  return expression;
}

Result<DetectionTree> FilterExpression::compile(const LogSource& source,
                                                const RuleOptions& options) const {
  DetectionTree tree;
  YAGURA_ASSIGN(tree.root, compile_detection({kPlace, options, source}, section_, tree));
  return tree;
}

// A log source changes only which names a field has, so what compiled once always does.
const DetectionTree* ExpressionMatcher::tree_of(const LogSource& source) {
  const auto known = std::find_if(trees_.begin(), trees_.end(),
                                  [&](const auto& tree) { return tree.first == source; });
  if (known != trees_.end()) {
    return &known->second;
  }
  auto tree = expression_.compile(source, options_);
  return tree ? &trees_.emplace_back(source, std::move(*tree)).second : nullptr;
}

bool ExpressionMatcher::matches(const Event& event, const LogSource& source) {
  const DetectionTree* tree = tree_of(source);
  if (tree == nullptr) {
    return false;
  }
  view_.show(event);
  return yagura::matches(*tree, view_);
}

}  // namespace yagura
