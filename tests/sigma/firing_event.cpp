// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "firing_event.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "detect/event_view.hpp"
#include "detect/matcher.hpp"
#include "regex_sample.hpp"

namespace yagura {
namespace {

using Kind = PatternPiece::Kind;

// What other texts may stand next to without changing what they are.
constexpr std::string_view kFiller = " ~ ";

std::string text_of_pattern(const TextPattern& pattern) {
  std::string text;
  for (const PatternPiece& piece : pattern.pieces()) {
    text += piece.kind == Kind::text   ? piece.text
            : piece.kind == Kind::one  ? "q"
            : piece.kind == Kind::dash ? "-"
                                       : "";
  }
  return text.empty() && !pattern.pieces().empty() ? "q" : text;
}

bool free_before(const ValueTest& test) {
  const auto* text = std::get_if<TextTest>(&test);
  const auto* regex = std::get_if<RegexTest>(&test);
  return (text != nullptr && !text->pattern.pieces().empty() &&
          text->pattern.pieces().front().kind == Kind::run) ||
         (regex != nullptr && regex->regex.expression().find('^') == std::string::npos);
}

bool free_after(const ValueTest& test) {
  const auto* text = std::get_if<TextTest>(&test);
  const auto* regex = std::get_if<RegexTest>(&test);
  return (text != nullptr && !text->pattern.pieces().empty() &&
          text->pattern.pieces().back().kind == Kind::run) ||
         (regex != nullptr && regex->regex.expression().find('$') == std::string::npos);
}

double number_for(Comparison comparison, double number) {
  switch (comparison) {
    case Comparison::gt:
    case Comparison::neq:
      return number + 1;
    case Comparison::lt:
      return number - 1;
    case Comparison::gte:
    case Comparison::lte:
    case Comparison::eq:
      return number;
  }
  return number;
}

std::string date_for(const DateTest& test) {
  const int number = static_cast<int>(number_for(test.comparison, test.number));
  switch (test.part) {
    case DateTest::Part::minute:
      return fmt::format("2026-03-04T02:{:02}:09Z", number);
    case DateTest::Part::hour:
      return fmt::format("2026-03-04T{:02}:15:09Z", number);
    case DateTest::Part::day:
      return fmt::format("2026-03-{:02}T02:15:09Z", number);
    case DateTest::Part::week:
      return fmt::format("2026-{:02}-{:02}T02:15:09Z", number / 5 + 1, number % 5 * 7 + 1);
    case DateTest::Part::month:
      return fmt::format("2026-{:02}-04T02:15:09Z", number);
    case DateTest::Part::year:
      return fmt::format("{:04}-03-04T02:15:09Z", number);
  }
  return {};
}

// Whether the test is about the field being there rather than about its value.
bool wants_absence(const ValueTest& test, bool holds) {
  if (std::holds_alternative<NullTest>(test)) {
    return holds;
  }
  const auto* exists = std::get_if<ExistsTest>(&test);
  return exists != nullptr && exists->wanted != holds;
}
bool wants_presence(const ValueTest& test, bool holds) {
  if (std::holds_alternative<NullTest>(test)) {
    return !holds;
  }
  const auto* exists = std::get_if<ExistsTest>(&test);
  return exists != nullptr && exists->wanted == holds;
}

}  // namespace

bool FiringEvent::build(std::uint64_t seed, Event& event) {
  constexpr int kAttempts = 400;
  random_.seed(seed);
  EventView view;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    drafts_.clear();
    event.clear();
    demand_node(rule_.tree.root, true);
    for (const auto& [name, draft] : drafts_) {
      fill(draft, attempt % 2 == 0 ? Shape::one_value : Shape::value_each, event);
    }
    view.show(event);
    if (matches(rule_.tree, view)) {
      return true;
    }
  }
  return false;
}

void FiringEvent::demand_node(std::uint32_t index, bool holds) {
  const DetectionNode& node = rule_.tree.nodes[index];
  if (node.kind == DetectionNode::Kind::test) {
    demand_test(rule_.tree.tests[node.test], holds);
  } else if (node.kind == DetectionNode::Kind::negation) {
    demand_node(node.children.front(), !holds);
  } else if ((node.kind == DetectionNode::Kind::all) == holds) {
    for (const std::uint32_t child : node.children) {
      demand_node(child, holds);
    }
  } else {
    demand_node(node.children[below(node.children.size())], holds);
  }
}

void FiringEvent::demand_test(const FieldTest& test, bool holds) {
  const bool wanted = holds != test.negated;
  const bool keywords = test.subject == FieldTest::Subject::keywords;
  FieldDraft& draft = draft_of(keywords ? nullptr : &test.names);
  if (!wanted) {
    for (const ValueTest& value : test.groups[below(test.groups.size())]) {
      draft.demands.push_back({&value, false});
    }
    return;
  }
  for (const std::vector<ValueTest>& group : test.groups) {
    const ValueTest& value = group[below(group.size())];
    draft.demands.push_back({&value, true});
    if (const auto* other = std::get_if<OtherFieldTest>(&value)) {
      static const ValueTest there = ExistsTest{true};
      draft_of(&other->other).demands.push_back({&there, true});
    }
  }
}

FiringEvent::FieldDraft& FiringEvent::draft_of(const FieldNames* names) {
  FieldDraft& draft = drafts_[names == nullptr ? std::string() : names->own_name];
  draft.names = names;
  return draft;
}

void FiringEvent::fill(const FieldDraft& draft, Shape shape, Event& event) {
  const auto any = [&](bool (*wants)(const ValueTest&, bool)) {
    return std::any_of(draft.demands.begin(), draft.demands.end(),
                       [&](const Demand& demand) { return wants(*demand.test, demand.holds); });
  };
  if (any(wants_absence)) {
    return;
  }
  std::vector<std::string> texts = texts_for(draft);
  if (texts.empty() && any(wants_presence)) {
    texts.emplace_back(one_in(2) ? "q" : "v");
  }
  // A value of a field that only must not have some is left out; so the field is missing.
  if (shape == Shape::value_each || texts.size() < 2) {
    for (const std::string& text : texts) {
      add(draft, text, event);
    }
    return;
  }
  std::string joined;
  for (const std::string& text : texts) {
    joined += (joined.empty() ? "" : kFiller);
    joined += text;
  }
  add(draft, joined, event);
}

// The texts that are wanted: what must begin the value first, what must end it last.
std::vector<std::string> FiringEvent::texts_for(const FieldDraft& draft) {
  std::vector<const ValueTest*> wanted;
  for (const Demand& demand : draft.demands) {
    const bool about_presence = wants_presence(*demand.test, demand.holds);
    if (demand.holds && !about_presence) {
      wanted.push_back(demand.test);
    }
  }
  const auto place = [](const ValueTest* test) {
    return free_before(*test) ? (free_after(*test) ? 1 : 2) : 0;
  };
  std::stable_sort(wanted.begin(), wanted.end(),
                   [&](const ValueTest* a, const ValueTest* b) { return place(a) < place(b); });
  std::vector<std::string> texts;
  for (const ValueTest* test : wanted) {
    std::string text = text_for(*test, draft);
    // A filter may be about nothing standing before or after.
    text.insert(0, free_before(*test) && one_in(3) ? kFiller : "");
    text += free_after(*test) && one_in(3) ? "~" : "";
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) {
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

std::string FiringEvent::text_for(const ValueTest& test, const FieldDraft& draft) {
  if (const auto* text = std::get_if<TextTest>(&test)) {
    return text_of_pattern(text->pattern);
  }
  if (const auto* regex = std::get_if<RegexTest>(&test)) {
    return regex_sample(regex->regex.expression(), random_);
  }
  if (const auto* network = std::get_if<NetworkTest>(&test)) {
    const std::string text = network->network.to_string();
    return text.substr(0, text.find('/'));
  }
  if (const auto* number = std::get_if<NumberTest>(&test)) {
    return fmt::format("{}", number_for(number->comparison, number->number));
  }
  if (const auto* date = std::get_if<DateTest>(&test)) {
    return date_for(*date);
  }
  const auto* other = std::get_if<OtherFieldTest>(&test);
  if (other == nullptr) {
    return "q";
  }
  // What is asked of the other field, as far as it is asked as well.
  const auto known = drafts_.find(other->other.own_name);
  const std::vector<std::string> texts = known == drafts_.end() || &known->second == &draft
                                             ? std::vector<std::string>{}
                                             : texts_for(known->second);
  return texts.empty() ? "q" : texts.front();
}

void FiringEvent::add(const FieldDraft& draft, const std::string& text, Event& event) {
  const std::string_view kept = event.arena().copy(text);
  if (draft.names == nullptr) {
    event.add(Field::message, kept);
  } else if (!draft.names->fields.empty()) {
    event.add(draft.names->fields.front(), kept);
  } else {
    event.add_unmapped(Origin::none, event.arena().copy(draft.names->own_name), kept);
  }
}

}  // namespace yagura
