// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ip.hpp"
#include "base/time.hpp"
#include "config/error_list.hpp"
#include "config/key_value.hpp"
#include "config/keys.hpp"
#include "config/reader_yaml.hpp"

namespace yagura {

// One map of a file, read by the key table. Asking for a key gives its value, its default, or,
// after an error has been noted, something harmless, so that reading goes on to the next error.
// Refers to the node and the error list it was made from; one thread.
class Section {
 public:
  // `shown` is how errors call it: "sources[2]", "" = the top level of the file. Notes every key
  // that the table does not have, and every required one that is missing.
  Section(KeyFile file, const YamlNode& node, std::string shown, FileErrors& errors);

  bool has(std::string_view key) const;
  std::string text(std::string_view key) const;
  std::filesystem::path path(std::string_view key) const;
  IpAddress address(std::string_view key) const;
  // Without value or default: `otherwise`.
  TimeZone time_zone(std::string_view key, const TimeZone& otherwise) const;
  std::chrono::year_month_day date(std::string_view key) const;
  template <typename T>
  T number(std::string_view key) const {
    return static_cast<T>(number_in(key, 1));
  }
  // Durations are milliseconds in the file; a coarser D refuses what it cannot hold.
  template <typename D>
  D duration(std::string_view key) const {
    return D(number_in(key, std::chrono::duration_cast<std::chrono::milliseconds>(D(1)).count()));
  }

  Section section(std::string_view key) const;
  std::vector<Section> sections(std::string_view key) const;
  std::vector<std::filesystem::path> paths(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  // Names with one or several texts.
  std::vector<std::pair<std::string, std::vector<std::string>>> values(std::string_view key) const;

  // For checks that the table cannot say. `key` = "" and absent keys: the map itself.
  void complain(std::string_view key, std::string message, std::string how_to_mend) const;
  // The value as it stands in the file, with its place; null if absent or without value.
  const YamlNode* node(std::string_view key) const;
  FileErrors& errors() const { return errors_; }

 private:
  const Key& key_of(std::string_view key) const;
  std::string shown_key(std::string_view key) const;
  std::string below(std::string_view key) const;
  std::vector<std::string> scalars(const YamlNode& list, std::string_view key) const;
  std::int64_t number_in(std::string_view key, std::int64_t unit) const;
  std::optional<KeyValue> value(std::string_view key) const;
  const YamlNode* node_of(std::string_view key, YamlNode::Kind kind) const;
  void note_unknown(const YamlEntry& entry) const;
  std::filesystem::path resolve(std::string_view text) const;

  KeyFile file_;
  const YamlNode* node_;
  std::string shown_;
  std::string pattern_;  // shown_ without indices: "sources[]"
  FileErrors& errors_;
};

}  // namespace yagura
