// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "detect/rule_node.hpp"

namespace yagura {

// The largest rule known (a list of indicators) has 300 KB and 5,000 values.
inline constexpr std::size_t kMaxRuleFileBytes = std::size_t{2} * 1024 * 1024;
inline constexpr std::size_t kMaxRuleNodes = 200'000;
inline constexpr std::size_t kMaxRuleDepth = 16;

// The documents of one rule file that could be read, and the first thing wrong with the YAML.
// YAML has no way to go on after a syntax error: what stands before it is still used.
struct RuleFile {
  std::string name;  // as errors name it
  std::vector<RuleNode> documents;
  std::vector<Error> refused;
};

// The text of a file, at most one byte more than a rule file may have; nothing if it cannot be
// read.
std::optional<std::string> read_rule_bytes(const std::filesystem::path& file);

// The only place that knows YAML. Refused: anchors and aliases (a reference can blow up, and
// breaks "one rule can be read alone"), duplicate keys, keys that are not plain text, and
// anything beyond the limits above. `file` is only named in errors. Threads may read several texts
// at once.
RuleFile read_rule_text(std::string_view text, const std::string& file);

}  // namespace yagura
