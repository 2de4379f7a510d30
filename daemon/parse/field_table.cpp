// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "parse/field_table.hpp"

#include <algorithm>
#include <bitset>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "base/number.hpp"
#include "base/text.hpp"
#include "parse/event_fields.hpp"
#include "parse/text_forms.hpp"

namespace yagura {
namespace {

constexpr auto kNone = std::string_view::npos;

// Field pairs that one text fills together.
struct Beside {
  Field field;
  Field other;
};
constexpr Beside kDomains[] = {
    {Field::source_ip, Field::source_domain},
    {Field::destination_ip, Field::destination_domain},
    {Field::host_ip, Field::host_name},
    {Field::observer_ip, Field::observer_hostname},
};
constexpr Beside kNamesOfPaths[] = {
    {Field::process_executable, Field::process_name},
    {Field::process_parent_executable, Field::process_parent_name},
    {Field::dll_path, Field::dll_name},
    {Field::file_path, Field::file_name},
};
constexpr Beside kAccountDomains[] = {
    {Field::user_name, Field::user_domain},
    {Field::user_target_name, Field::user_target_domain},
};

template <std::size_t N>
std::optional<Field> beside(const Beside (&table)[N], Field field) {
  for (const Beside& row : table) {
    if (row.field == field) {
      return row.other;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> integer_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return *number;
  }
  if (const auto* real = std::get_if<double>(&value)) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    const auto whole = *real > -kExact && *real < kExact ? static_cast<std::int64_t>(*real) : 0;
    return static_cast<double>(whole) == *real ? std::optional(whole) : std::nullopt;
  }
  const auto* text = std::get_if<std::string_view>(&value);
  return text == nullptr ? std::nullopt : parse_integer_or_hex(trimmed(*text));
}

std::optional<double> real_of(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) {
    return *real;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*number);
  }
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr) {
    return std::nullopt;
  }
  double real = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), real);
  const bool whole = error == std::errc{} && stop == text->data() + text->size();
  return whole ? std::optional(real) : std::nullopt;
}

std::optional<IpAddress> address_of(const Value& value) {
  if (const auto* address = std::get_if<IpAddress>(&value)) {
    return *address;
  }
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr || !may_be_address(text->substr(0, text->find(']')))) {
    return std::nullopt;
  }
  if (const auto address = IpAddress::parse(*text)) {
    return address;
  }
  if (!text->empty() && text->front() == '[') {
    return IpAddress::parse(text->substr(1, text->find(']') - 1));
  }
  const std::size_t colon = text->find(':');
  return colon == kNone ? std::nullopt : IpAddress::parse(text->substr(0, colon));
}

std::optional<TimePoint> time_of(const Value& value, const ParseContext& context, DateOrder order) {
  if (const auto* time = std::get_if<TimePoint>(&value)) {
    return *time;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return epoch_time(*number);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    constexpr double kLatest = 1e14;
    constexpr double kMicroseconds = 1e6;
    if (!(*real >= 0 && *real < kLatest)) {
      return std::nullopt;
    }
    constexpr double kFirstMilliseconds = 1e11;  // smaller numbers are seconds
    constexpr double kMicrosecondsInOne = 1e3;
    const double unit = *real < kFirstMilliseconds ? kMicroseconds : kMicrosecondsInOne;
    return TimePoint(Duration{std::llround(*real * unit)});
  }
  const auto* text = std::get_if<std::string_view>(&value);
  return text == nullptr ? std::nullopt : parse_any_time(*text, context, order);
}

bool add_time(Field field, const Value& value, const ParseContext& context, DateOrder order,
              Event& event) {
  const auto time = time_of(value, context, order);
  if (!time) {
    return false;
  }
  if (field != Field::timestamp) {
    event.add(field, *time);
  } else if (event.own_time) {
    return false;
  } else {
    event.own_time = time;
  }
  return true;
}

bool add_duration(Field field, const Value& value, double nanoseconds, Event& event) {
  const auto count = real_of(value);
  constexpr double kLongest = 9e18;
  if (!count || !(*count >= 0 && *count * nanoseconds < kLongest)) {
    return false;
  }
  event.add(field, static_cast<std::int64_t>(*count * nanoseconds));
  return true;
}

void add_path(Field field, std::string_view path, Event& event) {
  event.add(field, path);
  const auto name = beside(kNamesOfPaths, field);
  if (name && !event.has(*name)) {
    event.add_text(*name, base_name(path));
  }
  if (field == Field::file_path && !event.has(Field::file_directory)) {
    event.add_text(Field::file_directory, directory_name(path));
  }
}

// "MD5=...,SHA256=...", "SHA1:...;..." or bare digits.
bool add_hashes(Field md5, std::string_view text, Event& event) {
  if (text.find_first_of("=:") == kNone) {
    return add_hash(event, md5, text);
  }
  bool any = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",; "), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t assign = part.find_first_of("=:");
    const bool is_import_hash = equal_ignoring_case(part.substr(0, assign), "imphash");
    if (assign != kNone && !is_import_hash) {
      any = add_hash(event, md5, part.substr(assign + 1)) || any;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return any;
}

bool add_host(Field ip, const Value& value, Event& event) {
  if (const auto address = address_of(value)) {
    event.add(ip, *address);
    return true;
  }
  const auto* text = std::get_if<std::string_view>(&value);
  const auto domain = beside(kDomains, ip);
  if (text == nullptr || !domain || event.has(*domain)) {
    return false;
  }
  event.add(*domain, lower_case(*text, event.arena()));
  return true;
}

std::string_view upper_case(std::string_view text, Arena& arena) {
  char* out = arena.allocate(text.size());
  std::transform(text.begin(), text.end(), out, [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  });
  return {out, text.size()};
}

bool add_integer(Field field, const Value& value, std::int64_t least, std::int64_t most,
                 Event& event) {
  const auto number = integer_of(value);
  if (!number || *number < least || *number > most) {
    return false;
  }
  event.add(field, *number);
  return true;
}

// The forms that begin as a text.
bool add_text_as(Field field, As as, std::string_view text, Event& event) {
  Arena& arena = event.arena();
  switch (as) {
    case As::url:
      add_url(event, text);
      return true;
    case As::path:
      add_path(field, text, event);
      return true;
    case As::account:
      if (const auto domain = beside(kAccountDomains, field)) {
        add_account(event, field, *domain, text);
      } else {
        event.add(field, base_name(text));
      }
      return true;
    case As::hash:
      return add_hashes(field, text, event);
    case As::lower:
      event.add(field, lower_case(text, arena));
      return true;
    case As::upper_method:
      event.add(field, upper_case(text, arena));
      return true;
    case As::transport:
      event.add(field, transport_name(text, arena));
      return true;
    case As::http_version:
      event.add(field, text.starts_with("HTTP/") ? text.substr(5) : text);
      return true;
    case As::percent:
      event.add(field, percent_decoded(text, arena));
      return true;
    default:
      event.add(field, text);
      return true;
  }
}

constexpr std::size_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;  // FNV-1a
  }
  return hash ^ (hash >> 15U);
}

}  // namespace

bool add_as(Field field, As as, const Value& value, const ParseContext& context, DateOrder order,
            Event& event) {
  constexpr std::int64_t kHighestPort = 65535;
  switch (as) {
    case As::text:
      event.add(field, value);
      return true;
    case As::integer:
      return add_integer(field, value, std::numeric_limits<std::int64_t>::min(),
                         std::numeric_limits<std::int64_t>::max(), event);
    case As::port:
      return add_integer(field, value, 0, kHighestPort, event);
    case As::real:
      if (const auto real = real_of(value)) {
        event.add(field, *real);
        return true;
      }
      return false;
    case As::ip:
      if (const auto address = address_of(value)) {
        event.add(field, *address);
        return true;
      }
      return false;
    case As::host:
      return add_host(field, value, event);
    case As::time:
      return add_time(field, value, context, order, event);
    case As::duration_ms:
      return add_duration(field, value, 1e6, event);
    case As::duration_s:
      return add_duration(field, value, 1e9, event);
    default:
      return add_text_as(field, as, text_of(value, event.arena()), event);
  }
}

FieldTable::FieldTable(std::span<const Mapping> rows, Settings settings)
    : rows_(rows), settings_(settings) {
  std::size_t size = 16;
  while (size < rows.size() * 4) {
    size *= 2;
  }
  slots_.assign(size, kEnd);
  for (const Mapping& row : rows) {
    std::size_t slot = hash_of(row.name) % size;
    while (slots_[slot] != kEnd && names_[slots_[slot]] != row.name) {
      slot = (slot + 1) % size;
    }
    if (slots_[slot] == kEnd) {
      slots_[slot] = static_cast<std::uint32_t>(names_.size());
      names_.push_back(row.name);
    }
    name_of_row_.push_back(slots_[slot]);
  }
  first_.resize(names_.size());
}

std::uint32_t FieldTable::find_name(std::string_view name) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash_of(name) & mask; slots_[slot] != kEnd; slot = (slot + 1) & mask) {
    if (names_[slots_[slot]] == name) {
      return slots_[slot];
    }
  }
  return kEnd;
}

bool FieldTable::is_no_value(const Value& value) const {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr) {
    return std::holds_alternative<std::monostate>(value);
  }
  return text->empty() || *text == "-" ||
         std::find(settings_.no_value.begin(), settings_.no_value.end(), *text) !=
             settings_.no_value.end();
}

void FieldTable::apply(const Pairs& pairs, const ParseContext& context, Event& event) {
  std::fill(first_.begin(), first_.end(), kEnd);
  next_.resize(pairs.size());
  used_.assign(pairs.size(), 0);
  for (std::size_t i = pairs.size(); i-- > 0;) {
    if (is_no_value(pairs[i].value)) {
      used_[i] = 1;
      continue;
    }
    const std::uint32_t name = find_name(pairs[i].name);
    if (name != kEnd) {
      next_[i] = first_[name];
      first_[name] = static_cast<std::uint32_t>(i);
    }
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const Mapping& mapping = rows_[row];
    std::uint32_t i = first_[name_of_row_[row]];
    if (i == kEnd || event.has(mapping.field)) {
      continue;
    }
    for (; i != kEnd; i = next_[i]) {
      if (add_as(mapping.field, mapping.as, pairs[i].value, context, settings_.date_order, event)) {
        used_[i] = 1;
      }
    }
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const bool kept = settings_.keep_own_names && !is_no_value(pairs[i].value);
    if (used_[i] == 0 || kept) {
      event.add_unmapped(Origin::vendor, pairs[i].name, pairs[i].value);
    }
  }
}

}  // namespace yagura
