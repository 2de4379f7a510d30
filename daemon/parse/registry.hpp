// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "parse/parser.hpp"

namespace yagura {

// All formats of parsers/, in order of name. Defined in the library yagura_parsers, which makes
// the table from its file names. Lives as long as the program; safe from any thread.
std::span<const Format* const> formats();

// By the name given to `--format`; null if there is none.
const Format* find_format(std::string_view name);

}  // namespace yagura
