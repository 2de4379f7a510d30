// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "detect/modifier.hpp"
#include "detect/text_pattern.hpp"

namespace yagura {

// What `%name%` placeholders in a value stand for: one text for each combination; `\%` is a plain
// percent sign. Errors carry no place.
Result<std::vector<std::string>> expand_placeholders(
    std::string_view value, const std::map<std::string, std::vector<std::string>>& placeholders);

// Applies one modifier of the text kind to every variant of a value, in place: it may change the
// variants or make more of them (base64offset). Errors carry no place.
Result<void> transform(Modifier modifier, std::vector<PatternPieces>& variants);

}  // namespace yagura
