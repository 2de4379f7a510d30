// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/test_key.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string_view>
#include <variant>

namespace yagura {
namespace {

void append_part(std::string& key, std::string_view part) {
  fmt::format_to(std::back_inserter(key), "{}:{}", part.size(), part);
}

// Appends what tells a test from every other test of its kind.
struct AppendKey {
  std::string& key;

  void operator()(const NullTest&) const {}
  void operator()(const ExistsTest& test) const { key += test.wanted ? 'y' : 'n'; }
  void operator()(const TextTest& test) const {
    key += test.pattern.case_rule() == CaseRule::sensitive ? 's' : 'i';
    for (const PatternPiece& piece : test.pattern.pieces()) {
      key += static_cast<char>('0' + static_cast<int>(piece.kind));
      append_part(key, piece.text);
    }
  }
  void operator()(const RegexTest& test) const { key += test.regex.expression(); }
  void operator()(const NetworkTest& test) const { key += test.network.to_string(); }
  void operator()(const NumberTest& test) const { append_number(test.comparison, test.number); }
  void operator()(const OtherFieldTest& test) const {
    key += static_cast<char>('0' + static_cast<int>(test.part));
    key += test.case_rule == CaseRule::sensitive ? 's' : 'i';
    append_key(key, test.other);
  }
  void operator()(const DateTest& test) const {
    key += static_cast<char>('0' + static_cast<int>(test.part));
    append_number(test.comparison, test.number);
  }

  void append_number(Comparison comparison, double number) const {
    fmt::format_to(std::back_inserter(key), "{}{}", static_cast<int>(comparison), number);
  }
};

}  // namespace

void append_key(std::string& key, const ValueTest& test) {
  fmt::format_to(std::back_inserter(key), "{},", test.index());
  std::visit(AppendKey{key}, test);
}

void append_key(std::string& key, const FieldNames& names) {
  for (const Field field : names.fields) {
    key += name(field);  // its number is another one in the next version
    key += ',';
  }
  append_part(key, names.own_name);
}

}  // namespace yagura
