// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/log_source.hpp"

namespace yagura {

// How the verbs of this folder write for a person: lines of at most kInspectColumns terminal
// columns, texts of rules and events escaped.
inline constexpr std::size_t kInspectColumns = 100;

enum class Colour { off, on };

// "yes" or "no ", green or red.
std::string mark(bool holds, Colour colour);

// Escaped, in quotes, and cut with an ellipsis to fit.
std::string quoted(std::string_view text, std::size_t columns);
// Escaped, and cut with an ellipsis to fit.
std::string cut(std::string_view text, std::size_t columns);

// Lines of at most `columns`, each begun with `indent` and ended with a line break. Breaks at
// blanks and between Japanese characters. The text is escaped already.
std::string wrapped(std::string_view text, std::string_view indent, std::size_t columns);

// "User='ann' Computer='pc1'", or "all events" where nothing is grouped by.
std::string group_text(const std::vector<std::string>& names,
                       const std::vector<std::string>& values);

// "product=windows category=process_creation", or "any".
std::string log_source_text(const LogSource& source);

}  // namespace yagura
