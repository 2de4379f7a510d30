// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "leef/time_pattern.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/text.hpp"
#include "parse/text_forms.hpp"
#include "parse/time_scanner.hpp"

namespace yagura::leef {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Reading {
  explicit Reading(std::string_view whole) : scanner(whole), text(whole) {}

  TimeScanner scanner;
  std::string_view text;
  int year = -1;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  Duration fraction{0};
  bool twelve_hours = false;
  bool afternoon = false;
  std::optional<Duration> offset;  // east of Greenwich

  // Letters that stand here: a weekday, a month in full, a zone.
  std::string_view word() {
    const std::size_t begin = scanner.at();
    std::size_t end = begin;
    while (end < text.size() && is_letter(text[end])) {
      ++end;
    }
    scanner.move_to(end);
    return text.substr(begin, end - begin);
  }
};

bool read_number(Reading& reading, std::size_t width, int& part) {
  // Java reads more digits than the pattern has letters, where the next character ends them.
  part = reading.scanner.number(1, width < 2 ? 2 : width);
  return part >= 0;
}

bool read_year(Reading& reading, std::size_t width) {
  const std::size_t begin = reading.scanner.at();
  reading.year = reading.scanner.number(2, width == 2 ? 2 : 4);
  if (reading.year >= 0 && reading.scanner.at() - begin == 2) {
    reading.year += reading.year < 70 ? 2000 : 1900;
  }
  return reading.year >= 0;
}

bool read_month(Reading& reading, std::size_t width) {
  if (width < 3) {
    return read_number(reading, width, reading.month);
  }
  reading.month = reading.scanner.month();
  (void)reading.word();  // the rest of "February"
  return reading.month > 0;
}

bool read_zone(Reading& reading) {
  const std::string_view name = reading.word();
  if (name == "JST") {
    reading.offset = std::chrono::hours(9);
  } else if (name == "Z" || name == "UTC" || name == "GMT") {
    reading.offset = Duration{0};
  } else if (!name.empty()) {
    return false;
  }
  const bool west = reading.scanner.take('-');
  if (!west && !reading.scanner.take('+')) {
    return reading.offset.has_value();
  }
  const int hours = reading.scanner.number(2, 2);
  (void)reading.scanner.take(':');
  const int minutes = reading.scanner.number(2, 2);
  if (hours < 0 || hours > 23 || minutes > 59) {
    return false;
  }
  const Duration east = std::chrono::hours(hours) + std::chrono::minutes(minutes < 0 ? 0 : minutes);
  reading.offset = west ? -east : east;
  return true;
}

bool read_half_of_day(Reading& reading) {
  const std::string_view half = reading.word();
  reading.afternoon = equal_ignoring_case(half, "PM");
  reading.twelve_hours = true;
  return reading.afternoon || equal_ignoring_case(half, "AM");
}

bool read_letters(Reading& reading, char letter, std::size_t width) {
  switch (letter) {
    case 'y':
    case 'u':
    case 'Y':  // the week's year: a common slip for 'y'
      return read_year(reading, width);
    case 'M':
    case 'L':
      return read_month(reading, width);
    case 'd':
      return read_number(reading, width, reading.day);
    case 'H':
    case 'k':
    case 'h':
    case 'K':
      return read_number(reading, width, reading.hour);
    case 'm':
      return read_number(reading, width, reading.minute);
    case 's':
      return read_number(reading, width, reading.second);
    case 'S':
      reading.fraction = reading.scanner.fraction();
      return true;
    case 'a':
      return read_half_of_day(reading);
    case 'E':
      return !reading.word().empty();
    case 'z':
    case 'Z':
    case 'X':
      return read_zone(reading);
    default:
      return false;
  }
}

// One character of the pattern that stands for itself; blanks match any number of blanks.
bool read_literal(Reading& reading, char c) {
  if (c != ' ') {
    return reading.scanner.take(c);
  }
  while (reading.scanner.take(' ')) {
  }
  return true;
}

std::optional<TimePoint> instant_of(Reading& reading, const ParseContext& context) {
  if (reading.twelve_hours) {
    reading.hour = reading.hour % 12 + (reading.afternoon ? 12 : 0);
  }
  const auto local = civil_time(reading.year, reading.month, reading.day, reading.hour % 24,
                                reading.minute, reading.second, reading.fraction);
  if (!local) {
    return std::nullopt;
  }
  return reading.offset ? *local - *reading.offset : context.zone.to_instant(*local);
}

}  // namespace

std::optional<TimePoint> read_time(std::string_view text, std::string_view pattern,
                                   const ParseContext& context) {
  text = trimmed(text);
  Reading reading(text);
  bool quoted = false;
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '\'') {
      quoted = !quoted;
      ++at;
    } else if (!quoted && is_letter(c)) {
      const std::size_t end = std::min(pattern.find_first_not_of(c, at), pattern.size());
      if (!read_letters(reading, c, end - at)) {
        return std::nullopt;
      }
      at = end;
    } else {
      if (!read_literal(reading, c)) {
        return std::nullopt;
      }
      ++at;
    }
  }
  return reading.year < 0 || !reading.scanner.done() ? std::nullopt : instant_of(reading, context);
}

}  // namespace yagura::leef
