// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/log_source.hpp"

namespace yagura {

// What rules are compiled with.
struct RuleOptions {
  // Values of `%name%` under the modifier expand; a rule whose placeholder is not here is refused.
  std::map<std::string, std::vector<std::string>> placeholders;
  // How Sigma's field names become ours; null = every field only under its own name.
  FieldResolver resolver = nullptr;
};

inline FieldNames resolve(const RuleOptions& options, const LogSource& source,
                          const std::string& name) {
  return options.resolver != nullptr ? options.resolver(source, name) : FieldNames{{}, name};
}

}  // namespace yagura
