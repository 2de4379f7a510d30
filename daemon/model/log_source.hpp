// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/field.hpp"

namespace yagura {

// Sigma's log source: what a rule is written for, and what an event is. Empty = not said.
struct LogSource {
  std::string product;   // windows, linux, ...
  std::string category;  // process_creation, proxy, ...
  std::string service;   // security, sysmon, ...
  bool operator==(const LogSource&) const = default;
};

// The names under which one Sigma field may be found in an event, tried in this order: fields of
// our schema first, then the source's own name.
struct FieldNames {
  std::vector<Field> fields;
  std::string own_name;
};

// How rules learn our names; given to the rule loader by the engine (normalise/taxonomy.hpp has
// the real one), so that detection knows no format.
using FieldResolver = FieldNames (*)(const LogSource& source, std::string_view sigma_name);

}  // namespace yagura
