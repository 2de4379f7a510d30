// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "detect/condition_parser.hpp"

namespace yagura {
namespace {

using Type = CorrelationRule::Type;
using Alternative = CorrelationRule::Alternative;
using Alternatives = std::vector<Alternative>;
using Part = std::uint32_t;

// Each observation may have to be held against all of them.
constexpr std::size_t kMaxAlternatives = 1024;

constexpr std::pair<std::string_view, Comparison> kComparisons[] = {
    {"gt", Comparison::gt},   {"gte", Comparison::gte}, {"lt", Comparison::lt},
    {"lte", Comparison::lte}, {"eq", Comparison::eq},   {"neq", Comparison::neq}};

bool is_temporal(Type type) {
  return type == Type::temporal || type == Type::temporal_ordered;
}
bool counts(Type type) {
  return type == Type::event_count || type == Type::value_count || is_temporal(type);
}
bool reads_values(Type type) {
  return type != Type::event_count && !is_temporal(type);
}
bool reads_a_number(Type type) {
  return type == Type::value_sum || type == Type::value_avg || type == Type::value_percentile;
}

std::optional<double> number_at(const RuleNode& node) {
  double number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [last, error] = std::from_chars(node.text.data(), end, number);
  const bool whole = node.is_scalar() && error == std::errc{} && last == end;
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

Result<void> read_bound(const std::string& file, const RuleNode& item, CorrelationDraft& draft) {
  CorrelationRule& rule = draft.rule;
  const auto* found = std::find_if(std::begin(kComparisons), std::end(kComparisons),
                                   [&](const auto& named) { return named.first == item.key; });
  if (found == std::end(kComparisons)) {
    return refuse(file, item,
                  fmt::format("'{}' is not known in a condition", escape_for_terminal(item.key)),
                  "use gt, gte, lt, lte, eq, neq, field and percentile");
  }
  const auto number = number_at(item);
  if (!number) {
    return refuse(file, item, "a condition compares with a number", "write a number");
  }
  if (counts(rule.type) &&
      (*number < 0 || *number > kMaxCorrelationCount || *number != std::floor(*number))) {
    return refuse(file, item,
                  fmt::format("a count must be a whole number from 0 to {}", kMaxCorrelationCount),
                  "lower it, or shorten the timespan");
  }
  if (rule.type == Type::value_share && (*number < 0 || *number > 100)) {
    return refuse(file, item, "without 'percentile:' the number is a share from 0 to 100 percent",
                  "write 'percentile: 95' beside it to compare that percentile of the field");
  }
  rule.condition.push_back({found->second, *number});
  draft.condition +=
      fmt::format("{}{}: {}", draft.condition.empty() ? "" : ", ", item.key, item.text);
  return {};
}

// pySigma's `percentile:` names the percentile that is compared. Without it the number compared
// with is the share itself, as in the example of the specification.
Result<void> read_percentile(const std::string& file, const RuleNode& condition,
                             CorrelationRule& rule) {
  const RuleNode* node = condition.find("percentile");
  if (node == nullptr) {
    return {};
  }
  if (rule.type != Type::value_share) {
    return refuse(file, *node, "only value_percentile takes 'percentile:'", "remove it");
  }
  const auto number = number_at(*node);
  if (!number || *number < 0 || *number > 100) {
    return refuse(file, *node, "a percentile is a number from 0 to 100",
                  "write it like 'percentile: 95'");
  }
  rule.type = Type::value_percentile;
  rule.percentile = *number;
  return {};
}

Result<void> check_fields(const std::string& file, const RuleNode& condition,
                          const CorrelationDraft& draft) {
  const Type type = draft.rule.type;
  if (reads_values(type) && draft.values.empty()) {
    return refuse(file, condition, "the condition needs 'field:'", "name the field to read");
  }
  if (!reads_values(type) && !draft.values.empty()) {
    return refuse(file, condition, "this correlation type reads no field", "remove 'field:'");
  }
  if (reads_a_number(type) && draft.values.size() > 1) {
    return refuse(file, condition, "numbers are read from one field",
                  "name one field, or write a correlation for each");
  }
  if (draft.values.size() > kMaxCorrelationFields) {
    return refuse(file, condition, "'field' names too many fields",
                  fmt::format("name at most {}", kMaxCorrelationFields));
  }
  return {};
}

bool contradicts(const Alternative& made) {
  return std::find_first_of(made.required.begin(), made.required.end(), made.forbidden.begin(),
                            made.forbidden.end()) != made.required.end();
}

std::vector<Part> merged(const std::vector<Part>& a, const std::vector<Part>& b) {
  std::vector<Part> result;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

// A condition in disjunctive normal form: the ways in which it holds.
class NormalForm {
 public:
  explicit NormalForm(const Condition& condition) : condition_(condition) {}

  // Nothing if there are too many ways.
  std::optional<Alternatives> build() {
    return ways(static_cast<Part>(condition_.size() - 1), false);
  }

 private:
  std::optional<Alternatives> ways(std::uint32_t index, bool negated) {
    const ConditionNode& node = condition_[index];
    switch (node.kind) {
      case ConditionNode::Kind::identifier:
        return negated ? Alternatives{{{}, {node.identifier}}}
                       : Alternatives{{{node.identifier}, {}}};
      case ConditionNode::Kind::negation:
        return ways(node.children[0], !negated);
      case ConditionNode::Kind::all:
        return negated ? any_of(node, true) : all_of(node, false);
      case ConditionNode::Kind::any:
        return negated ? all_of(node, true) : any_of(node, false);
    }
    return std::nullopt;
  }

  std::optional<Alternatives> any_of(const ConditionNode& node, bool negated) {
    Alternatives result;
    for (const std::uint32_t child : node.children) {
      auto more = ways(child, negated);
      if (!more || result.size() + more->size() > kMaxAlternatives) {
        return std::nullopt;
      }
      std::move(more->begin(), more->end(), std::back_inserter(result));
    }
    return result;
  }

  std::optional<Alternatives> all_of(const ConditionNode& node, bool negated) {
    Alternatives result{{}};
    for (const std::uint32_t child : node.children) {
      const auto more = ways(child, negated);
      if (!more || result.size() * more->size() > kMaxAlternatives) {
        return std::nullopt;
      }
      Alternatives both;
      for (const Alternative& left : result) {
        for (const Alternative& right : *more) {
          Alternative made{merged(left.required, right.required),
                           merged(left.forbidden, right.forbidden)};
          if (!contradicts(made)) {
            both.push_back(std::move(made));
          }
        }
      }
      result = std::move(both);
    }
    return result;
  }

  const Condition& condition_;
};

Result<void> check_names(const std::string& file, const RuleNode& node,
                         const std::vector<std::string>& references) {
  const auto names = names_in_condition(node.text);
  const auto lacks = [](const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) == list.end();
  };
  for (const std::string& name : names) {
    if (lacks(references, name)) {
      return refuse(file, node, fmt::format("'{}' is not among 'rules'", escape_for_terminal(name)),
                    "name it there, or correct the condition");
    }
  }
  for (const std::string& name : references) {
    if (lacks(names, name)) {
      return refuse(
          file, node,
          fmt::format("the condition does not name the rule '{}'", escape_for_terminal(name)),
          "name it in the condition, or take it out of 'rules'");
    }
  }
  return {};
}

Result<void> read_text(const std::string& file, const RuleNode& node, CorrelationDraft& draft) {
  if (!is_temporal(draft.rule.type)) {
    return refuse(file, node, "only temporal correlations take a condition written as text",
                  "write a map like 'gte: 10'");
  }
  YAGURA_TRY(check_names(file, node, draft.references));
  std::size_t offset = 0;
  auto parsed = parse_condition(node.text, draft.references, offset);
  if (!parsed) {
    return refuse(
        file, node,
        fmt::format("{} (character {} of the condition)", parsed.error().message, offset + 1),
        parsed.error().how_to_mend);
  }
  auto ways = NormalForm(*parsed).build();
  if (!ways) {
    return refuse(file, node,
                  fmt::format("the condition can hold in more than {} ways", kMaxAlternatives),
                  "split it into several correlations");
  }
  if (ways->empty()) {
    return refuse(file, node, "the condition can never hold", "correct it");
  }
  draft.rule.alternatives = std::move(*ways);
  return {};
}

// The parts of the next choice of as many, in lexical order; false after the last.
bool next_choice(std::vector<Part>& chosen, Part parts) {
  const auto size = static_cast<Part>(chosen.size());
  for (Part i = size; i-- > 0;) {
    if (chosen[i] < parts - size + i) {
      std::iota(chosen.begin() + i, chosen.end(), chosen[i] + 1);
      return true;
    }
  }
  return false;
}

// Of an order only a least number of rules can be asked for: each choice of so many is a way.
Result<void> order_choices(const std::string& file, const RuleNode& node, CorrelationRule& rule) {
  const CorrelationRule::Bound bound = rule.condition.front();
  const double least = bound.number + (bound.comparison == Comparison::gt ? 1 : 0);
  const bool rising = bound.comparison == Comparison::gt || bound.comparison == Comparison::gte ||
                      (bound.comparison == Comparison::eq && bound.number == rule.parts);
  if (rule.condition.size() > 1 || !rising || least < 1 || least > rule.parts) {
    return refuse(file, node, "temporal_ordered asks for a least number of its rules",
                  fmt::format("write 'gte:' with 1 to {}, or leave the condition out", rule.parts));
  }
  std::vector<Part> chosen(static_cast<std::size_t>(least));
  std::iota(chosen.begin(), chosen.end(), Part{0});
  do {
    if (rule.alternatives.size() == kMaxAlternatives) {
      return refuse(file, node,
                    fmt::format("there are more than {} such choices of rules", kMaxAlternatives),
                    "split it into several correlations");
    }
    rule.alternatives.push_back({chosen, {}});
  } while (next_choice(chosen, rule.parts));
  rule.condition.clear();
  return {};
}

}  // namespace

std::vector<std::string> names_in_condition(std::string_view text) {
  std::vector<std::string> names;
  const auto is_operator = [](const std::string& word) {
    const std::string lower = ascii_lower(word);
    return lower == "and" || lower == "or" || lower == "not";
  };
  constexpr std::string_view kBetween = " \t\r\n()";
  while (true) {
    const std::size_t start = text.find_first_not_of(kBetween);
    if (start == std::string_view::npos) {
      return names;
    }
    text.remove_prefix(start);
    std::string word(text.substr(0, text.find_first_of(kBetween)));
    text.remove_prefix(word.size());
    if (!is_operator(word) && std::find(names.begin(), names.end(), word) == names.end()) {
      names.push_back(std::move(word));
    }
  }
}

Result<void> read_correlation_condition(const std::string& file, const RuleNode& body,
                                        CorrelationDraft& draft) {
  CorrelationRule& rule = draft.rule;
  const RuleNode* condition = body.find("condition");
  if (condition == nullptr) {
    if (!is_temporal(rule.type)) {
      return refuse(file, body, "the condition is missing", "add 'condition:' with 'gte: 10'");
    }
    rule.condition.push_back({Comparison::gte, static_cast<double>(rule.parts)});
    return rule.type == Type::temporal ? Result<void>{} : order_choices(file, body, rule);
  }
  if (condition->is_scalar()) {
    draft.condition = condition->text;
    return read_text(file, *condition, draft);
  }
  if (!condition->is_map()) {
    return refuse(file, *condition, "a condition is a map or a text", "write a map like 'gte: 10'");
  }
  YAGURA_TRY(read_percentile(file, *condition, rule));
  for (const RuleNode& item : condition->items) {
    if (item.key == "field") {
      YAGURA_ASSIGN(draft.values, text_list(file, item));
    } else if (item.key != "percentile") {
      YAGURA_TRY(read_bound(file, item, draft));
    }
  }
  if (rule.condition.empty()) {
    return refuse(file, *condition, "the condition compares with nothing", "add 'gte: 10'");
  }
  YAGURA_TRY(check_fields(file, *condition, draft));
  return rule.type == Type::temporal_ordered ? order_choices(file, *condition, rule)
                                             : Result<void>{};
}

}  // namespace yagura
