// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "detect/placeholder_reader.hpp"

#include <fstream>
#include <utility>

#include "detect/rule_document.hpp"
#include "detect/rule_reader.hpp"

namespace yagura {

Result<std::map<std::string, std::vector<std::string>>> read_placeholders(
    const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMaxRuleFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad()) {
    return tl::unexpected<Error>(Error{ErrorCode::io, "the placeholder file cannot be read",
                                       Place{file.string(), 0, 0},
                                       "check the path and its permissions"});
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  const RuleFile read = read_rule_text(text, file.string());
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
