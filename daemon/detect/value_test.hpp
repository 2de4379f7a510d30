// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/ip.hpp"
#include "detect/event_view.hpp"
#include "detect/regex.hpp"
#include "detect/text_pattern.hpp"
#include "model/correlation_rule.hpp"
#include "model/log_source.hpp"

namespace yagura {

// The tests a rule makes on one value. A test on a field that is missing is false, so its negation
// is true; only NullTest and ExistsTest see absence.
struct NullTest {};  // an explicit null, or no such field
struct ExistsTest {
  bool wanted = true;  // empty and null count as present
};
struct TextTest {
  TextPattern pattern;
};
struct RegexTest {
  Regex regex;
};
struct NetworkTest {
  IpNetwork network;
};
struct NumberTest {
  Comparison comparison;
  double number;
};
struct OtherFieldTest {
  enum class Part { whole, start, end, inside };
  FieldNames other;
  Part part;
  CaseRule case_rule;
};
// A part of a date as it is written, without zone conversion.
struct DateTest {
  enum class Part { minute, hour, day, week, month, year };
  Part part;
  Comparison comparison;
  double number;
};
using ValueTest = std::variant<NullTest, ExistsTest, TextTest, RegexTest, NetworkTest, NumberTest,
                               OtherFieldTest, DateTest>;

// How the rule writes a value, for whoever explains the rule; no matcher looks at it.
struct WrittenValue {
  std::string text;                 // "null" where it is null
  std::uint32_t tests = 1;          // how many tests it became: its variants
  std::vector<std::string> filled;  // what stood in for its placeholders (modifier expand)
};
// How the rule writes a line of a selection: `CommandLine|contains: [...]`. In order of writing,
// each value stands for the next `tests` of FieldTest::groups, read group after group.
struct WrittenTest {
  std::string key;  // field and modifiers; empty for a bare keyword
  int line = 0;
  std::vector<WrittenValue> values;
};

// One line of a selection: a field, and what its value must be. All of `groups` must hold, and of
// each group one test: a plain list of values is one group, `|all` makes one group of each value
// with its variants. Without field names the test is for a keyword: any value of the event.
struct FieldTest {
  enum class Subject { field, keywords };
  Subject subject = Subject::field;
  FieldNames names;
  std::vector<std::vector<ValueTest>> groups;
  bool negated = false;  // neq
  WrittenTest written;
};

bool holds(const FieldTest& test, const EventView& event);
// One test alone: of one value; of any value of the event; and of a field whose entries are known
// already (all that stand under the first of its names that is there, none if it is missing), as
// are those of the other field that it may be compared with.
bool holds_on_value(const ValueTest& test, const EventView& event, const EventView::Entry& value);
bool holds_on_any(const ValueTest& test, const EventView& event);
bool holds_on_field(const ValueTest& test, const FieldNames& names, const EventView& event);
using Entries = std::span<const EventView::Entry* const>;
bool holds_on_entries(const ValueTest& test, const FieldNames& names, const EventView& event,
                      Entries entries, Entries others);

}  // namespace yagura
