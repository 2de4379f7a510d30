// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "detect/value_test.hpp"

namespace yagura {

// Appends what tells a test, or the names of a field, from every other. The same text in every run
// of the program: states that are kept on disk are named by it.
void append_key(std::string& key, const ValueTest& test);
void append_key(std::string& key, const FieldNames& names);

}  // namespace yagura
