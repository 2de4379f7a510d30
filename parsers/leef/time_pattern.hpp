// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "parse/parser.hpp"

namespace yagura::leef {

// Reads a time by a pattern of Java's SimpleDateFormat, which devTimeFormat is: "yyyy-MM-dd
// HH:mm:ss", "dd/MM/yy HH:mm:ss.SSS Z", "yyyy-MM-dd'T'HH:mm:ssX". Nothing where the text does not
// fit the pattern, or the pattern has letters that say no time, or no year. Linear.
std::optional<TimePoint> read_time(std::string_view text, std::string_view pattern,
                                   const ParseContext& context);

}  // namespace yagura::leef
