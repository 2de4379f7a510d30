// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "parse/field_table.hpp"

namespace yagura::entra {

// By canonical names: without "properties.", beginning in lower case ("userPrincipalName").
std::span<const Mapping> rows();

// What Sigma's rules call a value beside its canonical name, which has no indices here
// ("targetResources.modifiedProperties.newValue"). Rules were written against several renderings of
// the log, so one value has many names.
struct Alias {
  std::string_view name;
  std::string_view alias;
};
std::span<const Alias> sign_in_aliases();
std::span<const Alias> audit_aliases();

}  // namespace yagura::entra
