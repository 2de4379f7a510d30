// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "inspect/why_not.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/text.hpp"

namespace yagura {
namespace {

constexpr std::size_t kShownText = 60;   // columns of a value in a sentence
constexpr std::size_t kShownValues = 3;  // of a list in a sentence
constexpr std::size_t kShownChanges = 20;

// The values that decide: where the test must hold, those that do not yet; else those that do.
std::vector<std::string> telling_values(const FieldTest& test, const Explanation::Test& met,
                                        bool holding) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < test.written.values.size(); ++i) {
    if (met.values[i] == holding) {
      values.push_back(quoted(test.written.values[i].text, kShownText));
    }
  }
  return values;
}

struct Listed {
  std::string japanese;
  std::string english;
};

Listed list(std::vector<std::string> values) {
  const std::size_t more = values.size() - std::min(values.size(), kShownValues);
  values.resize(values.size() - more);
  Listed listed{fmt::format("{}", fmt::join(values, "、")),
                fmt::format("{}", fmt::join(values, ", "))};
  if (more > 0) {
    listed.japanese += fmt::format("ほか{}個", more);
    listed.english += fmt::format(" and {} more", more);
  }
  return listed;
}

std::string met_text(const Explanation::Test& met) {
  if (met.met.empty()) {
    return {};
  }
  const Explanation::Met& first = met.met.front();
  return first.is_null ? "null" : quoted(first.text, kShownText);
}

// What one test would have to do for the rule to match.
struct Change {
  const FieldTest& test;
  const Explanation::Test& met;
  TestPlace place;
  bool is_keyword() const { return test.subject == FieldTest::Subject::keywords; }
  // Whether its values stand in the event although they must not (before neq).
  bool must_not_stand() const { return met.holds != test.negated; }
  // `|all` and the like: more than one group.
  bool needs_all() const { return test.groups.size() > 1; }
  std::string key() const {
    return test.written.key.empty() ? "keyword" : cut(test.written.key, kShownText);
  }
};

Change change_at(const ExplainedEvent& explained, std::uint32_t test,
                 const std::vector<TestPlace>& places) {
  return {explained.rule->tree.tests[test], explained.explanation.tests[test], places[test]};
}

Reason unwanted(const Change& change, const std::string& selection, const Listed& values) {
  if (change.is_keyword()) {
    return {fmt::format("除外する条件 {} が成り立っています。イベントに {} があります。", selection,
                        values.japanese),
            fmt::format("{} holds, but must not: the event holds {}.", selection, values.english)};
  }
  if (change.met.met.empty()) {
    return {fmt::format("条件 {} の {} は、項目がイベントにないため成り立っています。", selection,
                        change.key()),
            fmt::format("{} of {} holds, but must not: the field is missing.", change.key(),
                        selection)};
  }
  return {fmt::format("除外する条件 {} が成り立っています。{} が {} に当たり、値は {} です。",
                      selection, change.key(), values.japanese, met_text(change.met)),
          fmt::format("{} holds, but must not: {} finds {} in {}.", selection, change.key(),
                      values.english, met_text(change.met))};
}

Reason missing(const Change& change, const std::string& selection, const Listed& values) {
  if (change.is_keyword()) {
    return {fmt::format("条件 {} の語 {} が、イベントのどの値にもありません。", selection,
                        values.japanese),
            fmt::format("No value of the event holds {}, which {} asks for.", values.english,
                        selection)};
  }
  if (change.met.met.empty()) {
    return {
        fmt::format("条件 {} が調べる項目がイベントにありません: {}。", selection, change.key()),
        fmt::format("The event has no field for {} of {}.", change.key(), selection)};
  }
  const char* japanese = change.needs_all() ? "すべて" : "どれか";
  const char* english = change.needs_all() ? "all of" : "one of";
  const bool one = values.japanese.find("、") == std::string::npos;
  return {
      fmt::format("条件 {} の {} は {}{}を求めますが、イベントの値は {} です。", selection,
                  change.key(), values.japanese, one ? " " : fmt::format(" の{}", japanese),
                  met_text(change.met)),
      fmt::format("{} of {} asks for {}{}, but the event has {}.", change.key(), selection,
                  one ? "" : fmt::format("{} ", english), values.english, met_text(change.met))};
}

Reason reason_of(const Change& change) {
  const std::string selection = cut(change.place.selection->name, kShownText);
  const bool unwanted_values = change.must_not_stand();
  const Listed values = list(telling_values(change.test, change.met, unwanted_values));
  return unwanted_values ? unwanted(change, selection, values) : missing(change, selection, values);
}

// "selection: CommandLine|contains must hold: 'a', 'b'".
std::string change_text(const Change& change) {
  const bool unwanted_values = change.must_not_stand();
  const Listed values = list(telling_values(change.test, change.met, unwanted_values));
  const std::string where = change.place.section->filter.empty()
                                ? ""
                                : fmt::format("filter {}, ", cut(change.place.section->filter, 40));
  return fmt::format("{}{} (line {}): {} must {}: {}{}", where,
                     cut(change.place.selection->name, kShownText), change.test.written.line,
                     change.key(), unwanted_values ? "no longer meet" : "meet",
                     !unwanted_values && change.needs_all() ? "all of " : "", values.english);
}

}  // namespace

Reason reason_for(const ExplainedEvent& explained) {
  const Explanation& explanation = explained.explanation;
  if (explanation.matches()) {
    return {"ルールはこのイベントに一致します。", "The rule matches this event."};
  }
  if (!explanation.routed) {
    const std::string rule = log_source_text(explained.rule->source);
    const std::string event = log_source_text(explained.source);
    return {
        fmt::format("ルールは {} 用ですが、イベントは {} なので、調べられません。", rule, event),
        fmt::format("The rule is for {}, but the event is {}, so it is not asked.", rule, event)};
  }
  return reason_of(
      change_at(explained, explanation.changes.front(), test_places(explained.rule->tree)));
}

std::string why_not_text(const ExplainedEvent& explained) {
  const Reason reason = reason_for(explained);
  std::string out = wrapped(reason.japanese, "", kInspectColumns);
  out += wrapped(reason.english, "", kInspectColumns);
  const std::vector<std::uint32_t>& changes = explained.explanation.changes;
  if (changes.empty()) {
    return out;
  }
  out += fmt::format("最小の変更 / smallest change ({}):\n", changes.size());
  const std::vector<TestPlace> places = test_places(explained.rule->tree);
  for (std::size_t i = 0; i < std::min(changes.size(), kShownChanges); ++i) {
    out += wrapped(change_text(change_at(explained, changes[i], places)), "  ", kInspectColumns);
  }
  if (changes.size() > kShownChanges) {
    out += fmt::format("  and {} more\n", changes.size() - kShownChanges);
  }
  if (explained.explanation.contradicts_itself) {
    out += "The condition asks for a test both ways: this may not be enough.\n";
  }
  return out;
}

}  // namespace yagura
