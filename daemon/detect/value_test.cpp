// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/value_test.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>

namespace yagura {
namespace {

std::optional<double> number_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*number);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return *real;
  }
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr || text->empty()) {
    return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  // "inf" and "nan" are numbers to from_chars, but no log means them.
  const bool whole = error == std::errc{} && end == text->data() + text->size();
  return whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<IpAddress> address_of(const EventView& event, const EventView::Entry& entry) {
  if (const auto* address = std::get_if<IpAddress>(&entry.value())) {
    return *address;
  }
  return IpAddress::parse(event.text(entry));
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) {
    return std::nullopt;
  }
  int number = 0;
  const char* start = text.data() + at;
  const auto [end, error] = std::from_chars(start, start + count, number);
  return error == std::errc{} && end == start + count && number >= 0 ? std::optional(number)
                                                                     : std::nullopt;
}

// ISO 8601 week: the week of a day is the week of its Thursday.
int week_of(std::chrono::sys_days day) {
  using namespace std::chrono;
  const auto since_monday = (weekday(day).c_encoding() + 6U) % 7U;
  const sys_days thursday = day + days(3) - days(static_cast<int>(since_monday));
  const sys_days new_year = year_month_day(thursday).year() / January / 1;
  return static_cast<int>((thursday - new_year).count() / 7) + 1;
}

// "2026-03-04T02:15:09Z", also with a blank for the T; what follows is not looked at.
std::optional<int> date_part(std::string_view text, DateTest::Part part) {
  using Part = DateTest::Part;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  switch (part) {
    case Part::year:
      return year;
    case Part::month:
      return month;
    case Part::day:
      return day;
    case Part::hour:
      return digits(text, 11, 2);
    case Part::minute:
      return text.size() > 13 && text[13] == ':' ? digits(text, 14, 2) : std::nullopt;
    case Part::week:
      break;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(week_of(date)) : std::nullopt;
}

// Folding keeps sizes, so this is known before.
bool may_fit(std::string_view text, std::string_view other, OtherFieldTest::Part part) {
  return part == OtherFieldTest::Part::whole ? text.size() == other.size()
                                             : text.size() >= other.size();
}

bool fits(std::string_view text, std::string_view other, OtherFieldTest::Part part) {
  switch (part) {
    case OtherFieldTest::Part::whole:
      return text == other;
    case OtherFieldTest::Part::start:
      return text.substr(0, other.size()) == other;
    case OtherFieldTest::Part::end:
      return text.size() >= other.size() && text.substr(text.size() - other.size()) == other;
    case OtherFieldTest::Part::inside:
      return text.find(other) != std::string_view::npos;
  }
  return false;
}

// What a test says of one value that is there.
struct OnValue {
  const EventView& event;
  const EventView::Entry& entry;

  std::string_view text(const EventView::Entry& of, CaseRule case_rule) const {
    return case_rule == CaseRule::sensitive ? event.text(of) : event.folded(of);
  }

  bool operator()(const NullTest&) const { return entry.is_null(); }
  bool operator()(const ExistsTest& test) const { return test.wanted; }
  bool operator()(const TextTest& test) const {
    return !entry.is_null() && test.pattern.matches(text(entry, test.pattern.case_rule()));
  }
  bool operator()(const RegexTest& test) const {
    return !entry.is_null() && test.regex.found_in(event.text(entry));
  }
  bool operator()(const NetworkTest& test) const {
    const auto address = address_of(event, entry);
    return address && test.network.contains(*address);
  }
  bool operator()(const NumberTest& test) const {
    const auto number = number_of(entry.value());
    return number && compare(*number, test.comparison, test.number);
  }
  bool operator()(const OtherFieldTest& test) const {
    if (entry.is_null()) {
      return false;
    }
    return event.any(test.other, [&](const EventView::Entry& other) { return fits(test, other); });
  }
  bool fits(const OtherFieldTest& test, const EventView::Entry& other) const {
    return !other.is_null() && may_fit(event.text(entry), event.text(other), test.part) &&
           yagura::fits(text(entry, test.case_rule), text(other, test.case_rule), test.part);
  }
  bool operator()(const DateTest& test) const {
    const auto part = date_part(event.text(entry), test.part);
    return part && compare(*part, test.comparison, test.number);
  }
};

// The event's own time is no entry of its table: a rule on @timestamp reads it here.
bool holds_on_event_time(const DateTest& test, const FieldNames& names, const EventView& event) {
  const bool asked =
      std::find(names.fields.begin(), names.fields.end(), Field::timestamp) != names.fields.end();
  if (!asked || !event.event().own_time) {
    return false;
  }
  const auto part = date_part(to_rfc3339(*event.event().own_time), test.part);
  return part && compare(*part, test.comparison, test.number);
}

// The test on a field: `present` says whether it is there, `any` whether a check holds for one of
// its values.
template <typename Present, typename Any>
bool holds_on_field(const ValueTest& test, const FieldNames& names, const EventView& event,
                    Present present, Any any) {
  if (const auto* exists = std::get_if<ExistsTest>(&test)) {
    return present() == exists->wanted;
  }
  if (std::holds_alternative<NullTest>(test) && !present()) {
    return true;
  }
  if (const auto* date = std::get_if<DateTest>(&test);
      date != nullptr && holds_on_event_time(*date, names, event) && !present()) {
    return true;
  }
  return any([&](const EventView::Entry& entry) {
    return std::visit(OnValue{event, entry}, test);
  });
}

}  // namespace

bool holds_on_field(const ValueTest& test, const FieldNames& names, const EventView& event) {
  return holds_on_field(
      test, names, event, [&] { return event.present(names); },
      [&](auto check) { return event.any(names, check); });
}

bool holds_on_entries(const ValueTest& test, const FieldNames& names, const EventView& event,
                      Entries entries, Entries others) {
  const auto any_of = [](Entries all, const auto& check) {
    return std::any_of(all.begin(), all.end(),
                       [&](const EventView::Entry* entry) { return check(*entry); });
  };
  if (const auto* comparing = std::get_if<OtherFieldTest>(&test)) {
    return any_of(entries, [&](const EventView::Entry& entry) {
      return !entry.is_null() && any_of(others, [&](const EventView::Entry& other) {
        return OnValue{event, entry}.fits(*comparing, other);
      });
    });
  }
  return holds_on_field(
      test, names, event, [&] { return !entries.empty(); },
      [&](auto check) { return any_of(entries, check); });
}

bool holds_on_value(const ValueTest& test, const EventView& event, const EventView::Entry& value) {
  return std::visit(OnValue{event, value}, test);
}

bool holds_on_any(const ValueTest& test, const EventView& event) {
  const auto all = event.all();
  return std::any_of(all.begin(), all.end(), [&](const EventView::Entry& entry) {
    return holds_on_value(test, event, entry);
  });
}

bool holds(const FieldTest& test, const EventView& event) {
  const auto one = [&](const ValueTest& value) {
    return test.subject == FieldTest::Subject::keywords ? holds_on_any(value, event)
                                                        : holds_on_field(value, test.names, event);
  };
  const bool all = std::all_of(test.groups.begin(), test.groups.end(), [&](const auto& group) {
    return std::any_of(group.begin(), group.end(), one);
  });
  return all != test.negated;
}

}  // namespace yagura
