// SPDX-FileCopyrightText: 2026 The Yagura authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "detect/item_compiler.hpp"
#include "detect/rule.hpp"

namespace yagura {

// Compiles a `detection:` (or `filter:`) section into `tree` and returns the node of its
// condition. May be called again on the same tree: names of one section never meet those of
// another, which is what filters need.
Result<std::uint32_t> compile_detection(const RuleContext& context, const RuleNode& section,
                                        DetectionTree& tree);

}  // namespace yagura
