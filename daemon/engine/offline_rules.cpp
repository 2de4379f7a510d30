// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/offline_rules.hpp"

#include <fmt/format.h>

#include <ostream>
#include <utility>

#include "base/text.hpp"
#include "detect/placeholder_reader.hpp"
#include "engine/rule_files.hpp"
#include "normalise/taxonomy.hpp"

namespace yagura {

OfflineRules load_offline(const std::vector<std::filesystem::path>& rules,
                          const std::optional<std::filesystem::path>& placeholders,
                          std::ostream& err) {
  RuleOptions options;
  options.resolver = sigma_field;
  if (placeholders) {
    auto read = read_placeholders(*placeholders);
    if (!read) {
      err << escape_for_terminal(read.error().text()) << '\n';
      return {};
    }
    options.placeholders = std::move(*read);
  }
  OfflineRules loaded{load_rule_files(rules, options), true};
  for (const Error& error : loaded.load.refused) {
    err << escape_for_terminal(error.text()) << '\n';
  }
  const RefusedEntries& entries = loaded.load.refused_entries;
  for (const Error& error : entries.told) {
    err << escape_for_terminal(error.text()) << '\n';
  }
  if (entries.count > entries.told.size()) {
    err << fmt::format("{} more entries of lists are refused\n",
                       entries.count - entries.told.size());
  }
  return loaded;
}

}  // namespace yagura
