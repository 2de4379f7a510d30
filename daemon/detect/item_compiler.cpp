// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/item_compiler.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "detect/modifier.hpp"
#include "detect/text_transform.hpp"

namespace yagura {
namespace {

using Tests = std::vector<ValueTest>;
using M = Modifier;

std::optional<double> plain_number(const RuleNode& node) {
  double number = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [last, error] = std::from_chars(node.text.data(), end, number);
  const bool whole = !node.text.empty() && error == std::errc{} && last == end;
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

// Errors of the parts that know no place get that of the value.
tl::unexpected<Error> at(const RuleContext& context, const RuleNode& value, Error error) {
  return refuse(context.file, value, std::move(error.message), std::move(error.how_to_mend));
}

Result<Tests> compile_text(const RuleContext& context, const ItemKey& key, const RuleNode& value) {
  std::vector<std::string> texts{value.text};
  if (key.has(M::expand)) {
    auto expanded = expand_placeholders(value.text, context.options.placeholders);
    if (!expanded) {
      return at(context, value, std::move(expanded).error());
    }
    texts = std::move(*expanded);
  }
  std::vector<PatternPieces> variants;
  variants.reserve(texts.size());
  for (const std::string& text : texts) {
    variants.push_back(parse_pattern(text));
  }
  for (const Modifier modifier : key.order) {
    if (auto done = transform(modifier, variants); !done) {
      return at(context, value, std::move(done).error());
    }
  }
  if (key.field.empty() && !key.has(M::contains)) {
    YAGURA_TRY(transform(M::contains, variants));
  }
  Tests tests;
  const CaseRule case_rule = key.has(M::cased) ? CaseRule::sensitive : CaseRule::insensitive;
  for (PatternPieces& pieces : variants) {
    tests.emplace_back(TextTest{TextPattern(std::move(pieces), case_rule)});
  }
  // 1.0 in a rule is the number, which an event may write 1: integers have one spelling only.
  const bool real = value.quoting == RuleNode::Quoting::plain &&
                    value.text.find_first_of(".eE") != std::string::npos;
  if (const auto number = plain_number(value); real && number && key.order.empty()) {
    tests.emplace_back(NumberTest{Comparison::eq, *number});
  }
  return tests;
}

Result<Tests> compile_regex(const RuleContext& context, const ItemKey& key, const RuleNode& value) {
  std::string flags;
  flags += key.has(M::re_ignore_case) ? "i" : "";
  flags += key.has(M::re_multi_line) ? "m" : "";
  flags += key.has(M::re_dot_all) ? "s" : "";
  auto regex = Regex::compile(value.text, flags);
  if (!regex) {
    return refuse(context.file, value, escape_for_terminal(regex.error().message),
                  "use RE2 syntax: no lookaround, no back-reference");
  }
  Tests tests;
  tests.emplace_back(RegexTest{std::move(*regex)});
  return tests;
}

Result<Tests> compile_network(const RuleContext& context, const RuleNode& value) {
  const auto network = IpNetwork::parse(value.text);
  if (!network) {
    return refuse(context.file, value,
                  fmt::format("'{}' is not a network", escape_for_terminal(value.text)),
                  "write it like 10.0.0.0/8 or fe80::/10, with no bits beyond the prefix");
  }
  Tests tests;
  tests.emplace_back(NetworkTest{*network});
  return tests;
}

Comparison comparison_of(const ItemKey& key) {
  if (key.has(M::gt)) {
    return Comparison::gt;
  }
  if (key.has(M::gte)) {
    return Comparison::gte;
  }
  if (key.has(M::lt)) {
    return Comparison::lt;
  }
  return key.has(M::lte) ? Comparison::lte : Comparison::eq;
}

DateTest::Part date_part_of(const ItemKey& key) {
  using Part = DateTest::Part;
  constexpr std::pair<Modifier, Part> kParts[] = {{M::minute, Part::minute}, {M::hour, Part::hour},
                                                  {M::day, Part::day},       {M::week, Part::week},
                                                  {M::month, Part::month},   {M::year, Part::year}};
  for (const auto& [modifier, part] : kParts) {
    if (key.has(modifier)) {
      return part;
    }
  }
  return Part::year;
}

Result<Tests> compile_number(const RuleContext& context, const ItemKey& key,
                             const RuleNode& value) {
  const auto number = plain_number(value);
  if (!number) {
    return refuse(context.file, value,
                  fmt::format("'{}' is not a number", escape_for_terminal(value.text)),
                  "this modifier compares numbers");
  }
  Tests tests;
  if (key.kind == ItemKind::date) {
    tests.emplace_back(DateTest{date_part_of(key), comparison_of(key), *number});
  } else {
    tests.emplace_back(NumberTest{comparison_of(key), *number});
  }
  return tests;
}

Result<Tests> compile_exists(const RuleContext& context, const RuleNode& value) {
  std::string folded;
  append_folded(folded, value.text);
  if (folded != "true" && folded != "false") {
    return refuse(context.file, value, "exists takes true or false only", "write true or false");
  }
  Tests tests;
  tests.emplace_back(ExistsTest{folded == "true"});
  return tests;
}

Result<Tests> compile_other_field(const RuleContext& context, const ItemKey& key,
                                  const RuleNode& value) {
  using Part = OtherFieldTest::Part;
  Part part = Part::whole;
  if (key.has(M::contains) || (key.has(M::startswith) && key.has(M::endswith))) {
    part = Part::inside;
  } else if (key.has(M::startswith)) {
    part = Part::start;
  } else if (key.has(M::endswith)) {
    part = Part::end;
  }
  if (value.text.empty()) {
    return refuse(context.file, value, "fieldref needs a field name", "name the other field");
  }
  Tests tests;
  tests.emplace_back(
      OtherFieldTest{resolve(context.options, context.source, value.text), part,
                     key.has(M::cased) ? CaseRule::sensitive : CaseRule::insensitive});
  return tests;
}

Result<Tests> compile_scalar(const RuleContext& context, const ItemKey& key,
                             const RuleNode& value) {
  switch (key.kind) {
    case ItemKind::text:
      return compile_text(context, key, value);
    case ItemKind::regex:
      return compile_regex(context, key, value);
    case ItemKind::network:
      return compile_network(context, value);
    case ItemKind::number:
    case ItemKind::date:
      return compile_number(context, key, value);
    case ItemKind::exists:
      return compile_exists(context, value);
    case ItemKind::other_field:
      return compile_other_field(context, key, value);
  }
  return Tests{};
}

WrittenValue written_value(const RuleContext& context, const ItemKey& key, const RuleNode& value,
                           std::size_t tests) {
  WrittenValue written{
      value.is_null() ? "null" : value.text, static_cast<std::uint32_t>(tests), {}};
  if (key.has(M::expand)) {
    auto filled = expand_placeholders(value.text, context.options.placeholders);
    written.filled = filled ? std::move(*filled) : std::vector<std::string>{};
  }
  return written;
}

void add_value(FieldTest& test, WrittenValue written, Tests&& tests, bool all) {
  test.written.values.push_back(std::move(written));
  if (test.groups.empty() || all) {
    test.groups.push_back(std::move(tests));
    return;
  }
  for (ValueTest& value : tests) {
    test.groups.front().push_back(std::move(value));
  }
}

Result<void> add_list(const RuleContext& context, const ItemKey& key, const RuleNode& list,
                      FieldTest& test) {
  if (list.items.empty()) {
    return refuse(context.file, list, "the list of values is empty", "give it a value");
  }
  if (key.kind == ItemKind::exists) {
    return refuse(context.file, list, "exists takes one value", "write true or false");
  }
  for (const RuleNode& value : list.items) {
    if (value.is_null()) {
      return refuse(context.file, value, "null may not stand in a list of values",
                    "make a selection of its own for it and join them in the condition");
    }
    if (!value.is_scalar()) {
      return refuse(context.file, value, "a value must be a text, a number, true or false",
                    "lists and maps cannot be nested here");
    }
    YAGURA_ASSIGN(Tests tests, compile_scalar(context, key, value));
    add_value(test, written_value(context, key, value, tests.size()), std::move(tests),
              key.has(M::all));
  }
  return {};
}

Result<void> add_null(const RuleContext& context, const ItemKey& key, const RuleNode& item,
                      FieldTest& test) {
  ItemKey bare = key;
  bare.set.reset(static_cast<std::size_t>(M::neq));
  if (key.field.empty() || bare.set.any()) {
    return refuse(context.file, item, "null has no meaning with these modifiers",
                  "write '' for an empty text, or remove the modifiers");
  }
  Tests tests;
  tests.emplace_back(NullTest{});
  add_value(test, written_value(context, bare, item, 1), std::move(tests), false);
  return {};
}

}  // namespace

Result<FieldTest> compile_item(const RuleContext& context, const RuleNode& item) {
  YAGURA_ASSIGN(const ItemKey key, parse_item_key(context.file, item));
  FieldTest test;
  test.negated = key.has(M::neq);
  test.written.key = item.key;
  test.written.line = item.line;
  if (key.field.empty()) {
    test.subject = FieldTest::Subject::keywords;
  } else {
    test.names = resolve(context.options, context.source, key.field);
  }
  if (item.is_map()) {
    return refuse(context.file, item,
                  fmt::format("'{}' has a map for a value", escape_for_terminal(item.key)),
                  "write nested fields with dots: a.b: value");
  }
  if (item.is_list()) {
    YAGURA_TRY(add_list(context, key, item, test));
  } else if (item.is_null()) {
    YAGURA_TRY(add_null(context, key, item, test));
  } else {
    YAGURA_ASSIGN(Tests tests, compile_scalar(context, key, item));
    add_value(test, written_value(context, key, item, tests.size()), std::move(tests), false);
  }
  return test;
}

Result<FieldTest> compile_keyword(const RuleContext& context, const RuleNode& keyword) {
  if (keyword.is_null()) {
    return refuse(context.file, keyword, "null may not be a keyword", "remove it");
  }
  FieldTest test;
  test.subject = FieldTest::Subject::keywords;
  test.written.line = keyword.line;
  YAGURA_ASSIGN(Tests tests, compile_text(context, ItemKey{}, keyword));
  add_value(test, written_value(context, ItemKey{}, keyword, tests.size()), std::move(tests),
            false);
  return test;
}

}  // namespace yagura
