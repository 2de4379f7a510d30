// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

constexpr std::size_t kMaxParts = 256;
constexpr std::size_t kMaxGroupBy = 16;

constexpr std::pair<std::string_view, Type> kTypes[] = {
    {"event_count", Type::event_count}, {"value_count", Type::value_count},
    {"value_sum", Type::value_sum},     {"value_avg", Type::value_avg},
    {"temporal", Type::temporal},       {"temporal_ordered", Type::temporal_ordered}};

constexpr std::pair<std::string_view, Comparison> kComparisons[] = {
    {"gt", Comparison::gt},   {"gte", Comparison::gte}, {"lt", Comparison::lt},
    {"lte", Comparison::lte}, {"eq", Comparison::eq},   {"neq", Comparison::neq}};

bool reads_a_field(Type type) {
  return type == Type::value_count || type == Type::value_sum || type == Type::value_avg;
}
bool counts(Type type) {
  return type != Type::value_sum && type != Type::value_avg;
}
bool is_temporal(Type type) {
  return type == Type::temporal || type == Type::temporal_ordered;
}

Result<Type> read_type(const std::string& file, const RuleNode& body) {
  const RuleNode* node = body.find("type");
  if (node == nullptr || !node->is_scalar()) {
    return refuse(file, body, "the correlation type is missing", "add 'type: event_count'");
  }
  for (const auto& [name, type] : kTypes) {
    if (node->text == name) {
      return type;
    }
  }
  return refuse(
      file, *node,
      fmt::format("the correlation type '{}' is not supported", escape_for_terminal(node->text)),
      "use event_count, value_count, value_sum, value_avg, temporal or temporal_ordered");
}

Result<void> read_bound(const std::string& file, const RuleNode& item, CorrelationDraft& draft) {
  const auto* found = std::find_if(std::begin(kComparisons), std::end(kComparisons),
                                   [&](const auto& named) { return named.first == item.key; });
  if (found == std::end(kComparisons)) {
    return refuse(file, item,
                  fmt::format("'{}' is not known in a condition", escape_for_terminal(item.key)),
                  "use gt, gte, lt, lte, eq, neq and field");
  }
  double number = 0;
  const char* end = item.text.data() + item.text.size();
  const auto [last, error] = std::from_chars(item.text.data(), end, number);
  if (!item.is_scalar() || error != std::errc{} || last != end || !std::isfinite(number)) {
    return refuse(file, item, "a condition compares with a number", "write a number");
  }
  const bool counted = counts(draft.rule.type);
  if (counted && (number < 0 || number > kMaxCorrelationCount || number != std::floor(number))) {
    return refuse(file, item,
                  fmt::format("a count must be a whole number from 0 to {}", kMaxCorrelationCount),
                  "lower it, or shorten the timespan");
  }
  draft.rule.condition.push_back({found->second, number});
  draft.condition +=
      fmt::format("{}{}: {}", draft.condition.empty() ? "" : ", ", item.key, item.text);
  return {};
}

Result<void> read_condition(const std::string& file, const RuleNode& body,
                            CorrelationDraft& draft) {
  CorrelationRule& rule = draft.rule;
  const RuleNode* condition = body.find("condition");
  if (condition == nullptr) {
    if (!is_temporal(rule.type)) {
      return refuse(file, body, "the condition is missing", "add 'condition:' with 'gte: 10'");
    }
    rule.condition.push_back({Comparison::gte, static_cast<double>(draft.references.size())});
    return {};
  }
  if (!condition->is_map()) {
    return refuse(file, *condition, "conditions written as text are not supported",
                  "write a map like 'gte: 10', or a temporal correlation of the same rules");
  }
  if (rule.type == Type::temporal_ordered) {
    return refuse(file, *condition, "temporal_ordered takes no condition",
                  "remove it: all rules must occur, in the order of 'rules'");
  }
  for (const RuleNode& item : condition->items) {
    if (item.key == "field") {
      YAGURA_ASSIGN(draft.values, text_list(file, item));
    } else {
      YAGURA_TRY(read_bound(file, item, draft));
    }
  }
  if (rule.condition.empty()) {
    return refuse(file, *condition, "the condition compares with nothing", "add 'gte: 10'");
  }
  if (reads_a_field(rule.type) == draft.values.empty()) {
    return refuse(file, *condition,
                  draft.values.empty() ? "the condition needs 'field:'"
                                       : "this correlation type reads no field",
                  draft.values.empty() ? "name the field to read" : "remove 'field:'");
  }
  return {};
}

Result<void> read_aliases(const std::string& file, const RuleNode& body, CorrelationDraft& draft) {
  const RuleNode* aliases = body.find("aliases");
  if (aliases == nullptr) {
    return {};
  }
  for (const RuleNode& alias : aliases->items) {
    if (!aliases->is_map() || !alias.is_map()) {
      return refuse(file, alias, "an alias maps rules to fields", "write alias: { rule: field }");
    }
    for (const RuleNode& field : alias.items) {
      if (!field.is_scalar()) {
        return refuse(file, field, "an alias maps a rule to one field", "write rule: field");
      }
      draft.aliases[alias.key][field.key] = field.text;
    }
  }
  return {};
}

Result<void> read_lists(const std::string& file, const RuleNode& body, CorrelationDraft& draft) {
  const RuleNode* rules = body.find("rules");
  if (rules == nullptr) {
    return refuse(file, body, "the list of rules is missing", "add 'rules:' with ids or names");
  }
  YAGURA_ASSIGN(draft.references, text_list(file, *rules));
  const std::set<std::string> distinct(draft.references.begin(), draft.references.end());
  if (distinct.empty() || distinct.size() != draft.references.size() ||
      distinct.size() > kMaxParts) {
    return refuse(file, *rules, "'rules' must name rules, each once",
                  fmt::format("name 1 to {} rules", kMaxParts));
  }
  if (const RuleNode* group = body.find("group-by"); group != nullptr && !group->is_null()) {
    YAGURA_ASSIGN(draft.rule.group_by, text_list(file, *group));
    if (draft.rule.group_by.size() > kMaxGroupBy) {
      return refuse(file, *group, "'group-by' names too many fields",
                    fmt::format("name at most {}", kMaxGroupBy));
    }
  }
  return {};
}

Result<void> check_keys(const std::string& file, const RuleNode& body) {
  static const std::set<std::string_view> known{"type",      "rules",   "group-by", "timespan",
                                                "condition", "aliases", "generate"};
  for (const RuleNode& item : body.items) {
    if (known.count(item.key) == 0) {
      return refuse(
          file, item,
          fmt::format("'{}' is not known in a correlation", escape_for_terminal(item.key)),
          "remove it");
    }
  }
  return {};
}

std::string definition_of(const CorrelationDraft& draft) {
  const CorrelationRule& rule = draft.rule;
  std::string text = fmt::format("{}\n{}\n{}\n", rule.info->id, static_cast<int>(rule.type),
                                 rule.timespan.count());
  for (const auto* list : {&rule.group_by, &draft.references, &draft.values}) {
    text += fmt::format("{}\n", fmt::join(*list, "\t"));
  }
  for (const auto& bound : rule.condition) {
    text += fmt::format("{} {}\n", static_cast<int>(bound.comparison), bound.number);
  }
  for (const auto& [alias, fields] : draft.aliases) {
    for (const auto& [rule_name, field] : fields) {
      text += fmt::format("{}\t{}\t{}\n", alias, rule_name, field);
    }
  }
  return text;
}

}  // namespace

Result<CorrelationDraft> read_correlation(RuleDocument document) {
  const std::string& file = document.place.file;
  const RuleNode& body = *document.body;
  if (!body.is_map()) {
    return refuse(file, body, "'correlation' must be a map", "begin with 'type:'");
  }
  CorrelationDraft draft;
  draft.place = document.place;
  draft.generate = document.generate;
  draft.tests = std::move(document.tests);
  draft.rule.info = std::make_shared<const RuleInfo>(std::move(document.info));
  YAGURA_TRY(check_keys(file, body));
  YAGURA_ASSIGN(draft.rule.type, read_type(file, body));
  draft.type = body.find("type")->text;
  YAGURA_TRY(read_lists(file, body, draft));
  draft.rule.parts = static_cast<std::uint32_t>(draft.references.size());
  const RuleNode* timespan = body.find("timespan");
  const auto span = timespan != nullptr ? parse_timespan(timespan->text) : std::nullopt;
  if (!span) {
    return refuse(file, timespan != nullptr ? *timespan : body,
                  "the timespan is missing or not understood", "write it like 90s, 10m, 1h or 2d");
  }
  draft.rule.timespan = *span;
  YAGURA_TRY(read_condition(file, body, draft));
  YAGURA_TRY(read_aliases(file, body, draft));
  draft.rule.definition = definition_of(draft);
  return draft;
}

}  // namespace yagura
