// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "replay/scenario_reader_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace yagura {
namespace {

// A scenario of more mistakes than this is not a scenario; the rest would only scroll by.
constexpr std::size_t kMaxErrors = 200;
// Aliases let a short file hold long lists.
constexpr std::size_t kMaxItems = 1'000;

// Of a name that stands in a message.
constexpr std::size_t kLongestShown = 80;

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

// "HH:MM" or "HH:MM:SS".
std::optional<Duration> parse_time_of_day(std::string_view text) {
  if ((text.size() != 5 && text.size() != 8) || text[2] != ':' ||
      (text.size() == 8 && text[5] != ':')) {
    return std::nullopt;
  }
  const auto hour = parse_number<unsigned>(text.substr(0, 2));
  const auto minute = parse_number<unsigned>(text.substr(3, 2));
  const auto second =
      text.size() == 8 ? parse_number<unsigned>(text.substr(6, 2)) : std::optional<unsigned>(0);
  if (!hour || !minute || !second || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  const Duration of_day =
      std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
  if (of_day > std::chrono::hours(24)) {
    return std::nullopt;
  }
  return of_day;
}

bool contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string YamlFields::shown(std::string_view text) {
  return escape_for_terminal(text.substr(0, kLongestShown)) +
         (text.size() > kLongestShown ? "..." : "");
}

// yaml-cpp counts lines and columns from 0, and columns in bytes.
Place YamlFields::place(const YAML::Mark& mark) const {
  if (mark.line < 0 || mark.column < 0) {
    return {file_, 0, 0};
  }
  std::size_t start = 0;
  for (int line = 0; line < mark.line && start != std::string_view::npos; ++line) {
    const std::size_t end = text_.find('\n', start);
    start = end == std::string_view::npos ? end : end + 1;
  }
  if (start == std::string_view::npos) {
    return {file_, mark.line + 1, 0};
  }
  const std::string_view before = text_.substr(start, static_cast<std::size_t>(mark.column));
  const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  });
  return {file_, mark.line + 1, static_cast<int>(characters) + 1};
}

void YamlFields::wrong(const YAML::Mark& mark, std::string message, std::string how_to_mend) {
  if (errors_.size() < kMaxErrors) {
    errors_.push_back(
        {ErrorCode::configuration, std::move(message), place(mark), std::move(how_to_mend)});
  }
}

void YamlFields::wrong(const YAML::Node& node, std::string message, std::string how_to_mend) {
  wrong(node.IsDefined() ? node.Mark() : YAML::Mark::null_mark(), std::move(message),
        std::move(how_to_mend));
}

std::vector<Error> YamlFields::take_errors() {
  std::stable_sort(errors_.begin(), errors_.end(), [](const Error& a, const Error& b) {
    return std::pair(a.place->line, a.place->column) < std::pair(b.place->line, b.place->column);
  });
  return std::exchange(errors_, {});
}

bool YamlFields::map(const YAML::Node& node, std::string_view what,
                     std::initializer_list<std::string_view> required,
                     std::initializer_list<std::string_view> optional) {
  if (!node.IsMap()) {
    wrong(node, fmt::format("{} must be a map of keys to values", what));
    return false;
  }
  bool good = true;
  std::set<std::string> seen;
  for (const auto& entry : node) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (!contains(required, key) && !contains(optional, key)) {
      wrong(entry.first, fmt::format("'{}' is no key of {}", shown(key), what));
      good = false;
    } else if (!seen.insert(key).second) {
      wrong(entry.first, fmt::format("'{}' stands twice", key), "remove one of them");
      good = false;
    }
  }
  for (const std::string_view key : required) {
    if (!seen.contains(std::string(key))) {
      wrong(node, fmt::format("{} lacks '{}'", what, key));
      good = false;
    }
  }
  return good;
}

bool YamlFields::one_of(const YAML::Node& node, std::initializer_list<const char*> keys) {
  const auto given = std::count_if(keys.begin(), keys.end(),
                                   [&](const char* key) { return static_cast<bool>(node[key]); });
  if (given != 1) {
    wrong(node, fmt::format("exactly one of '{}' must be given", fmt::join(keys, "', '")));
  }
  return given == 1;
}

std::vector<YAML::Node> YamlFields::list(const YAML::Node& parent, const char* key) {
  const YAML::Node node = parent[key];
  std::vector<YAML::Node> items;
  if (!node.IsDefined()) {
    return items;
  }
  if (!node.IsSequence()) {
    wrong(node, fmt::format("'{}' must be a list", key));
    return items;
  }
  if (node.size() > kMaxItems) {
    wrong(node, fmt::format("'{}' has more than {} items", key, kMaxItems));
    return items;
  }
  for (const auto& item : node) {
    items.push_back(item);
  }
  return items;
}

std::optional<std::string> YamlFields::text(const YAML::Node& parent, const char* key) {
  const YAML::Node node = parent[key];
  if (!node.IsDefined() || !node.IsScalar() || node.Scalar().empty()) {
    wrong(node.IsDefined() ? node : parent, fmt::format("'{}' must be a text", key));
    return std::nullopt;
  }
  return node.Scalar();
}

std::optional<std::uint64_t> YamlFields::number(const YAML::Node& parent, const char* key,
                                                std::uint64_t lowest, std::uint64_t highest) {
  const YAML::Node node = parent[key];
  const auto value = node.IsDefined() && node.IsScalar()
                         ? parse_number<std::uint64_t>(node.Scalar())
                         : std::nullopt;
  if (!value || *value < lowest || *value > highest) {
    wrong(node.IsDefined() ? node : parent,
          fmt::format("'{}' must be a whole number from {} to {}", key, lowest, highest));
    return std::nullopt;
  }
  return value;
}

std::optional<double> YamlFields::fraction(const YAML::Node& parent, const char* key, double lowest,
                                           double highest) {
  const YAML::Node node = parent[key];
  const auto value =
      node.IsDefined() && node.IsScalar() ? parse_number<double>(node.Scalar()) : std::nullopt;
  if (!value || !(*value >= lowest && *value <= highest)) {
    wrong(node.IsDefined() ? node : parent,
          fmt::format("'{}' must be a number from {} to {}", key, lowest, highest));
    return std::nullopt;
  }
  return value;
}

std::optional<TimePoint> YamlFields::time_of_day(const YAML::Node& parent, const char* key,
                                                 TimePoint midnight) {
  const YAML::Node node = parent[key];
  const auto of_day =
      node.IsDefined() && node.IsScalar() ? parse_time_of_day(node.Scalar()) : std::nullopt;
  if (!of_day) {
    wrong(node.IsDefined() ? node : parent, fmt::format("'{}' must be a time of day", key),
          "write it as 12:30 or 12:30:05, Japan's clock");
    return std::nullopt;
  }
  return midnight + *of_day;
}

}  // namespace yagura
