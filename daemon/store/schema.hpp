// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "store/sqlite.hpp"

namespace yagura {

// The version of the tables this program reads and writes.
std::int64_t schema_version();

// Makes the database one of ours, of the newest version: creates the tables in an empty one,
// carries an older one over step by step, each step in one transaction. Refuses a database of
// another program and one that a newer version has written.
Result<void> migrate(const Database& database);

// Whether the file is ours, of this version or an earlier one. An empty one is not.
Result<bool> is_known(const Database& database);

// For a reader: refuses all but exactly the newest version.
Result<void> check_version(const Database& database);

}  // namespace yagura
