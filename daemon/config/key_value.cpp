// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/key_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>
#include <vector>

#include "base/text.hpp"
#include "config/credential.hpp"
#include "config/nearest_name.hpp"

namespace yagura {
namespace {

constexpr std::size_t kShownColumns = 60;
constexpr std::size_t kMaxNameBytes = 253;  // the longest host name, RFC 1035

struct Unit {
  std::string_view name;
  std::int64_t factor;
};
constexpr std::array<Unit, 5> kDurations{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 4> kSizes{{{"B", 1},
                                      {"KiB", std::int64_t{1} << 10},
                                      {"MiB", std::int64_t{1} << 20},
                                      {"GiB", std::int64_t{1} << 30}}};

tl::unexpected<Error> refuse(std::string message, std::string how_to_mend) {
  return tl::unexpected<Error>(
      Error{ErrorCode::configuration, std::move(message), std::nullopt, std::move(how_to_mend)});
}

std::optional<std::int64_t> parse_decimal(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool octal_looking = text.size() > 1 && text.front() == '0';
  if (error != std::errc{} || end != text.data() + text.size() || octal_looking) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> parse_with_unit(std::string_view text, std::span<const Unit> units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto value = parse_decimal(text.substr(0, digits));
  const auto unit = std::find_if(units.begin(), units.end(),
                                 [&](const Unit& u) { return u.name == text.substr(digits); });
  if (!value || unit == units.end() ||
      *value > std::numeric_limits<std::int64_t>::max() / unit->factor) {
    return std::nullopt;
  }
  return *value * unit->factor;
}

using Reader = std::optional<std::int64_t> (*)(std::string_view);

Result<KeyValue> parse_number(const Key& key, std::string_view text, Reader read,
                              std::string_view why) {
  const auto value = read(text);
  const std::string range = fmt::format("from {} to {}", key.least, key.most);
  if (!value) {
    return refuse(fmt::format("{} is not a {}{}", in_quotes(text), to_string(key.type), why),
                  fmt::format("write for example {} ({})", key.initial, range));
  }
  if (*value < read(key.least).value_or(0) || *value > read(key.most).value_or(0)) {
    return refuse(fmt::format("{} is out of range", in_quotes(text)),
                  fmt::format("write a value {}", range));
  }
  return KeyValue(*value);
}

std::string_view why_no_integer(std::string_view text) {
  if (text.size() > 1 && text.front() == '0') {
    return ": a leading zero may mean octal or hexadecimal";
  }
  return "";
}

Result<KeyValue> parse_choice(const Key& key, std::string_view text) {
  std::vector<std::string_view> choices;
  std::string_view rest = key.choices;
  while (true) {
    const auto bar = rest.find('|');
    choices.push_back(rest.substr(0, bar));
    if (choices.back() == text) {
      return KeyValue(std::string(text));
    }
    if (bar == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(bar + 1);
  }
  const auto near = nearest_names(text, choices, 1);
  return refuse(fmt::format("{} is not one of {}", in_quotes(text), fmt::join(choices, ", ")),
                near.empty() ? "write one of these" : fmt::format("did you mean {}?", near[0]));
}

bool is_word(std::string_view text, std::string_view also) {
  return !text.empty() && text.size() <= kMaxNameBytes &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  also.find(c) != std::string_view::npos;
         });
}

Result<KeyValue> parse_name(const Key& key, std::string_view text) {
  if (key.type == KeyType::word && !is_word(text, "_")) {
    return refuse(fmt::format("{} is not a word", in_quotes(text)),
                  "use only lower-case letters, digits and '_'");
  }
  if (key.type == KeyType::name && (!is_word(text, "._-") || !is_word(text.substr(0, 1), ""))) {
    return refuse(fmt::format("{} cannot be a name", in_quotes(text)),
                  "use only lower-case letters, digits, '.', '_' and '-', and begin with a letter "
                  "or digit");
  }
  return KeyValue(std::string(text));
}

// YYYY-MM-DD.
std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10) {
    return std::nullopt;
  }
  const auto midnight = parse_rfc3339(fmt::format("{}T00:00:00Z", text), TimeZone());
  if (!midnight) {
    return std::nullopt;
  }
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*midnight));
}

Result<KeyValue> parse_text(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return refuse("the value is empty", "write a text");
  }
  if (text.find('\0') != std::string_view::npos) {
    return refuse("the value holds a NUL character", "take it out");
  }
  return KeyValue(std::string(text));
}

}  // namespace

std::string in_quotes(std::string_view text) {
  const std::string safe = escape_for_terminal(text.substr(0, kShownColumns * 4));
  return fmt::format("'{}'",
                     display_width(safe) > kShownColumns ? fit_columns(safe, kShownColumns) : safe);
}

std::optional<std::int64_t> parse_duration_ms(std::string_view text) {
  return parse_with_unit(text, kDurations);
}

std::optional<std::int64_t> parse_size_bytes(std::string_view text) {
  return parse_with_unit(text, kSizes);
}

Result<KeyValue> parse_value(const Key& key, std::string_view text) {
  switch (key.type) {
    case KeyType::integer:
      return parse_number(key, text, parse_decimal, why_no_integer(text));
    case KeyType::duration:
      return parse_number(key, text, parse_duration_ms,
                          ": it takes a whole number and one of ms, s, m, h, d");
    case KeyType::size:
      return parse_number(key, text, parse_size_bytes,
                          ": it takes a whole number and one of B, KiB, MiB, GiB");
    case KeyType::choice:
      return parse_choice(key, text);
    case KeyType::word:
    case KeyType::name:
      return parse_name(key, text);
    case KeyType::address:
      if (const auto address = IpAddress::parse(text)) {
        return KeyValue(*address);
      }
      return refuse(fmt::format("{} is not an IP address", in_quotes(text)),
                    "write for example 127.0.0.1 or ::1, without a port");
    case KeyType::time_zone:
      if (const auto zone = TimeZone::find(text)) {
        return KeyValue(*zone);
      }
      return refuse(fmt::format("time zone {} is not known", in_quotes(text)),
                    "write an IANA name such as Asia/Tokyo or an offset such as +09:00; the "
                    "tzdata package must be installed");
    case KeyType::secret_path:
      if (is_credential(text) && !is_credential_name(text.substr(text.find(':') + 1))) {
        return refuse(fmt::format("{} names no credential", in_quotes(text)),
                      "behind 'credential:' use only letters, digits, '.', '_' and '-', and no dot "
                      "first");
      }
      return parse_text(text);
    case KeyType::date:
      if (const auto date = parse_date(text)) {
        return KeyValue(*date);
      }
      return refuse(fmt::format("{} is not a date of the calendar", in_quotes(text)),
                    "write for example 2026-01-15");
    default:
      return parse_text(text);
  }
}

}  // namespace yagura
