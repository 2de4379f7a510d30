// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/expectation_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

using Type = ExpectationRule::Type;

constexpr std::size_t kMostReferences = 64;
constexpr std::size_t kMostGroupBy = 16;
constexpr std::size_t kMostEntities = 10'000;
constexpr unsigned kMostWeeks = 8;  // bounds the memory of a key

Result<void> check_keys(const std::string& file, const RuleNode& body,
                        std::span<const std::string_view> known) {
  for (const RuleNode& item : body.items) {
    if (std::find(known.begin(), known.end(), item.key) == known.end()) {
      return refuse(file, item,
                    fmt::format("'{}' is not known here", escape_for_terminal(item.key)),
                    fmt::format("use {}", fmt::join(known, ", ")));
    }
  }
  return {};
}

Result<void> read_references(const std::string& file, const RuleNode& body, std::string_view key,
                             std::uint32_t part, ExpectationDraft& draft) {
  const RuleNode* node = body.find(key);
  if (node == nullptr) {
    return refuse(file, body, fmt::format("'{}' is missing", key), "name a rule by id or name");
  }
  YAGURA_ASSIGN(const std::vector<std::string> names, text_list(file, *node));
  if (names.empty() || names.size() > kMostReferences) {
    return refuse(file, *node, fmt::format("'{}' must name rules", key),
                  fmt::format("name 1 to {}", kMostReferences));
  }
  for (const std::string& name : names) {
    draft.references.emplace_back(name, part);
  }
  return {};
}

Result<void> read_group_by(const std::string& file, const RuleNode& body, ExpectationDraft& draft) {
  const RuleNode* node = body.find("group-by");
  if (node == nullptr || node->is_null()) {
    return {};
  }
  YAGURA_ASSIGN(draft.rule.group_by, text_list(file, *node));
  if (draft.rule.group_by.size() > kMostGroupBy) {
    return refuse(file, *node, "'group-by' names too many fields",
                  fmt::format("name at most {}", kMostGroupBy));
  }
  return {};
}

using Entities = ExpectationRule::Entities;

// Those that a single word names.
std::optional<Entities> inventory_named(std::string_view word) {
  constexpr std::pair<std::string_view, Entities> kInventories[] = {
      {"organisations", Entities::organisations},
      {"hosts", Entities::hosts},
      {"sources", Entities::sources}};
  for (const auto& [name, entities] : kInventories) {
    if (word == name) {
      return entities;
    }
  }
  return std::nullopt;
}

Result<void> read_names(const std::string& file, const RuleNode& node, ExpectationRule& rule) {
  if (!node.is_scalar()) {
    YAGURA_ASSIGN(rule.entities, text_list(file, node));
  }
  if (rule.entities.empty() || rule.entities.size() > kMostEntities) {
    return refuse(
        file, node, "'entities' must name who is expected",
        fmt::format("list 1 to {}, or write organisations, hosts or sources", kMostEntities));
  }
  return {};
}

Result<void> read_role(const std::string& file, const RuleNode& body, ExpectationRule& rule) {
  const RuleNode* role = body.find("role");
  if (role == nullptr) {
    return {};
  }
  if (rule.expects != Entities::hosts || !role->is_scalar() || role->text.empty()) {
    return refuse(file, *role, "'role' must name a role of hosts",
                  "write it as the hosts file does, and 'entities: hosts'");
  }
  rule.role = role->text;
  return {};
}

Result<void> read_entities(const std::string& file, const RuleNode& body, ExpectationDraft& draft) {
  const RuleNode* node = body.find("entities");
  if (node == nullptr) {
    return refuse(file, body, "who is expected is missing",
                  "add 'after:' with a rule, or 'entities:' with a list, organisations, hosts or "
                  "sources");
  }
  ExpectationRule& rule = draft.rule;
  const auto inventory = node->is_scalar() ? inventory_named(node->text) : std::nullopt;
  rule.expects = inventory.value_or(Entities::named);
  if (!inventory) {
    YAGURA_TRY(read_names(file, *node, rule));
  }
  const bool by_field = rule.expects == Entities::named || rule.expects == Entities::hosts;
  if (rule.group_by.size() != (by_field ? 1U : 0U)) {
    return refuse(
        file, *node, "'group-by' does not go with these entities",
        by_field ? "name the one field that holds them" : "remove it: each of them is one");
  }
  if (rule.expects == Entities::sources) {
    rule.group_by = {"source"};  // as it is told
  }
  return read_role(file, body, rule);
}

Result<void> read_absence(const std::string& file, const RuleNode& body, ExpectationDraft& draft) {
  constexpr std::string_view kKeys[] = {"after",    "expected", "within",  "group-by",
                                        "entities", "role",     "generate"};
  YAGURA_TRY(check_keys(file, body, kKeys));
  YAGURA_TRY(read_references(file, body, "expected", ExpectationRule::kExpected, draft));
  YAGURA_TRY(read_group_by(file, body, draft));
  const RuleNode* within = body.find("within");
  const auto span = within != nullptr ? parse_timespan(within->text) : std::nullopt;
  if (!span) {
    return refuse(file, within != nullptr ? *within : body,
                  "the timespan 'within' is missing or not understood",
                  "write it like 90s, 10m, 1h or 2d");
  }
  draft.rule.within = *span;
  if (body.find("after") == nullptr) {
    draft.rule.type = Type::silence;
    return read_entities(file, body, draft);
  }
  for (const char* key : {"entities", "role"}) {
    if (const RuleNode* node = body.find(key); node != nullptr) {
      return refuse(file, *node, fmt::format("'after' and '{}' do not go together", key),
                    "remove one");
    }
  }
  return read_references(file, body, "after", ExpectationRule::kAfter, draft);
}

Result<double> number_at(const std::string& file, const RuleNode& body, std::string_view key,
                         double otherwise, double least, double most) {
  const RuleNode* node = body.find(key);
  if (node == nullptr) {
    return otherwise;
  }
  double number = 0;
  const char* end = node->text.data() + node->text.size();
  const auto [last, error] = std::from_chars(node->text.data(), end, number);
  if (error != std::errc{} || last != end || !(number >= least && number <= most)) {
    return refuse(file, *node, fmt::format("'{}' is out of range", key),
                  fmt::format("write a number from {} to {}", least, most));
  }
  return number;
}

Result<void> read_baseline(const std::string& file, const RuleNode& body, ExpectationDraft& draft) {
  constexpr std::string_view kKeys[] = {"rules",         "group-by",   "field",    "weeks",
                                        "minimum-weeks", "deviations", "at-least", "generate"};
  constexpr double kMostDeviations = 1000;
  constexpr double kMostAmount = 1e15;
  YAGURA_TRY(check_keys(file, body, kKeys));
  ExpectationRule& rule = draft.rule;
  rule.type = Type::baseline;
  YAGURA_TRY(read_references(file, body, "rules", ExpectationRule::kExpected, draft));
  YAGURA_TRY(read_group_by(file, body, draft));
  YAGURA_ASSIGN(const double weeks, number_at(file, body, "weeks", rule.weeks, 1, kMostWeeks));
  rule.weeks = static_cast<unsigned>(weeks);
  const double usual_minimum = std::min(rule.minimum_weeks, rule.weeks);
  YAGURA_ASSIGN(const double minimum,
                number_at(file, body, "minimum-weeks", usual_minimum, 1, rule.weeks));
  rule.minimum_weeks = static_cast<unsigned>(minimum);
  YAGURA_ASSIGN(rule.deviations,
                number_at(file, body, "deviations", rule.deviations, 0, kMostDeviations));
  YAGURA_ASSIGN(rule.at_least, number_at(file, body, "at-least", rule.at_least, 0, kMostAmount));
  if (const RuleNode* field = body.find("field"); field != nullptr) {
    draft.field = field->text;
    rule.sums = true;
  }
  return {};
}

std::string definition_of(const ExpectationDraft& draft) {
  const ExpectationRule& rule = draft.rule;
  std::string text = fmt::format("{}\n{} {} {} {} {} {} {}\n", rule.info->id,
                                 static_cast<int>(rule.type), rule.within.count(), rule.sums,
                                 rule.weeks, rule.minimum_weeks, rule.deviations, rule.at_least);
  text += fmt::format("{}\n{}\n", draft.field, fmt::join(rule.group_by, "\t"));
  for (const auto& [name, part] : draft.references) {
    text += fmt::format("{} {}\n", part, name);
  }
  return text;  // without the entities: who stays expected keeps its time
}

}  // namespace

Result<ExpectationDraft> read_expectation(RuleDocument document) {
  const std::string& file = document.place.file;
  const RuleNode& body = *document.body;
  if (!body.is_map()) {
    return refuse(file, body, "this must be a map", "write one key a line");
  }
  ExpectationDraft draft;
  draft.place = document.place;
  draft.generate = document.generate;
  draft.tests = std::move(document.tests);
  draft.rule.info = std::make_shared<const RuleInfo>(std::move(document.info));
  const bool absence = document.kind == RuleDocument::Kind::absence;
  YAGURA_TRY(absence ? read_absence(file, body, draft) : read_baseline(file, body, draft));
  std::set<std::string> names;
  for (const auto& [name, part] : draft.references) {
    if (!names.insert(name).second) {
      return refuse(file, body, fmt::format("'{}' is named twice", escape_for_terminal(name)),
                    "name each rule once");
    }
  }
  draft.rule.definition = definition_of(draft);
  return draft;
}

}  // namespace yagura
