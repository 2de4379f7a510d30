// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/error_list.hpp"

namespace yagura {

struct YamlEntry;

// One value of a YAML file with its place. Scalars stay text: what a text means is decided by the
// key that it belongs to, never by YAML (which takes 010 for eight and `no` for false).
struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  int line = 1;
  int column = 1;                  // characters, from 1
  std::string text;                // scalar
  std::vector<YamlNode> items;     // sequence
  std::vector<YamlEntry> entries;  // map, in order of the file, no key twice

  const YamlEntry* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  int line = 1;
  int column = 1;
  YamlNode value;
};

// Bounds that no honest configuration comes near; they keep a wrong or hostile file cheap.
inline constexpr std::size_t kMaxYamlBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxYamlNodes = 100'000;
inline constexpr int kMaxYamlDepth = 16;

// Reads one YAML document. Refused, with their places: syntax errors, text that is not UTF-8, keys
// that stand twice, anchors, aliases and tags (a short file could unfold to a huge one), a second
// document. What could be read is returned even then, so that the caller finds further errors;
// after a syntax error nothing is.
YamlNode read_yaml(std::string_view text, FileErrors& errors);

}  // namespace yagura
