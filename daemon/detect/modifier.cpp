// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/modifier.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

using M = Modifier;

struct Named {
  std::string_view name;
  Modifier modifier;
};
// The name in errors is the first of its modifier.
constexpr std::array kNames{
    Named{"contains", M::contains},
    Named{"startswith", M::startswith},
    Named{"endswith", M::endswith},
    Named{"all", M::all},
    Named{"re", M::re},
    Named{"i", M::re_ignore_case},
    Named{"ignorecase", M::re_ignore_case},
    Named{"m", M::re_multi_line},
    Named{"multiline", M::re_multi_line},
    Named{"s", M::re_dot_all},
    Named{"dotall", M::re_dot_all},
    Named{"cased", M::cased},
    Named{"exists", M::exists},
    Named{"cidr", M::cidr},
    Named{"base64", M::base64},
    Named{"base64offset", M::base64offset},
    Named{"wide", M::utf16le},
    Named{"utf16le", M::utf16le},
    Named{"utf16be", M::utf16be},
    Named{"utf16", M::utf16},
    Named{"windash", M::windash},
    Named{"gt", M::gt},
    Named{"gte", M::gte},
    Named{"lt", M::lt},
    Named{"lte", M::lte},
    Named{"neq", M::neq},
    Named{"minute", M::minute},
    Named{"hour", M::hour},
    Named{"day", M::day},
    Named{"week", M::week},
    Named{"month", M::month},
    Named{"year", M::year},
    Named{"expand", M::expand},
    Named{"fieldref", M::fieldref},
};

template <typename... Modifiers>
ModifierSet set_of(Modifiers... modifiers) {
  ModifierSet set;
  (set.set(static_cast<std::size_t>(modifiers)), ...);
  return set;
}

// Which modifiers make sense with which kind of test. The first kind of which a modifier of
// `makes` is present is the kind; text is what is left.
struct KindRow {
  ItemKind kind;
  ModifierSet makes;
  ModifierSet allows;
};
const std::array<KindRow, 7>& kind_rows() {
  static const ModifierSet linking = set_of(M::all, M::neq);
  static const ModifierSet parts = set_of(M::minute, M::hour, M::day, M::week, M::month, M::year);
  static const ModifierSet comparisons = set_of(M::gt, M::gte, M::lt, M::lte);
  static const std::array<KindRow, 7> rows{{
      {ItemKind::regex, set_of(M::re),
       linking | set_of(M::re_ignore_case, M::re_multi_line, M::re_dot_all)},
      {ItemKind::network, set_of(M::cidr), linking},
      {ItemKind::exists, set_of(M::exists), {}},
      {ItemKind::other_field, set_of(M::fieldref),
       linking | set_of(M::cased, M::startswith, M::endswith, M::contains)},
      {ItemKind::date, parts, linking | comparisons},
      {ItemKind::number, comparisons, linking},
      {ItemKind::text,
       {},
       linking | set_of(M::contains, M::startswith, M::endswith, M::cased, M::base64,
                        M::base64offset, M::utf16le, M::utf16be, M::utf16, M::windash, M::expand)},
  }};
  return rows;
}

std::string_view kind_name(ItemKind kind) {
  constexpr std::array<std::string_view, 7> kKindNames{
      "a text", "re", "cidr", "a number", "exists", "fieldref", "a part of a date"};
  return kKindNames.at(static_cast<std::size_t>(kind));
}

Result<ItemKind> kind_of(const std::string& file, const RuleNode& item, const ItemKey& key) {
  for (const KindRow& row : kind_rows()) {
    const ModifierSet made = key.set & row.makes;
    if (row.kind != ItemKind::text && made.none()) {
      continue;
    }
    if (made.count() > 1 ||
        (row.kind == ItemKind::date && (key.set & row.allows & kind_rows()[5].makes).count() > 1)) {
      return refuse(file, item, "two modifiers that exclude each other", "split it in two items");
    }
    const ModifierSet wrong = key.set & ~row.makes & ~row.allows;
    for (const Modifier modifier : key.order) {
      if (wrong.test(static_cast<std::size_t>(modifier))) {
        return refuse(file, item,
                      fmt::format("the modifier '{}' has no meaning with {}", name(modifier),
                                  kind_name(row.kind)),
                      "remove it");
      }
    }
    return row.kind;
  }
  return ItemKind::text;
}

Result<void> check_order(const std::string& file, const RuleNode& item, const ItemKey& key) {
  if (key.kind == ItemKind::regex && key.order.front() != M::re) {
    return refuse(file, item, "the modifier 're' must come first", "move it to the front");
  }
  if (key.field.empty() && (key.has(M::neq) || key.has(M::startswith) || key.has(M::endswith) ||
                            (key.kind != ItemKind::text && key.kind != ItemKind::regex))) {
    return refuse(file, item,
                  "keywords are searched in the whole event: this modifier needs a field",
                  "name a field before it");
  }
  return {};
}

}  // namespace

std::optional<Modifier> find_modifier(std::string_view wanted) {
  for (const Named& named : kNames) {
    if (named.name == wanted) {
      return named.modifier;
    }
  }
  return std::nullopt;
}

std::string_view name(Modifier modifier) {
  for (const Named& named : kNames) {
    if (named.modifier == modifier) {
      return named.name;
    }
  }
  return {};
}

Result<ItemKey> parse_item_key(const std::string& file, const RuleNode& item) {
  ItemKey key;
  std::string_view rest = item.key;
  const std::size_t bar = rest.find('|');
  key.field = std::string(rest.substr(0, bar));
  while (rest.find('|') != std::string_view::npos) {
    rest.remove_prefix(rest.find('|') + 1);
    const std::string_view word = rest.substr(0, rest.find('|'));
    const auto modifier = find_modifier(word);
    if (!modifier) {
      return refuse(file, item, fmt::format("unknown modifier '{}'", escape_for_terminal(word)),
                    "see rules/README.md for those that exist");
    }
    key.order.push_back(*modifier);
    key.set.set(static_cast<std::size_t>(*modifier));
  }
  if (key.field.empty() && key.order.empty()) {
    return refuse(file, item, "a field name is missing", "name the field, or use a keyword list");
  }
  YAGURA_ASSIGN(key.kind, kind_of(file, item, key));
  YAGURA_TRY(check_order(file, item, key));
  return key;
}

}  // namespace yagura
