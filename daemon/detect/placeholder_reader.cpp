// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/placeholder_reader.hpp"

#include <utility>

#include "detect/rule_document.hpp"
#include "detect/rule_reader.hpp"

namespace yagura {

Result<std::map<std::string, std::vector<std::string>>> read_placeholders(
    const std::filesystem::path& file) {
  const auto text = read_rule_bytes(file);
  if (!text) {
    return tl::unexpected<Error>(Error{ErrorCode::io, "the placeholder file cannot be read",
                                       Place{file.string(), 0, 0},
                                       "check the path and its permissions"});
  }
  const RuleFile read = read_rule_text(*text, file.string());
  if (!read.refused.empty()) {
    return tl::unexpected(read.refused.front());
  }
  std::map<std::string, std::vector<std::string>> placeholders;
  for (const RuleNode& document : read.documents) {
    if (!document.is_map()) {
      return refuse(file.string(), document, "placeholders are a map", "write Name: [value, ...]");
    }
    for (const RuleNode& item : document.items) {
      YAGURA_ASSIGN(placeholders[item.key], text_list(file.string(), item));
    }
  }
  return placeholders;
}

}  // namespace yagura
