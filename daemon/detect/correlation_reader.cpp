// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/correlation_reader.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "detect/correlation_condition.hpp"

namespace yagura {
namespace {

using Type = CorrelationRule::Type;

constexpr std::size_t kMaxParts = 256;

// value_percentile is a share until its condition names a percentile.
constexpr std::pair<std::string_view, Type> kTypes[] = {
    {"event_count", Type::event_count},
    {"value_count", Type::value_count},
    {"value_sum", Type::value_sum},
    {"value_avg", Type::value_avg},
    {"value_percentile", Type::value_share},
    {"value_median", Type::value_percentile},
    {"temporal", Type::temporal},
    {"temporal_ordered", Type::temporal_ordered}};

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
      "use event_count, value_count, value_sum, value_avg, value_percentile, value_median, "
      "temporal or temporal_ordered");
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

// Without `rules` a condition written as text says which they are.
Result<void> read_references(const std::string& file, const RuleNode& body,
                             CorrelationDraft& draft) {
  const RuleNode* rules = body.find("rules");
  const RuleNode* condition = body.find("condition");
  if (rules != nullptr) {
    YAGURA_ASSIGN(draft.references, text_list(file, *rules));
  } else if (condition != nullptr && condition->is_scalar()) {
    draft.references = names_in_condition(condition->text);
    rules = condition;
  } else {
    return refuse(file, body, "the list of rules is missing", "add 'rules:' with ids or names");
  }
  const std::set<std::string> distinct(draft.references.begin(), draft.references.end());
  if (distinct.empty() || distinct.size() != draft.references.size() ||
      distinct.size() > kMaxParts) {
    return refuse(file, *rules, "'rules' must name rules, each once",
                  fmt::format("name 1 to {} rules", kMaxParts));
  }
  draft.rule.parts = static_cast<std::uint32_t>(draft.references.size());
  return {};
}

Result<void> read_group(const std::string& file, const RuleNode& body, CorrelationDraft& draft) {
  if (const RuleNode* group = body.find("group-by"); group != nullptr && !group->is_null()) {
    YAGURA_ASSIGN(draft.rule.group_by, text_list(file, *group));
    if (draft.rule.group_by.size() > kMaxCorrelationFields) {
      return refuse(file, *group, "'group-by' names too many fields",
                    fmt::format("name at most {}", kMaxCorrelationFields));
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
  text += fmt::format("{}\n", rule.percentile);
  for (const auto& bound : rule.condition) {
    text += fmt::format("{} {}\n", static_cast<int>(bound.comparison), bound.number);
  }
  for (const auto& way : rule.alternatives) {
    text += fmt::format("{} not {}\n", fmt::join(way.required, " "), fmt::join(way.forbidden, " "));
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
  YAGURA_TRY(read_references(file, body, draft));
  YAGURA_TRY(read_group(file, body, draft));
  const RuleNode* timespan = body.find("timespan");
  const auto span = timespan != nullptr ? parse_timespan(timespan->text) : std::nullopt;
  if (!span) {
    return refuse(file, timespan != nullptr ? *timespan : body,
                  "the timespan is missing or not understood",
                  "write it like 90s, 10m, 1h, 2d, 1w, 1M or 1y");
  }
  draft.rule.timespan = *span;
  YAGURA_TRY(read_correlation_condition(file, body, draft));
  YAGURA_TRY(read_aliases(file, body, draft));
  draft.rule.definition = definition_of(draft);
  return draft;
}

}  // namespace yagura
