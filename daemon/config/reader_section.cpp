// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "config/reader_section.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "config/credential.hpp"
#include "config/nearest_name.hpp"

namespace yagura {
namespace {

const YamlNode kNothing{};  // stands for an absent section: all defaults

std::string without_indices(std::string_view shown) {
  std::string out;
  bool inside = false;
  for (const char c : shown) {
    inside = inside && c != ']';
    if (!inside) {
      out += c;
    }
    inside = inside || c == '[';
  }
  return out;
}

std::string_view kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "a single value";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      break;
  }
  return "a map";
}

std::string_view how_to_write(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::sequence:
      return "write one '- ' line for each item";
    case YamlNode::Kind::map:
      return "write 'name: value' lines";
    default:
      return "write one value behind the colon";
  }
}

}  // namespace

Section::Section(KeyFile file, const YamlNode& node, std::string shown, FileErrors& errors)
    : file_(file),
      node_(&node),
      shown_(std::move(shown)),
      pattern_(without_indices(shown_)),
      errors_(errors) {
  const bool empty_file = node.kind == YamlNode::Kind::null && shown_.empty();
  if (node.kind != YamlNode::Kind::map && &node != &kNothing && !empty_file) {
    errors_.add(node.line, node.column,
                fmt::format("{} must be a map, not {}", shown_.empty() ? "the file" : shown_,
                            kind_name(node.kind)),
                std::string(how_to_write(YamlNode::Kind::map)));
    node_ = nullptr;
    return;
  }
  for (const YamlEntry& entry : node.entries) {
    if (!errors_.full() && find_key(file_, shown_key(entry.key)) == nullptr) {
      note_unknown(entry);
    }
  }
  for (const std::string_view key : key_names_below(file_, pattern_)) {
    if (key_of(key).presence == Presence::required && node.find(key) == nullptr) {
      complain("", fmt::format("{} has no '{}'", shown_.empty() ? "the file" : shown_, key),
               fmt::format("add '{}: ...'. {}", key, key_of(key).sentence));
    }
  }
}

std::string Section::shown_key(std::string_view key) const {
  return pattern_.empty() ? std::string(key) : fmt::format("{}.{}", pattern_, key);
}

const Key& Section::key_of(std::string_view key) const {
  const Key* found = find_key(file_, shown_key(key));
  if (found == nullptr) {
    throw std::logic_error("the key table lacks " + shown_key(key));
  }
  return *found;
}

void Section::note_unknown(const YamlEntry& entry) const {
  const auto siblings = key_names_below(file_, pattern_);
  const auto near = nearest_names(entry.key, siblings, 1);
  std::string mend = near.empty() ? fmt::format("known here: {}", fmt::join(siblings, ", "))
                                  : fmt::format("did you mean {}?", near[0]);
  if (near.empty()) {
    for (const Key& key : keys()) {
      if (key.file == file_ && key.name.ends_with("." + entry.key)) {
        mend = fmt::format("it belongs under {}",
                           key.name.substr(0, key.name.size() - entry.key.size() - 1));
        break;
      }
    }
  }
  errors_.add(entry.line, entry.column,
              fmt::format("{} is not a key{}", in_quotes(entry.key),
                          pattern_.empty() ? "" : fmt::format(" of {}", pattern_)),
              std::move(mend));
}

bool Section::has(std::string_view key) const {
  return node_ != nullptr && node_->find(key) != nullptr;
}

const YamlNode* Section::node(std::string_view key) const {
  const YamlEntry* entry = node_ == nullptr ? nullptr : node_->find(key);
  return entry == nullptr || entry->value.kind == YamlNode::Kind::null ? nullptr : &entry->value;
}

void Section::complain(std::string_view key, std::string message, std::string how_to_mend) const {
  const YamlNode& whole = node_ == nullptr ? kNothing : *node_;
  const YamlEntry* entry = whole.find(key);
  if (entry == nullptr) {
    errors_.add(whole.line, whole.column, std::move(message), std::move(how_to_mend));
  } else if (entry->value.kind == YamlNode::Kind::null) {
    errors_.add(entry->line, entry->column, std::move(message), std::move(how_to_mend));
  } else {
    errors_.add(entry->value.line, entry->value.column, std::move(message), std::move(how_to_mend));
  }
}

const YamlNode* Section::node_of(std::string_view key, YamlNode::Kind kind) const {
  const YamlEntry* entry = node_ == nullptr ? nullptr : node_->find(key);
  if (entry == nullptr) {
    return nullptr;
  }
  const YamlNode::Kind found = entry->value.kind;
  if (found == kind) {
    return &entry->value;
  }
  // A list or map whose lines are all commented out is an empty one; a scalar must be there.
  if (found != YamlNode::Kind::null) {
    complain(key, fmt::format("'{}' must be {}, not {}", key, kind_name(kind), kind_name(found)),
             std::string(how_to_write(kind)));
  } else if (kind == YamlNode::Kind::scalar) {
    const std::string_view initial = key_of(key).initial;
    complain(key, fmt::format("'{}' has no value", key),
             initial.empty() ? "write one behind the colon"
                             : fmt::format("write one, or take the line out for {}", initial));
  }
  return nullptr;
}

std::optional<KeyValue> Section::value(std::string_view key) const {
  const Key& described = key_of(key);
  const YamlNode* scalar = node_of(key, YamlNode::Kind::scalar);
  if (scalar == nullptr && described.initial.empty()) {
    return std::nullopt;
  }
  auto parsed = parse_value(described, scalar == nullptr ? described.initial : scalar->text);
  if (!parsed) {
    complain(key, fmt::format("'{}': {}", key, parsed.error().message), parsed.error().how_to_mend);
    return std::nullopt;
  }
  return *parsed;
}

std::string Section::text(std::string_view key) const {
  const auto found = value(key);
  const auto* text = found ? std::get_if<std::string>(&*found) : nullptr;
  return text == nullptr ? std::string() : *text;
}

std::filesystem::path Section::resolve(std::string_view text) const {
  const std::filesystem::path path(text);
  const auto folder = std::filesystem::path(errors_.file()).parent_path();
  return (path.is_absolute() ? path : folder / path).lexically_normal();
}

std::filesystem::path Section::path(std::string_view key) const {
  const std::string written = text(key);
  if (key_of(key).type == KeyType::secret_path && is_credential(written)) {
    return credential_path(written);
  }
  return written.empty() ? std::filesystem::path() : resolve(written);
}

IpAddress Section::address(std::string_view key) const {
  const auto found = value(key);
  const auto* address = found ? std::get_if<IpAddress>(&*found) : nullptr;
  return address == nullptr ? IpAddress() : *address;
}

TimeZone Section::time_zone(std::string_view key, const TimeZone& otherwise) const {
  const auto found = value(key);
  const auto* zone = found ? std::get_if<TimeZone>(&*found) : nullptr;
  return zone == nullptr ? otherwise : *zone;
}

std::chrono::year_month_day Section::date(std::string_view key) const {
  const auto found = value(key);
  const auto* date = found ? std::get_if<std::chrono::year_month_day>(&*found) : nullptr;
  return date == nullptr ? std::chrono::year_month_day() : *date;
}

std::int64_t Section::number_in(std::string_view key, std::int64_t unit) const {
  const auto found = value(key);
  const auto* number = found ? std::get_if<std::int64_t>(&*found) : nullptr;
  if (number == nullptr) {
    return 0;
  }
  if (*number % unit != 0) {
    const std::string_view whole = unit == 1000 ? "seconds" : "hours";
    complain(key, fmt::format("'{}' does not come to whole {}", key, whole),
             fmt::format("write for example {}", key_of(key).initial));
  }
  return *number / unit;
}

std::string Section::below(std::string_view key) const {
  return shown_.empty() ? std::string(key) : fmt::format("{}.{}", shown_, key);
}

Section Section::section(std::string_view key) const {
  const YamlNode* map = node_of(key, YamlNode::Kind::map);
  return {file_, map == nullptr ? kNothing : *map, below(key), errors_};
}

std::vector<Section> Section::sections(std::string_view key) const {
  std::vector<Section> out;
  if (const YamlNode* list = node_of(key, YamlNode::Kind::sequence)) {
    for (std::size_t i = 0; i < list->items.size() && !errors_.full(); ++i) {
      out.emplace_back(file_, list->items[i], fmt::format("{}[{}]", below(key), i), errors_);
    }
  }
  return out;
}

std::vector<std::filesystem::path> Section::paths(std::string_view key) const {
  if (!has(key)) {
    const std::string_view initial = key_of(key).initial;
    return initial.empty() ? std::vector<std::filesystem::path>{}
                           : std::vector<std::filesystem::path>{resolve(initial)};
  }
  std::vector<std::filesystem::path> out;
  if (const YamlNode* list = node_of(key, YamlNode::Kind::sequence)) {
    for (const YamlNode& item : list->items) {
      if (item.kind == YamlNode::Kind::scalar && parse_value(key_of(key), item.text)) {
        out.push_back(resolve(item.text));
      } else {
        errors_.add(item.line, item.column, fmt::format("'{}' must hold paths", key),
                    "write '- path' lines");
      }
    }
  }
  return out;
}

std::vector<std::string> Section::scalars(const YamlNode& list, std::string_view key) const {
  std::vector<std::string> out;
  for (const YamlNode& item : list.items) {
    if (item.kind == YamlNode::Kind::scalar) {
      out.push_back(item.text);
    } else {
      errors_.add(item.line, item.column, fmt::format("'{}' must hold texts", key),
                  "write '- text' lines");
    }
  }
  return out;
}

std::vector<std::string> Section::texts(std::string_view key) const {
  const YamlNode* list = node_of(key, YamlNode::Kind::sequence);
  return list == nullptr ? std::vector<std::string>{} : scalars(*list, key);
}

std::vector<std::pair<std::string, std::vector<std::string>>> Section::values(
    std::string_view key) const {
  std::vector<std::pair<std::string, std::vector<std::string>>> out;
  const YamlNode* map = node_of(key, YamlNode::Kind::map);
  if (map == nullptr) {
    return out;
  }
  for (const YamlEntry& entry : map->entries) {
    if (entry.value.kind == YamlNode::Kind::sequence) {
      out.emplace_back(entry.key, scalars(entry.value, key));
    } else if (entry.value.kind == YamlNode::Kind::scalar) {
      out.push_back({entry.key, {entry.value.text}});
    } else {
      errors_.add(entry.line, entry.column, fmt::format("{} has no value", in_quotes(entry.key)),
                  "write one behind the colon, or a list of them");
    }
  }
  return out;
}

}  // namespace yagura
