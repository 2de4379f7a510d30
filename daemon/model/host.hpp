// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/organisation.hpp"

namespace yagura {

// A machine that the inventory says is there. Organisations name theirs alike: only the two
// together say which one it is.
struct Host {
  OrganisationCode organisation;
  std::string name;  // as events write it; case of ASCII letters does not count
  std::string role;  // what it is there for, such as file-server; may be empty
};

}  // namespace yagura
