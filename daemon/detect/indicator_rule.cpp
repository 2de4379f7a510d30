// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/indicator_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kMostLists = 64;
constexpr std::size_t kMostFields = 64;

Result<void> check_keys(const std::string& file, const RuleNode& body) {
  constexpr std::array<std::string_view, 5> kKnown{"kind", "lists", "entries", "fields", "source"};
  for (const RuleNode& item : body.items) {
    if (std::find(kKnown.begin(), kKnown.end(), item.key) == kKnown.end()) {
      return refuse(file, item,
                    fmt::format("'{}' is not known in an indicator", escape_for_terminal(item.key)),
                    "use kind, lists, entries, fields and source");
    }
  }
  return {};
}

Result<IndicatorKind> read_kind(const std::string& file, const RuleNode& body) {
  const RuleNode* node = body.find("kind");
  const auto kind = node != nullptr ? parse_indicator_kind(node->text) : std::nullopt;
  if (!kind) {
    return refuse(file, node != nullptr ? *node : body, "the kind of the entries is not known",
                  "write domain, url, ip, md5, sha1, sha256, hash, ja3 or ja4");
  }
  return *kind;
}

// Under all of its names; what an event has of them is looked at.
void add_field(IndicatorRule& rule, const FieldNames& names) {
  for (const Field field : names.fields) {
    rule.fields.push_back({std::string(name(field)), field});
  }
  if (!names.own_name.empty()) {
    rule.fields.push_back({names.own_name, std::nullopt});
  }
}

void add_usual_fields(IndicatorRule& rule) {
  const bool asks_for_host = rule.kind == IndicatorKind::domain || rule.kind == IndicatorKind::ip;
  for (const std::string_view field : usual_fields(rule.kind)) {
    rule.fields.push_back(
        {std::string(field), find_field(field), asks_for_host && holds_url(field)});
  }
}

Result<void> read_fields(const RuleDocument& document, const RuleOptions& options,
                         IndicatorRule& rule) {
  const RuleNode* node = document.body->find("fields");
  if (node == nullptr) {
    add_usual_fields(rule);
    return {};
  }
  YAGURA_ASSIGN(const std::vector<std::string> names, text_list(document.place.file, *node));
  if (names.empty() || names.size() > kMostFields) {
    return refuse(document.place.file, *node, "'fields' must name fields",
                  fmt::format("name 1 to {}, or remove the key for the usual ones", kMostFields));
  }
  for (const std::string& field : names) {
    add_field(rule, resolve(options, document.source, field));
  }
  return {};
}

struct ListNames {
  std::vector<std::string> lists;
  std::vector<std::string> entries;
  std::string source;
};

Result<ListNames> read_names(const std::string& file, const RuleNode& body) {
  ListNames names;
  if (const RuleNode* node = body.find("lists"); node != nullptr) {
    YAGURA_ASSIGN(names.lists, text_list(file, *node));
  }
  if (const RuleNode* node = body.find("entries"); node != nullptr) {
    YAGURA_ASSIGN(names.entries, text_list(file, *node));
  }
  if (const RuleNode* node = body.find("source"); node != nullptr) {
    names.source = node->text;
  }
  if ((names.lists.empty() && names.entries.empty()) || names.lists.size() > kMostLists) {
    return refuse(file, body, "the indicator has no entries",
                  fmt::format("name 1 to {} files under 'lists', or write 'entries'", kMostLists));
  }
  return names;
}

Result<void> read_lists(const RuleDocument& document, IndicatorEntries& entries,
                        RefusedEntries& refused) {
  const std::string& file = document.place.file;
  YAGURA_ASSIGN(const ListNames names, read_names(file, *document.body));
  for (const std::string& name : names.lists) {
    const std::filesystem::path path = std::filesystem::path(file).parent_path() / name;
    const auto text = read_list_file(path);
    if (!text) {
      return refuse(file, *document.body->find("lists"), text.error().message,
                    "check the path (it is relative to the rule's file) and its permissions");
    }
    read_indicator_list(*text, list_form(path), path.string(), names.source, entries, refused);
  }
  for (const std::string& entry : names.entries) {
    const std::string_view wrong =
        entries.add(entry, names.source.empty() ? file : names.source, std::nullopt);
    if (!wrong.empty()) {
      return refuse(file, *document.body->find("entries"),
                    fmt::format("'{}' is refused: {}", escape_for_terminal(entry), wrong),
                    "correct or remove it");
    }
  }
  return {};
}

}  // namespace

Result<IndicatorRule> read_indicator_rule(const RuleDocument& document, const RuleOptions& options,
                                          RefusedEntries& refused) {
  const std::string& file = document.place.file;
  const RuleNode& body = *document.body;
  if (!body.is_map()) {
    return refuse(file, body, "'indicator' must be a map", "begin with 'kind:'");
  }
  YAGURA_TRY(check_keys(file, body));
  IndicatorRule made;
  YAGURA_ASSIGN(made.kind, read_kind(file, body));
  YAGURA_TRY(read_fields(document, options, made));
  IndicatorEntries entries(made.kind);
  YAGURA_TRY(read_lists(document, entries, refused));
  if (const std::size_t lost = entries.table().crowded_out(); lost > 0) {
    refused.count += lost;
    refused.told.push_back(Error{ErrorCode::limit,
                                 fmt::format("{} entries were lost: the lists hold values made to "
                                             "collide in memory",
                                             lost),
                                 document.place, "find out where the lists come from"});
  }
  made.lengths = entries.lengths();
  made.table = entries.take_table();
  made.rule.info = std::make_shared<const RuleInfo>(document.info);
  made.rule.source = document.source;
  made.rule.place = document.place;
  made.rule.tests = document.tests;
  return made;
}

}  // namespace yagura
